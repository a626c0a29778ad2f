"""Rebuilds everything that is derived, from the raw files and people's decisions.

One athlete at a time, in the athlete's lane, session by session; a slice that took long is followed by a
job for the rest. Ids are derived, so comments and matches still find their sessions.
"""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.services.analysis_requests import analysis_request
from sessions import file_processor, statistics_processor, storage
from sessions.analysis.words import WORDS
from sessions.decided.edits import is_deleted
from sessions.models import SessionDecision, SessionFIT, SessionParquet, SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["rebuild", "rebuild_now", "rebuild_request"]

Kind = SessionDecision.Kind

_SLICE_S = 20.0


def rebuild_request(runner: Runner, fits: Iterable[str] | None = None) -> job_manager.JobRequest:
    """A job that rebuilds everything of a runner, or only the remaining files `fits`."""
    counted = SessionFIT.objects.filter(
        runner=runner, role=SessionFIT.Role.COUNTED, status=SessionFIT.Status.READY
    )
    left = list(counted.order_by("pk").values_list("pk", flat=True)) if fits is None else list(fits)
    return job_manager.JobRequest(
        type=BackgroundJob.Type.STATISTICS_RECOMPUTATION,
        lane=runner.pk,
        runner_id=runner.pk,
        priority=BackgroundJob.Priority.BACKGROUND,
        payload={"rebuild": True, "fits": left},
    )


def rebuild_now(runner: Runner) -> list[BackgroundJob]:
    """Rebuild and wait; returns the ended jobs. Workers may help; none need run."""
    waiting, ended = [job_manager.request(rebuild_request(runner)).pk], []
    while waiting:
        job = job_manager.run_here(waiting.pop())
        ended.append(job)
        waiting += job.next_jobs
    return ended


def rebuild(job: job_manager.RunningJob, runner: Runner) -> job_manager.Outcome:
    """Rebuild for some seconds. Raises AlteredFileError or MissingFileError before the file's session is deleted."""
    fits, began = list(job.payload["fits"]), time.monotonic()
    for number, fit_id in enumerate(fits):
        if number and time.monotonic() - began > _SLICE_S:
            return job_manager.Outcome({"sessions_count": number}, (rebuild_request(runner, fits[number:]),))
        job.report(
            100 * number / len(fits), WORDS.say("making_anew", number=number + 1, sessions_count=len(fits))
        )
        _make_anew(runner, fit_id)
    _retype(runner)
    _throw_away_rest(runner)
    follow_up = analysis_request(runner.pk, date.min, priority=job.priority)
    return job_manager.Outcome({"sessions_count": len(fits)}, (follow_up,))


def _make_anew(runner: Runner, fit_id: str) -> None:
    fit = SessionFIT.objects.get(pk=fit_id)
    storage.read_blob(str(fit.blob_id), fit.sha256)
    file_processor.restore_sessions(runner, fit_id)


def _retype(runner: Runner) -> None:
    """Make sessions without a file again, from the decision that holds what was typed."""
    decisions = SessionDecision.objects.filter(runner=runner, kind=Kind.EDIT).order_by("decided_at", "pk")
    for decision in decisions:
        typed = decision.value.get("typed")
        session_id = str(decision.session_id)
        if typed is None or is_deleted(session_id):
            continue
        statistics_processor.retype(runner, session_id, typed)


def _throw_away_rest(runner: Runner) -> None:
    """Delete what spans sessions, and sessions of files that do not count."""
    uncounted = SessionFIT.objects.filter(runner=runner).exclude(role=SessionFIT.Role.COUNTED)
    for columns in SessionParquet.objects.filter(fit__in=list(uncounted.values_list("pk", flat=True))):
        SessionStatistics.objects.filter(pk=columns.pk).delete()
        columns.delete()
        storage.delete_blob(columns.blob_id)
    RunnerHistory.objects.filter(runner=runner).delete()
    CriticalSpeedRecord.objects.filter(runner=runner).delete()
