"""Files in, sessions out: receives uploads, unpacks, validates, finds duplicates, stores columns and statistics.

Everything a crash can interrupt is repeated without harm: ids are derived, rows are claimed before bytes are
written, and a file that stops the worker again and again is rejected while its neighbours go on.
"""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import IO, TYPE_CHECKING, Protocol, Self

import structlog
from django.conf import settings
from django.db import IntegrityError
from django.db.models import F

from runlab_site.jobs import job_manager
from runlab_site.jobs.crash_points import crash_point
from runlab_site.models import BackgroundJob
from runlab_site.mongo.fields import new_id
from runlab_site.mongo.retries import persevere
from runlab_site.mongo.upsert import upsert
from runners.services.analysis_requests import analysis_request
from sessions import identity, statistics_processor, storage
from sessions.importing.archives import Archive, ArchiveLimits, ArchiveProblem, gunzip, is_gzip, is_zip
from sessions.importing.duplicates import near_duplicate
from sessions.importing.reading import FileProblem, ReadFile, ReadingLimits, read_file
from sessions.models import SessionFIT, SessionStatistics, Upload, UploadFile
from sessions.selectors import upload_counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["NoFilesError", "ReceivedFile", "process", "receive", "restore_sessions"]

Status = UploadFile.Status
Role = SessionFIT.Role

_MEGABYTE = 1024 * 1024
_SLICE_S = 20.0
_BULK_FROM_FILES = 10
_POSITION_DIGITS = 5

_HELD = (
    "A second recording of a session that is there already: the same sport at the same time. "
    "It is kept and does not count; swap the two or count both on the session's page."
)

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


# Receiving ------------------------------------------------------------------------------------------


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
        position=_position("", number),
        name=_name(file.name),
        blob_id=new_id(),
    )
    persevere(lambda: upsert(row))
    crash_point("upload_row_written")
    file.seek(0)
    blob = storage.write_blob(row.blob_id, row.name, file, kind="upload")  # type: ignore[arg-type]
    row.size_bytes, row.sha256, row.status = blob.size_bytes, blob.sha256, Status.PENDING
    persevere(lambda: row.save(update_fields=["size_bytes", "sha256", "status"]))
    crash_point("upload_ready")
    return row


def _name(name: str | None) -> str:
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char if char.isprintable() else "?" for char in last)[:300] or "file without a name"


def _position(parent: str, number: int) -> str:
    own = f"{number:0{_POSITION_DIGITS}d}"
    return f"{parent}.{own}" if parent else own


def _priority(rows: list[UploadFile]) -> int:
    """A whole history waits behind a person with one run."""
    is_bulk = len(rows) > _BULK_FROM_FILES or any(row.name.lower().endswith(".zip") for row in rows)
    return BackgroundJob.Priority.BULK if is_bulk else BackgroundJob.Priority.WAITING_PERSON


# Processing -----------------------------------------------------------------------------------------


def process(job: job_manager.RunningJob) -> job_manager.Outcome:
    """Read every file of an upload. Raises JobFailed when none could be, HandBack when others wait."""
    upload = Upload.objects.select_related("runner").get(pk=job.upload_id)
    with _Reading(upload) as reading:
        began = time.monotonic()
        while (row := reading.next_row()) is not None:
            job.report(reading.percent(), f"Reading {row.name}", got_on=True)
            reading.read(row)
            others_wait = time.monotonic() - began > _SLICE_S or job.is_more_urgent_waiting()
            if others_wait and reading.has_more():
                raise job_manager.HandBack
    return _outcome(job, upload)


def _outcome(job: job_manager.RunningJob, upload: Upload) -> job_manager.Outcome:
    counts = upload_counts(upload)
    sessions = _sessions_of(upload)

    def finish() -> None:
        Upload.objects.filter(pk=upload.pk).update(finished_at=datetime.now(UTC))

    if counts["received"] and counts["rejected"] == counts["received"]:
        finish()
        raise job_manager.JobFailed("No file could be read", _why_none(upload), {"counts": counts})
    next_jobs: tuple[job_manager.JobRequest, ...] = ()
    if sessions:
        next_jobs = (
            analysis_request(
                upload.runner_id,
                min(sessions.values()),
                sessions=tuple(sessions),
                user_id=job.user_id,
                upload_id=upload.pk,
                request_id=job.request_id,
                priority=job.priority,
            ),
        )
    return job_manager.Outcome({"counts": counts, "sessions": list(sessions)}, next_jobs, finish)


