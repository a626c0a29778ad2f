"""`manage.py verify_storage`: reads everything that is stored and reports what is missing, altered or orphaned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions.services.verification import findings, repair


class Command(BaseCommand):
    """Ends with 1 when something is wrong and stays so."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to repair."""
        parser.add_argument(
            "--repair", action="store_true", help="Make again all that can be from the raw files."
        )
        parser.add_argument(
            "--orphans-older-than-s", type=float, default=3600, help="Younger ones may be on their way (s)."
        )

    def handle(self, *_args: Any, repair: bool, orphans_older_than_s: float, **_options: Any) -> None:
        """Walk, report, repair, walk again."""
        age = timedelta(seconds=orphans_older_than_s)
        found = list(findings(age))
        for one in found:
            self.stdout.write(str(one))
        if repair and found:
            self._repair(found)
            found = list(findings(age))
            self.stdout.writelines(f"not repaired: {one}" for one in found)
        if found:
            raise CommandError(f"{len(found)} things are wrong in what is stored.")
        self.stdout.write("All that is stored is whole.")

    def _repair(self, found: list[Any]) -> None:
        left = repair(found)
        self.stdout.write(f"Repaired {len(found) - len(left)} of {len(found)}.")
