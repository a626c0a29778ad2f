"""What workers do for sessions; thin."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from runlab_site.jobs import job_manager
from runners import runner_history_processor
from runners.models import Runner, SquadStanding
from runners.services.analysis_requests import analysis_request
from sessions import file_processor, statistics_processor, storage
from sessions.services import rebuild, recomputation
from sessions.services.abandoned_uploads import forget_abandoned_uploads
from sessions.services.bin import empty_bin
from sessions.statistics.documents import to_document
from sessions.statistics.period_totals import store_period_totals
from sessions.statistics.squad_standing import refresh_squad_standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runlab_site.jobs.job_manager import Outcome, RunningJob

__all__ = [
    "analyse_sessions",
    "append_rest_days",
    "empty_the_bin",
    "process_files",
    "recompute_statistics",
    "request_stale_figures",
    "sweep_orphans",
]


def process_files(job: RunningJob) -> Outcome:
    """Job `file_processing`."""
    return file_processor.process(job)


def analyse_sessions(job: RunningJob) -> Outcome:
    """Job `session_analysis`: one runner's bests, Critical Speed, loads and history."""
    assert job.runner_id is not None  # noqa: S101 - every analysis is of a runner
    runner = Runner.objects.get(pk=job.runner_id)
    from_day = date.fromisoformat(job.payload["from_day"])
    analysis = statistics_processor.analyse(runner, from_day, job.report)
    follow_up = () if analysis.is_complete else (_the_rest(job, from_day),)
    return job_manager.Outcome(
        {
            "improved": to_document(analysis.improvements),
            "judged_count": analysis.judged_count,
            "history": to_document(analysis.history),
        },
        follow_up,
    )


def recompute_statistics(job: RunningJob) -> Outcome:
    """Job `statistics_recomputation`: figures of some sessions, or of all sessions of some raw files."""
    assert job.runner_id is not None  # noqa: S101 - every recomputation is of a runner
    runner = Runner.objects.get(pk=job.runner_id)
    if job.payload.get("rebuild"):
        return rebuild.rebuild(job, runner)
    return recomputation.recompute_asked(job, runner)


def append_rest_days() -> None:
    """Give every athlete's history the days that have begun since, and the squad page what follows. Recurs; idempotent."""
    for runner in runner_history_processor.runners_behind():
        update = runner_history_processor.append_rest_days(runner)
        if update.first_day is not None:
            store_period_totals(runner, update.first_day)
        refresh_squad_standing(runner)
    for runner in _without_standing():
        refresh_squad_standing(runner)


def _without_standing() -> Iterator[Runner]:
    """Whom the squad page cannot show yet. Reads entries of two indexes, and the documents of these alone."""
    standing = set(SquadStanding.objects.order_by("pk").values_list("pk", flat=True))
    known = Runner.objects.order_by("pk").values_list("pk", flat=True)
    missing = [pk for pk in known if pk not in standing]
    yield from Runner.objects.filter(pk__in=missing).iterator()


def request_stale_figures() -> None:
    """Ask for what another version of a formula computed, or a migration left, behind what people wait for.

    Recurs, the first time when a scheduler begins, as it does after each release; idempotent.
    """
    recomputation.request_recomputation(recomputation.stale_runners())


def empty_the_bin() -> None:
    """Delete for good what was deleted 30 days ago. Recurs; idempotent."""
    empty_bin()


def sweep_orphans() -> None:
    """Delete stored bytes that nothing names, and uploads that were never finished. Recurs; idempotent."""
    forget_abandoned_uploads()
    storage.sweep_orphans(storage.BLOB_REFERENCES)


def _the_rest(job: RunningJob, from_day: date) -> job_manager.JobRequest:
    """Time ran out on a long history: what is judged is stored, so another turn goes on from there."""
    return analysis_request(
        str(job.runner_id),
        from_day,
        sessions=tuple(job.payload.get("sessions", ())),
        user_id=job.user_id,
        upload_id=job.upload_id,
        request_id=job.request_id,
        priority=job.priority,
    )
