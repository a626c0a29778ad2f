"""Asking for a runner's bests, Critical Speed, loads and history to be computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob

if TYPE_CHECKING:
    from datetime import date

__all__ = ["analysis_request", "latest_analysis", "request_analysis"]


def analysis_request(
    runner_id: str,
    from_day: date,
    *,
    sessions: tuple[str, ...] = (),
    user_id: str | None = None,
    upload_id: str | None = None,
    request_id: str = "",
    priority: int = BackgroundJob.Priority.WAITING_PERSON,
) -> job_manager.JobRequest:
    """One waiting analysis a runner: a second request widens it, from the earliest day on."""
    return job_manager.JobRequest(
        type=BackgroundJob.Type.SESSION_ANALYSIS,
        lane=runner_id,
        coalesce_key=f"session_analysis:{runner_id}",
        runner_id=runner_id,
        user_id=user_id,
        upload_id=upload_id,
        request_id=request_id,
        priority=priority,
        least={"from_day": from_day.isoformat()},
        union={"sessions": sessions},
    )


def request_analysis(runner_id: str, from_day: date, *, user_id: str | None = None) -> BackgroundJob:
    """Ask for it now, from a day on."""
    return job_manager.request(analysis_request(runner_id, from_day, user_id=user_id))


def latest_analysis(runner_id: str) -> BackgroundJob:
    """The analysis that was asked for last. Raises BackgroundJob.DoesNotExist when none is kept."""
    jobs = BackgroundJob.objects.filter(runner_id=runner_id, type=BackgroundJob.Type.SESSION_ANALYSIS)
    return jobs.latest("created_at")