def _sessions_of(upload: Upload) -> dict[str, date]:
    """The sessions this upload brought, with their local days."""
    found = SessionStatistics.objects.filter(upload_id=upload.pk).values_list("pk", "day")
    return dict(found.order_by("start_time", "pk"))


def _why_none(upload: Upload) -> str:
    problems = [
        row.problem["detail"]
        for row in UploadFile.objects.filter(upload=upload, status=Status.REJECTED)[:3]
        if row.problem
    ]
    return " ".join(problems)


def restore_sessions(runner: Runner, fit_id: str) -> list[date]:
    """Make the sessions of a stored raw file anew; returns their days. Raises FileProblem, AlteredFileError."""
    fit = SessionFIT.objects.filter(pk=fit_id, runner=runner, role=Role.COUNTED).first()
    if fit is None:
        return []
    content = storage.read_blob(str(fit.blob_id), fit.sha256)
    config = settings.CONFIG
    read = read_file(
        content, fit.file_name, ReadingLimits(config.max_file_mb * _MEGABYTE, config.max_records)
    )
    judging = statistics_processor.Judging(runner)
    stored = statistics_processor.store_sessions(judging, fit, read.sessions, upload_id=fit.upload_id)
    return [session.day for session in stored]


@dataclass(frozen=True, slots=True)
class _Open:
    """An archive that is open because its members are being read."""

    position: str
    archive: Archive


