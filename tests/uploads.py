"""Uploading files as a person would, and reading them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions import file_processor
from sessions.models import Upload
from tests import fit_files
from tests.jobs import work_off_jobs

if TYPE_CHECKING:
    from runners.models import Runner


def upload(runner: Runner, files: dict[str, bytes]) -> Upload:
    """The upload of these files by name, when all that follows it is done."""
    received = [fit_files.named(name, content) for name, content in files.items()]
    job = file_processor.receive(runner=runner, files=received)
    work_off_jobs()
    return Upload.objects.get(pk=job.upload_id)
