"""Reads an upload file by file, and makes the sessions of a stored file again.

Everything that a crash interrupts can be repeated: ids are derived, rows are claimed before bytes are
written, and a file that stops the worker again and again is rejected while its neighbours go on.
"""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db.models import F

from runlab_site.jobs import job_manager
from runlab_site.jobs.crash_points import crash_point
from runners.physiology.sentences import Sentence, stored_sentences
from runners.services.analysis_requests import analysis_request, request_analysis
from sessions import statistics_processor, storage
from sessions.analysis.words import WORDS
from sessions.importing.archives import gunzip, is_gzip, is_zip
from sessions.importing.bounds import archive_limits, reading_limits
from sessions.importing.claiming import claim, keep_again, keep_raw, unclaim
from sessions.importing.descriptions import Descriptions
from sessions.importing.device_choices import device_name
from sessions.importing.export_tables import is_table_name, table_rows
from sessions.importing.holding import gives_way, hold, name_original, twin_of, warn
from sessions.importing.reading import FileProblem, ReadFile, read_file
from sessions.importing.swapping import carry_words, hold_instead
from sessions.importing.unpacking import OpenArchives
from sessions.models import SessionFIT, SessionStatistics, Upload, UploadFile
from sessions.selectors import upload_counts
from sessions.statistics.documents import to_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runners.models import Runner

__all__ = ["process", "restore_sessions"]

Status = UploadFile.Status

_SLICE_S = 20.0
_TABLE = WORDS.say("title_names_and_notes")


def process(job: job_manager.RunningJob) -> job_manager.Outcome:
    """Read every file of an upload. Raises JobFailed when none could be, HandBack when others wait."""
    upload = Upload.objects.select_related("runner").get(pk=job.upload_id)
    with _Reading(upload) as reading:
        began = time.monotonic()
        while (row := reading.next_row()) is not None:
            job.report(reading.percent(), WORDS.say("reading", name=row.name), got_on=True)
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

    if counts["received"] and counts["rejected"] + counts["skipped"] == counts["received"]:
        finish()
        raise job_manager.JobFailed(WORDS.say("title_none_read"), _why_none(upload), {"counts": counts})
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


def _why_none(upload: Upload) -> Sentence:
    """The reasons of the first three files that were not read."""
    unread = UploadFile.objects.filter(upload=upload, status__in=[Status.REJECTED, Status.SKIPPED])[:3]
    reasons = [_reason(row.problem["detail"], row.sentences) for row in unread if row.problem]
    return WORDS.say("none_read", reasons=reasons)


def _reason(detail: str, sentences: Iterable[Mapping[str, Any]] | None) -> str:
    """Why a file was not read; a plain text where an earlier version stored no sentence."""
    known = (Sentence.from_document(one) for one in sentences or () if one["text"] == detail)
    return next(known, detail)


def restore_sessions(runner: Runner, fit_id: str) -> list[date]:
    """Make the sessions of a stored raw file anew; returns their days. Raises FileProblem, AlteredFileError."""
    fit = SessionFIT.objects.filter(pk=fit_id, runner=runner, role=SessionFIT.Role.COUNTED).first()
    if fit is None:
        return []
    content = storage.read_blob(str(fit.blob_id), fit.sha256)
    read = read_file(content, fit.file_name, reading_limits())
    judging = statistics_processor.Judging(runner)
    stored = statistics_processor.store_sessions(judging, fit, read.sessions, upload_id=fit.upload_id)
    return [session.day for session in stored]


