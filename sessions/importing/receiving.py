"""Receives an upload: its bytes are durable before the job that reads them is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from runlab_site.jobs import job_manager
from runlab_site.jobs.crash_points import crash_point
from runlab_site.models import BackgroundJob
from runlab_site.mongo.fields import new_id
from runlab_site.mongo.retries import persevere
from runlab_site.mongo.upsert import upsert
from sessions import storage
from sessions.importing.bounds import position_of
from sessions.models import Upload, UploadFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["NoFilesError", "ReceivedFile", "receive"]

_BULK_FROM_FILES = 10

log = structlog.get_logger(__name__)


class ReceivedFile(Protocol):
    """What an upload consists of: Django's UploadedFile, or an open file."""

    name: str | None

    def read(self, size: int = -1, /) -> bytes:
        """Read up to `size` bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to an offset."""


class NoFilesError(ValueError):
    """An upload without any file."""


def receive(
    *,
    runner: Runner,
    files: Iterable[ReceivedFile],
    user: User | None = None,
    request_id: str = "",
    priority: int | None = None,
) -> BackgroundJob:
    """Make files durable, then record the job that reads them. When this returns nothing can be lost.

    Raises NoFilesError.
    """
    received = list(files)
    if not received:
        raise NoFilesError("Choose at least one file to upload.")
    user_id = user.pk if user else None
    upload = Upload(runner=runner, user_id=user_id, request_id=request_id)
    persevere(lambda: upsert(upload))
    rows = [_store(upload, number, file) for number, file in enumerate(received)]
    job = job_manager.request(
        job_manager.JobRequest(
            type=BackgroundJob.Type.FILE_PROCESSING,
            lane=runner.pk,
            unique_key=f"file_processing:{upload.pk}",
            runner_id=runner.pk,
            user_id=user_id,
            upload_id=upload.pk,
            request_id=request_id,
            priority=_priority(rows) if priority is None else priority,
        )
    )
    persevere(lambda: Upload.objects.filter(pk=upload.pk).update(job_id=job.pk))
    log.info("upload_received", upload=upload.pk, files=len(rows), job=job.pk)
    return job


def _store(upload: Upload, number: int, file: ReceivedFile) -> UploadFile:
    row = UploadFile(
        upload=upload,
        runner_id=upload.runner_id,
        position=position_of("", number),
        name=_name(file.name),
        blob_id=new_id(),
    )
    persevere(lambda: upsert(row))
    crash_point("upload_row_written")
    file.seek(0)
    blob = storage.write_blob(row.blob_id, row.name, file, kind="upload")  # type: ignore[arg-type]
    row.size_bytes, row.sha256, row.status = blob.size_bytes, blob.sha256, UploadFile.Status.PENDING
    persevere(lambda: row.save(update_fields=["size_bytes", "sha256", "status"]))
    crash_point("upload_ready")
    return row


def _name(name: str | None) -> str:
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char if char.isprintable() else "?" for char in last)[:300] or "file without a name"


def _priority(rows: list[UploadFile]) -> int:
    """The priority of an upload: whole histories wait behind single runs."""
    is_bulk = len(rows) > _BULK_FROM_FILES or any(row.name.lower().endswith(".zip") for row in rows)
    return BackgroundJob.Priority.BULK if is_bulk else BackgroundJob.Priority.WAITING_PERSON
