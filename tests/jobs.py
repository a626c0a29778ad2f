"""Doing the background jobs that wait, in the test's own process, as workers would."""

from __future__ import annotations

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob

MOST_JOBS = 1000
ENDED = ("completed", "failed")


def work_off_jobs() -> None:
    """Do every job that waits, and those that they ask for in turn."""
    for _ in range(MOST_JOBS):
        if not BackgroundJob.objects.exclude(status__in=ENDED).exists():
            return
        job_manager.work()
    left = list(BackgroundJob.objects.exclude(status__in=ENDED).values_list("type", "status"))
    raise AssertionError(f"jobs are left over: {left}")
