"""The life of a background job, once, for every type of job: what the rest of Runlab calls.

`background_jobs` is the record; queue messages only wake a worker. A worker claims a job by one
find_one_and_update that sets a token and a lease (leases.py), keeps the lease alive by a heartbeat, and ends it in
one transaction, fenced on the token: effects, `completed`, and the jobs that follow (execution.py). A worker that dies
loses nothing: its lease runs out and another claims the job. Every handler's effects are idempotent.
Leases are measured by the database's clock alone, so that a machine whose clock is wrong takes nothing away.
"""

from runlab_site.jobs.execution import run, run_here, work
from runlab_site.jobs.leases import claim, hand_back_of, reap, worker_name
from runlab_site.jobs.registry import on_completed, register
from runlab_site.jobs.requests import JobRequest, cancel, request, retry
from runlab_site.jobs.running import (
    HandBack,
    JobCancelled,
    JobFailed,
    JobLost,
    Outcome,
    RunningJob,
    Stopping,
)

__all__ = [
    "HandBack",
    "JobCancelled",
    "JobFailed",
    "JobLost",
    "JobRequest",
    "Outcome",
    "RunningJob",
    "Stopping",
    "cancel",
    "claim",
    "hand_back_of",
    "on_completed",
    "reap",
    "register",
    "request",
    "retry",
    "run",
    "run_here",
    "work",
    "worker_name",
]
