"""Verifies everything that is stored (missing, altered, orphaned, incomplete) and repairs what it can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from gridfs.errors import CorruptGridFile

from runners.models import Runner
from sessions import storage
from sessions.decided.cuts import cuts_of, part_ids
from sessions.decided.edits import is_deleted
from sessions.models import SessionDetail, SessionFIT, SessionParquet, SessionStatistics, UploadFile
from sessions.services import rebuild
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Finding", "findings", "repair"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: `kind` is missing, altered or orphaned; `remedy` says how it can be put right, if at all."""

    kind: str
    what: str
    resource: str
    runner_id: str | None = None
    remedy: str = ""  # "rebuild", "copy", "delete" or none

    def __str__(self) -> str:
        return f"{self.kind}: {self.what} {self.resource}"


def findings(orphans_older_than: timedelta = timedelta(hours=1)) -> Iterator[Finding]:
    """Check raw files, columns, statistics and GridFS; yields everything that is wrong."""
    yield from _raw_files()
    yield from _columns()
    yield from _sessions()
    for blob_id in storage.orphans(storage.BLOB_REFERENCES, orphans_older_than):
        yield Finding("orphaned", "stored bytes", blob_id, remedy="delete")


def repair(found: list[Finding]) -> list[Finding]:
    """Repair what can be repaired; returns what is left."""
    for one in found:
        if one.remedy == "delete":
            storage.delete_blob(one.resource)
        elif one.remedy == "copy":
            _copy_from_upload(SessionFIT.objects.get(pk=one.resource))
    for runner_id in sorted({one.runner_id for one in found if one.remedy == "rebuild" and one.runner_id}):
        rebuild.rebuild_now(Runner.objects.get(pk=runner_id))
    return [one for one in found if not one.remedy]


def _problem(blob_id: str | None, sha256: str) -> str | None:
    """missing, altered, or None when the bytes are what they were."""
    try:
        storage.read_blob(str(blob_id), sha256)
    except (storage.MissingFileError, CorruptGridFile):
        return "missing"
    except storage.AlteredFileError:
        return "altered"
    return None


def _raw_files() -> Iterator[Finding]:
    for fit in SessionFIT.objects.filter(status=SessionFIT.Status.READY).iterator():
        problem = _problem(fit.blob_id, fit.sha256)
        if problem is not None:
            remedy = "copy" if _whole_copy(fit) is not None else ""
            yield Finding(problem, "raw file", fit.pk, fit.runner_id, remedy)


def _whole_copy(fit: SessionFIT) -> UploadFile | None:
    """The uploaded copy of the same bytes, if it is stored separately and intact."""
    copies = UploadFile.objects.filter(runner_id=fit.runner_id, sha256=fit.sha256).exclude(
        blob_id=fit.blob_id
    )
    return next((row for row in copies if row.blob_id and _problem(row.blob_id, fit.sha256) is None), None)


def _copy_from_upload(fit: SessionFIT) -> None:
    row = _whole_copy(fit)
    if row is not None and row.blob_id is not None:
        storage.write_blob(str(fit.blob_id), fit.file_name, storage.open_blob(row.blob_id), kind="raw")


def _columns() -> Iterator[Finding]:
    for columns in SessionParquet.objects.iterator():
        problem = _problem(columns.blob_id, columns.sha256)
        if problem is not None:
            yield Finding(problem, "columns of session", columns.pk, columns.runner_id, "rebuild")


def _sessions() -> Iterator[Finding]:
    """Sessions that a counted file should have and that are not there, or lack a part.

    A file that is still being read is not looked at: its job makes what is missing yet.
    """
    unread = UploadFile.objects.filter(status__in=(UploadFile.Status.PENDING, UploadFile.Status.PROCESSING))
    being_read = {(str(runner_id), sha256) for runner_id, sha256 in unread.values_list("runner_id", "sha256")}
    counted = SessionFIT.objects.filter(role=SessionFIT.Role.COUNTED, status=SessionFIT.Status.READY)
    for fit in counted.iterator():
        if (str(fit.runner_id), fit.sha256) in being_read:
            continue
        for index in range(fit.sessions_count):
            recording_id = derived_ids.session_id(fit.runner_id, fit.sha256, index)
            for session_id in part_ids(recording_id, cuts_of(recording_id)):
                if not is_deleted(session_id) and not _is_whole(session_id):
                    yield Finding("missing", "figures of session", session_id, fit.runner_id, "rebuild")
    known = set(SessionStatistics.objects.values_list("pk", flat=True))
    for columns in SessionParquet.objects.exclude(pk__in=known).filter(fit=None):
        yield Finding("missing", "figures of session", columns.pk, columns.runner_id, "rebuild")


def _is_whole(session_id: str) -> bool:
    parts = (SessionStatistics, SessionDetail, SessionParquet)
    return all(model.objects.filter(pk=session_id).exists() for model in parts)