class _Reading:
    """One pass over the files of an upload, in order; archives stay open between their members."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.runner = upload.runner
        self._open: list[_Open] = []
        config = settings.CONFIG
        self._limits = ArchiveLimits(
            member_bytes=config.max_file_mb * _MEGABYTE,
            total_bytes=config.max_zip_total_mb * _MEGABYTE,
            entries=config.max_zip_entries,
            ratio=config.max_zip_ratio,
        )
        self._reading_limits = ReadingLimits(config.max_file_mb * _MEGABYTE, config.max_records)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.clear()

    def next_row(self) -> UploadFile | None:
        """The next file that is not done: one that was interrupted first, else the next that waits."""
        waiting = UploadFile.objects.filter(
            upload=self.upload, status__in=[Status.PROCESSING, Status.PENDING]
        )
        return waiting.order_by("position").first()

    def has_more(self) -> bool:
        """Whether a file waits."""
        return UploadFile.objects.filter(upload=self.upload, status=Status.PENDING).exists()

    def percent(self) -> float:
        """How much is done, 0 to 100."""
        files = UploadFile.objects.filter(upload=self.upload)
        waiting = files.filter(status__in=[Status.PENDING, Status.PROCESSING]).count()
        return 100 * (1 - waiting / max(files.count(), 1))

    def read(self, row: UploadFile) -> None:
        """Read one file to its end: processed, a duplicate, unpacked, or rejected with the reason."""
        try:
            self._refuse_poison(row)
            crash_point("file_begun")
            content = self._content(row)
            if is_zip(content[:4]):
                self._unpack(row, content)
            else:
                self._read_activity(row, self._plain(row, content))
        except (ArchiveProblem, FileProblem) as problem:
            self._reject(row, problem.title, str(problem))
        except job_manager.Stopping:
            # Told to end, not stopped by the file: that does not speak against it.
            UploadFile.objects.filter(pk=row.pk).update(attempts_count=F("attempts_count") - 1)
            raise
        row.updated_at = datetime.now(UTC)
        row.save()
        crash_point("file_done")
        self._forget_needless_bytes(row)

    def _forget_needless_bytes(self, row: UploadFile) -> None:
        """A duplicate's own copy goes, after the row that says so is safe: a crash in between leaves an orphan."""
        if row.status != Status.DUPLICATE or row.blob_id is None:
            return
        if not SessionFIT.objects.filter(blob_id=row.blob_id).exists():
            needless, row.blob_id = row.blob_id, None
            row.save(update_fields=["blob_id"])
            storage.delete_blob(needless)

    def _refuse_poison(self, row: UploadFile) -> None:
        """Count the attempt before it is made: a file that kills the worker cannot count afterwards."""
        allowed = settings.CONFIG.job_max_attempts
        if row.attempts_count >= allowed:
            detail = f"{row.name} stopped the reader {row.attempts_count} times, so it was given up."
            raise FileProblem("Given up", detail)
        row.attempts_count += 1
        row.status = Status.PROCESSING
        UploadFile.objects.filter(pk=row.pk).update(
            attempts_count=F("attempts_count") + 1, status=Status.PROCESSING, updated_at=datetime.now(UTC)
        )

    @cached_property
    def _judging(self) -> statistics_processor.Judging:
        """What every file of the upload is judged by, read once."""
        return statistics_processor.Judging(self.runner)

    def _content(self, row: UploadFile) -> bytes:
        if row.blob_id is None:
            parent, _, number = row.position.rpartition(".")
            return self._archive(parent).read(int(number))
        if row.size_bytes <= self._limits.member_bytes:
            return storage.read_blob(row.blob_id, row.sha256)
        # Only an archive may be larger than a file; it is read where it lies.
        with storage.open_blob(row.blob_id) as source:
            start = source.read(4)
        if is_zip(start):
            storage.check_blob(row.blob_id, row.sha256)
            return start
        allowed = settings.CONFIG.max_file_mb
        raise FileProblem("Too large", f"{row.name} is larger than {allowed} MB, which no activity file is.")

    def _archive(self, position: str) -> Archive:
        """The archive of the row at `position`, kept open for its next member."""
        self._open = [held for held in self._open if position.startswith(held.position)]
        for held in self._open:
            if held.position == position:
                return held.archive
        row = UploadFile.objects.get(upload=self.upload, position=position)
        if row.blob_id is not None:
            archive = Archive(storage.open_blob(row.blob_id), self._limits)
        else:
            outer = self._archive(position.rpartition(".")[0])
            inner = outer.read(int(position.rpartition(".")[2]))
            archive = Archive(io.BytesIO(inner), outer.limits_inside())
        self._open.append(_Open(position, archive))
        return archive

    def _unpack(self, row: UploadFile, content: bytes) -> None:
        depth = row.position.count(".")
        if depth > 1:
            detail = f"{row.name} is a ZIP inside a ZIP inside a ZIP. Unpack it once and upload it again."
            raise FileProblem("Packed too deep", detail)
        source: IO[bytes] = io.BytesIO(content)
        if row.blob_id is not None:
            source = storage.open_blob(row.blob_id)
        limits = (
            self._limits if depth == 0 else self._archive(row.position.rpartition(".")[0]).limits_inside()
        )
        archive = Archive(source, limits)
        members = archive.members()
        if not members:
            raise FileProblem(
                "Empty ZIP", f"{row.name} is a ZIP without files. Put the activity files into it."
            )
        self._open.append(_Open(row.position, archive))
        known = set(UploadFile.objects.filter(upload=self.upload).values_list("position", flat=True))
        prefix = f"{row.name}/" if depth else ""
        rows = [
            UploadFile(
                upload=self.upload,
                runner_id=self.runner.pk,
                position=position,
                name=f"{prefix}{member.name}"[:400],
                status=Status.PENDING,
            )
            for member in members
            if (position := _position(row.position, member.number)) not in known
        ]
        UploadFile.objects.bulk_create(rows, batch_size=500)
        row.status = Status.EXPANDED

    def _plain(self, row: UploadFile, content: bytes) -> bytes:
        return gunzip(content, row.name, self._limits) if is_gzip(content[:2]) else content

    def _read_activity(self, row: UploadFile, content: bytes) -> None:
        if row.blob_id is None:
            row.size_bytes = len(content)
        row.sha256 = sha256 = hashlib.sha256(content).hexdigest()
        fit, is_ours = self._claim(row, sha256, len(content))
        row.fit_id = fit.pk
        if not is_ours:
            self._exact_duplicate(row, fit)
            return
        try:
            read = read_file(content, row.name, self._reading_limits)
        except FileProblem:
            self._forget(fit, row)
            raise
        self._keep_raw(row, fit, content)
        twin = self._twin(fit, read)
        if twin is not None:
            self._hold(row, fit, twin, read)
        else:
            self._count(row, fit, read)

    def _claim(self, row: UploadFile, sha256: str, size_bytes: int) -> tuple[SessionFIT, bool]:
        """Claim the file for this runner; False when another uploaded file brought it before."""
        fit = SessionFIT(
            pk=identity.fit_id(self.runner.pk, sha256),
            runner=self.runner,
            sha256=sha256,
            size_bytes=size_bytes,
            file_name=row.name.rsplit("/", 1)[-1],
            upload_id=self.upload.pk,
            claimed_by=row.pk,
            time_zone=self.runner.time_zone,
            blob_id=row.blob_id if row.blob_id and row.size_bytes == size_bytes else new_id(),
        )
        try:
            fit.save(force_insert=True)
        except IntegrityError:
            fit = SessionFIT.objects.get(pk=fit.pk)
            self._take_over_if_abandoned(fit, row)
        crash_point("raw_claimed")
        return fit, fit.claimed_by == row.pk

    def _take_over_if_abandoned(self, fit: SessionFIT, row: UploadFile) -> None:
        """One upload of a runner is read at a time, so whoever claimed the file and is not done has been given up."""
        owner = UploadFile.objects.filter(pk=fit.claimed_by).first()
        if owner is None or owner.status not in {Status.PROCESSED, Status.DUPLICATE}:
            fit.claimed_by = row.pk
            fit.save(update_fields=["claimed_by"])

    def _keep_raw(self, row: UploadFile, fit: SessionFIT, content: bytes) -> None:
        """The raw bytes, durable before anything that is made of them."""
        if fit.status == SessionFIT.Status.READY:
            return
        if fit.blob_id != row.blob_id:
            storage.write_blob(str(fit.blob_id), fit.file_name, io.BytesIO(content), kind="raw")
        crash_point("raw_written")
        fit.status = SessionFIT.Status.READY
        fit.save(update_fields=["status"])
        crash_point("raw_ready")

    def _forget(self, fit: SessionFIT, row: UploadFile) -> None:
        """A file without a session leaves only its line in the upload, and the bytes it came in."""
        if fit.blob_id and fit.blob_id != row.blob_id:
            storage.delete_blob(fit.blob_id)
        fit.delete()
        row.fit_id = None

    def _exact_duplicate(self, row: UploadFile, fit: SessionFIT) -> None:
        row.status = Status.DUPLICATE
        if fit.role == Role.DELETED:
            row.warnings = ["You deleted this session before. Bring it back if you want it to count again."]
            row.duplicate_of = identity.session_id(self.runner.pk, fit.sha256, 0)
        elif fit.role == Role.HELD:
            row.warnings = ["The same file is held already as a second recording of a session."]
            row.duplicate_of = fit.held_for
        else:
            row.sessions = [
                identity.session_id(self.runner.pk, fit.sha256, index) for index in range(fit.sessions_count)
            ]
            row.duplicate_of = row.sessions[0] if row.sessions else None

    def _twin(self, fit: SessionFIT, read: ReadFile) -> SessionStatistics | None:
        """The session this file is a second recording of, if every part of it is one."""
        twins = [
            near_duplicate(
                self.runner,
                fit=fit,
                start_time=statistics_processor.start_time(recorded),
                duration_s=recorded.end_s - recorded.start_s,
                sport=recorded.sport,
            )
            for recorded in read.sessions
        ]
        return twins[0] if twins and all(twin is not None for twin in twins) else None

    def _hold(self, row: UploadFile, fit: SessionFIT, twin: SessionStatistics, read: ReadFile) -> None:
        fit.role, fit.held_for, fit.sessions_count = Role.HELD, twin.pk, len(read.sessions)
        fit.save(update_fields=["role", "held_for", "sessions_count"])
        row.status, row.duplicate_of = Status.DUPLICATE, twin.pk
        row.warnings = [_HELD]

    def _count(self, row: UploadFile, fit: SessionFIT, read: ReadFile) -> None:
        fit.sessions_count, fit.warnings = len(read.sessions), [text[:500] for text in read.warnings]
        fit.save(update_fields=["sessions_count", "warnings"])
        stored = statistics_processor.store_sessions(
            self._judging, fit, read.sessions, upload_id=self.upload.pk
        )
        row.status = Status.PROCESSED
        row.sessions = [session.pk for session in stored]
        row.warnings = fit.warnings

    def _reject(self, row: UploadFile, title: str, detail: str) -> None:
        row.status = Status.REJECTED
        row.problem = {"title": title, "detail": detail}
