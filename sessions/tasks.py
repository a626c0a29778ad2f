"""What workers do for sessions; thin."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from runlab_site import job_manager
from runners.models import Runner
from runners.services.analysis_requests import analysis_request
from sessions import file_processor, statistics_processor
from sessions.plain import plain

if TYPE_CHECKING:
    from runlab_site.job_manager import Outcome, RunningJob

__all__ = ["analyse_sessions", "process_files"]


def process_files(job: RunningJob) -> Outcome:
    """Job `file_processing`."""
    return file_processor.process(job)


def analyse_sessions(job: RunningJob) -> Outcome:
    """Job `session_analysis`: one runner's bests, Critical Speed, loads and history."""
    assert job.runner_id is not None  # noqa: S101 - every analysis is of a runner
    runner = Runner.objects.get(pk=job.runner_id)
    from_day = date.fromisoformat(job.payload["from_day"])
    analysis = statistics_processor.analyse(
        runner, from_day, lambda percent, message: job.report(percent, message)
    )
    follow_up = () if analysis.is_complete else (_the_rest(job, from_day),)
    return job_manager.Outcome(
        {
            "improved": plain(analysis.improvements),
            "judged_count": analysis.judged_count,
            "history": plain(analysis.history),
        },
        follow_up,
    )


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
