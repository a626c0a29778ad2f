"""`manage.py restore PATH`: puts a backup into an empty database, then brings it up to this version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from runlab_site.mongo.backup import BackupError
from runlab_site.mongo.restoring import restore


class Command(BaseCommand):
    """Every checksum is verified before anything is written; `migrate` deletes again who was deleted since."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and which."""
        parser.add_argument("path", type=Path, help="The folder that `backup` wrote.")
        parser.add_argument("--snapshot", help="One of its snapshots; default: the newest.")

    def handle(self, *_args: Any, path: Path, snapshot: str | None, **_options: Any) -> None:
        """Restore, migrate, and say what was read."""
        try:
            summary = restore(path, snapshot)
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(
            f"Restored {summary.snapshot}: {summary.documents_count} documents, {summary.files_count} files."
        )