class _Reading:
    """One pass over the files of an upload, in order; archives stay open between their members."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.runner = upload.runner
        self._archives = OpenArchives(upload)
        self._descriptions = Descriptions(upload, self._archives)
        self._reading_limits = reading_limits()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archives.close()

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
        """Read one file to its end: processed, a duplicate, unpacked, or rejected or skipped with the reason."""
        try:
            self._refuse_poison(row)
            crash_point("file_begun")
            content = self._archives.content(row)
            if is_zip(content[:4]):
                self._archives.unpack(row, content)
            else:
                content = _unzipped(row, content)
                _skip_table(row, content)
                self._read_activity(row, content)
        except FileProblem as problem:
            _reject(row, problem, Status.SKIPPED if self._is_skipped(row, problem) else Status.REJECTED)
        except job_manager.Stopping:
            # The worker was told to end: the file did not stop it, so the attempt does not count.
            UploadFile.objects.filter(pk=row.pk).update(attempts_count=F("attempts_count") - 1)
            raise
        row.updated_at = datetime.now(UTC)
        row.save()
        crash_point("file_done")
        self._forget_needless_bytes(row)

    def _is_skipped(self, row: UploadFile, problem: FileProblem) -> bool:
        """Whether nobody meant the file as an activity: a table about others, or part of an archive or a whole folder."""
        came_with_others = row.blob_id is None or self.upload.user_id is None
        return problem.title == _TABLE or (problem.is_other_kind and came_with_others)

    def _forget_needless_bytes(self, row: UploadFile) -> None:
        """Delete a duplicate's own copy once its row is stored; a crash in between leaves an orphan."""
        if row.status != Status.DUPLICATE or row.blob_id is None:
            return
        if not SessionFIT.objects.filter(blob_id=row.blob_id).exists():
            needless, row.blob_id = row.blob_id, None
            row.save(update_fields=["blob_id"])
            storage.delete_blob(needless)

    def _refuse_poison(self, row: UploadFile) -> None:
        """Refuse a file that stopped the worker too often; the attempt is counted first, since a killed worker cannot count it."""
        allowed = settings.CONFIG.job_max_attempts
        if row.attempts_count >= allowed:
            detail = WORDS.say("stopped_reader", name=row.name, attempts_count=row.attempts_count)
            raise FileProblem(WORDS.say("title_given_up"), detail)
        row.attempts_count += 1
        row.status = Status.PROCESSING
        UploadFile.objects.filter(pk=row.pk).update(
            attempts_count=F("attempts_count") + 1, status=Status.PROCESSING, updated_at=datetime.now(UTC)
        )

    @cached_property
    def _judging(self) -> statistics_processor.Judging:
        """The settings that every file of the upload is judged by, read once."""
        return statistics_processor.Judging(self.runner)

    def _read_activity(self, row: UploadFile, content: bytes) -> None:
        if row.blob_id is None:
            row.size_bytes = len(content)
        row.sha256 = sha256 = hashlib.sha256(content).hexdigest()
        fit, is_ours = claim(self.upload, row, sha256, len(content))
        row.fit_id = fit.pk
        if not is_ours:
            keep_again(row, fit, content)
            name_original(row, fit)
            self._descriptions.complete(row, SessionStatistics.objects.filter(fit=fit).select_related("fit"))
            return
        try:
            read = read_file(content, row.name, self._reading_limits)
        except FileProblem:
            unclaim(row, fit)
            raise
        keep_raw(row, fit, content)
        self._describe(row, fit, read)
        twin = twin_of(fit, read)
        if twin is None:
            self._count(row, fit, read)
        elif gives_way(fit, twin):
            self._count_instead(row, fit, read, twin)
        else:
            hold(row, fit, twin)
            self._descriptions.complete(row, [twin])

    def _describe(self, row: UploadFile, fit: SessionFIT, read: ReadFile) -> None:
        """Store what the export says about each session with the file, so that a rebuild finds it."""
        words = {
            str(one.index): self._descriptions.of(row, one.start_time, one.utc_offset_s)
            for one in read.sessions
        }
        fit.described = {index: known for index, known in words.items() if known} or None
        fit.file_format, fit.sessions_count = read.file_format, len(read.sessions)
        fit.device = to_document(read.sessions[0].device) if read.sessions else None
        fit.save(update_fields=["described", "file_format", "sessions_count", "device"])

    def _count_instead(
        self, row: UploadFile, fit: SessionFIT, read: ReadFile, twin: SessionStatistics
    ) -> None:
        """Count the file and hold the one that counted: the athlete chose the new file's device."""
        before = SessionFIT.objects.get(pk=twin.fit_id)
        carry_words(before, fit)
        self._count(row, fit, read)
        hold_instead(before, fit, by_device=True)
        request_analysis(self.runner.pk, twin.day, user_id=self.upload.user_id)
        chosen = device_name(fit.device)
        warn(row, *read.warnings, WORDS.say("counts_by_choice", file_name=before.file_name, device=chosen))

    def _count(self, row: UploadFile, fit: SessionFIT, read: ReadFile) -> None:
        warn(fit, *read.warnings)
        fit.save(update_fields=["warnings", "sentences"])
        stored = statistics_processor.store_sessions(
            self._judging, fit, read.sessions, upload_id=self.upload.pk
        )
        row.status = Status.PROCESSED
        row.sessions = [session.pk for session in stored]
        row.warnings, row.sentences = fit.warnings, fit.sentences


def _unzipped(row: UploadFile, content: bytes) -> bytes:
    return gunzip(content, row.name, archive_limits()) if is_gzip(content[:2]) else content


def _skip_table(row: UploadFile, content: bytes) -> None:
    """A table of names and notes is no activity. Raises FileProblem."""
    told = len(table_rows(content, row.name)) if is_table_name(row.name) else 0
    if told:
        detail = WORDS.say("names_and_notes", name=row.name, activities_count=told)
        raise FileProblem(_TABLE, detail, is_other_kind=True)


def _reject(row: UploadFile, problem: FileProblem, status: str) -> None:
    row.status = status
    row.problem = {"title": str(problem.title), "detail": str(problem.detail)}
    row.sentences = stored_sentences([problem.title, problem.detail])
