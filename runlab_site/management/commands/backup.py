"""`manage.py backup PATH`: adds a snapshot of everything to a folder, while the site runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from runlab_site.mongo.backup import BackupError, back_up


class Command(BaseCommand):
    """Incremental: stored files that are in the folder already are not copied again."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("path", type=Path, help="A folder; it is made if there is none.")

    def handle(self, *_args: Any, path: Path, **_options: Any) -> None:
        """Back up, and say what was written."""
        try:
            back_up(path, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
