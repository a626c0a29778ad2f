"""`manage.py import_folder PATH --runner ID`: import every activity file of a folder; run again, it goes on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from runlab_site.models import BackgroundJob
from runners.models import Runner
from sessions import file_processor
from sessions.importing.export_tables import is_table_name
from sessions.models import Upload
from sessions.selectors import skipped_reasons, upload_counts

if TYPE_CHECKING:
    from argparse import ArgumentParser

_SUFFIXES = (".fit", ".fit.gz", ".gpx", ".gpx.gz", ".tcx", ".tcx.gz", ".zip")
_BATCH_FILES = 100
_LOOK_EVERY_S = 0.5


class Command(BaseCommand):
    """Upload a folder's files in batches and wait for the workers to read them.

    What was imported before is recognised by its content, so an interrupted import is simply started again.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and whose runs they are."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--runner", required=True, metavar="ID")
        parser.add_argument("--no-wait", action="store_true", help="Return when the files are stored.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import; ends with a line of counts."""
        runner = _runner(options["runner"])
        paths = _files(options["path"])
        uploads = self._upload(runner, paths)
        if options["no_wait"]:
            self.stdout.write(f"{len(paths)} files stored; the workers read them.")
            return
        self._wait(uploads)
        counts = _total(uploads)
        self.stdout.write(
            f"{counts['processed']} runs read, {counts['duplicate']} duplicates held, {counts['rejected']} rejected, "
            f"{counts['skipped']} skipped."
        )
        for reason, count in skipped_reasons(uploads).items():
            self.stdout.write(f"  {count} skipped: {reason}")

    def _upload(self, runner: Runner, paths: list[Path]) -> list[Upload]:
        uploads = []
        with tqdm(
            total=sum(not is_table_name(path.name) for path in paths),
            desc="Storing",
            unit="file",
            file=self.stderr,
        ) as bar:
            tables = [path for path in paths if is_table_name(path.name)]
            files = [path for path in paths if path not in tables]
            for start in range(0, len(files), _BATCH_FILES):
                # Names and notes of an export stand in a table of their own, for all of its files.
                batch = [*tables, *files[start : start + _BATCH_FILES]]
                opened: list[Any] = [path.open("rb") for path in batch]
                try:
                    job = file_processor.receive(
                        runner=runner, files=opened, priority=BackgroundJob.Priority.BULK
                    )
                finally:
                    for file in opened:
                        file.close()
                uploads.append(Upload.objects.get(pk=job.upload_id))
                bar.update(len(files[start : start + _BATCH_FILES]))
        return uploads

    def _wait(self, uploads: list[Upload]) -> None:
        """On the command line there is no stream of events: the database is looked at."""
        with tqdm(desc="Reading", unit="file", file=self.stderr) as bar:
            while True:
                counts = _total(uploads)
                bar.total = counts["received"]
                bar.n = counts["received"] - counts["pending"] - counts["processing"]
                bar.refresh()
                job_ids = [upload.job_id for upload in uploads]
                running = BackgroundJob.objects.filter(pk__in=job_ids, status__in=["pending", "running"])
                if not running.exists():
                    return
                time.sleep(_LOOK_EVERY_S)


def _runner(runner_id: str) -> Runner:
    try:
        return Runner.objects.get(pk=runner_id)
    except (Runner.DoesNotExist, ValueError) as error:
        raise CommandError(f"There is no runner with the id {runner_id}.") from error


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder.")
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    paths = [path for path in found if path.name.lower().endswith(_SUFFIXES) or is_table_name(path.name)]
    if all(is_table_name(path.name) for path in paths):
        raise CommandError(f"{folder} holds no .fit, .gpx, .tcx (also .gz) or .zip files.")
    return paths


def _total(uploads: list[Upload]) -> dict[str, int]:
    total: dict[str, int] = {}
    for upload in uploads:
        for name, count in upload_counts(upload).items():
            total[name] = total.get(name, 0) + count
    return total
