"""What workers do for sessions; thin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners import runner_history_processor
from runners.models import Runner
from runners.services.analysis_requests import analysis_request
from sessions import file_processor, rebuild, statistics_processor, storage
from sessions.models import Upload
from sessions.plain import plain
from sessions.verification import BLOB_REFERENCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from runlab_site.jobs.job_manager import Outcome, RunningJob

__all__ = ["analyse_sessions", "append_rest_days", "process_files", "recompute_statistics", "sweep_orphans"]


_ABANDONED_AFTER = timedelta(hours=1)


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
            "improved": plain(analysis.improvements),
            "judged_count": analysis.judged_count,
            "history": plain(analysis.history),
        },
        follow_up,
    )


def recompute_statistics(job: RunningJob) -> Outcome:
    """Job `statistics_recomputation`: figures of some sessions, or of all sessions of some raw files."""
    assert job.runner_id is not None  # noqa: S101 - every recomputation is of a runner
    runner = Runner.objects.get(pk=job.runner_id)
    if job.payload.get("rebuild"):
        return rebuild.rebuild(job, runner)
    wanted: list[tuple[Callable[[Runner, str], list[date]], str]] = [
        (file_processor.restore_sessions, pk) for pk in job.payload["fits"]
    ]
    wanted += [(statistics_processor.recompute_by_id, pk) for pk in job.payload["sessions"]]
    days: list[date] = []
    for number, (compute, pk) in enumerate(wanted):
        job.report(100 * number / len(wanted), f"Computing {number + 1} of {len(wanted)}")
        days.extend(compute(runner, pk))
    follow_up = (analysis_request(runner.pk, min(days), user_id=job.user_id),) if days else ()
    return job_manager.Outcome({"sessions_count": len(days)}, follow_up)


def append_rest_days() -> None:
    """Give every athlete's history the days that have begun since. Recurs; idempotent."""
    for runner in Runner.objects.all().iterator():
        runner_history_processor.append_rest_days(runner)


def sweep_orphans() -> None:
    """Delete stored bytes that nothing names, and uploads that were never finished. Recurs; idempotent."""
    _forget_abandoned_uploads()
    storage.sweep_orphans(BLOB_REFERENCES)


def _forget_abandoned_uploads() -> None:
    """The server died before it answered, so nobody was told that they are safe; their bytes become orphans."""
    before = datetime.now(UTC) - _ABANDONED_AFTER
    for upload in Upload.objects.filter(job_id=None, finished_at=None, created_at__lt=before):
        if not BackgroundJob.objects.filter(upload_id=upload.pk).exists():
            upload.delete()


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
