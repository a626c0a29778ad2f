"""Finds figures computed by another version of a formula and has jobs compute them again, runner by runner.

An analysis judges every stale session of its runner, oldest first and stored one by one, then Critical Speed, history,
model and forecasts. One that is killed is taken up where it stopped: what is done is no longer stale.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners.services.analysis_requests import analysis_request
from runners.stored.stale_figures import stale_runner_ids
from sessions import file_processor, statistics_processor
from sessions.analysis.words import WORDS
from sessions.models import SessionStatistics
from sessions.statistics import athlete_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from runners.models import Runner

__all__ = [
    "StaleRunner",
    "is_stale_session",
    "recompute_asked",
    "recompute_now",
    "request_recomputation",
    "stale_runners",
]


@dataclass(frozen=True, slots=True)
class StaleRunner:
    """A runner with figures of an earlier formula version: stale sessions, and whether what spans them is stale."""

    runner_id: str
    sessions_count: int
    is_history_stale: bool


def is_stale_session(session: SessionStatistics) -> bool:
    """Whether a session's figures were made by another version of their formulas."""
    return session.formula_version != athlete_context.FORMULA_VERSION


def stale_runners(runner_ids: Iterable[str] | None = None) -> list[StaleRunner]:
    """Who has stale figures, of all runners or some, in the order of their ids."""
    stale = SessionStatistics.objects.exclude(formula_version=athlete_context.FORMULA_VERSION)
    counts = Counter(str(one) for one in stale.values_list("runner_id", flat=True))
    spanning = stale_runner_ids()
    known = counts.keys() | spanning
    wanted = known if runner_ids is None else known & set(runner_ids)
    return [StaleRunner(one, counts[one], one in spanning) for one in sorted(wanted)]


def request_recomputation(stale: Iterable[StaleRunner]) -> list[BackgroundJob]:
    """Request one analysis for each runner, at low priority; requests while one waits are joined."""
    return [
        job_manager.request(
            analysis_request(one.runner_id, date.min, priority=BackgroundJob.Priority.BACKGROUND)
        )
        for one in stale
    ]


def recompute_now(
    stale: list[StaleRunner], on_progress: Callable[[int, int, BackgroundJob], None]
) -> list[BackgroundJob]:
    """Recompute and wait, runner by runner; workers may help, none need run. Returns the jobs that failed.

    on_progress is told after each job: how many runners are done, of how many, and the job.
    """
    failed = []
    for number, job in enumerate(request_recomputation(stale), start=1):
        waiting = [job.pk]
        while waiting:
            ended = job_manager.run_here(waiting.pop())
            waiting += ended.next_jobs
            failed += [ended] if ended.status == BackgroundJob.Status.FAILED else []
            on_progress(number - 1 if waiting else number, len(stale), ended)
    return failed


def recompute_asked(job: job_manager.RunningJob, runner: Runner) -> job_manager.Outcome:
    """Compute again what a job names: sessions, and all sessions of raw files; the analysis follows."""
    wanted: list[tuple[Callable[[Runner, str], list[date]], str]] = [
        (file_processor.restore_sessions, pk) for pk in job.payload["fits"]
    ]
    wanted += [(statistics_processor.recompute_by_id, pk) for pk in job.payload["sessions"]]
    days: list[date] = []
    for number, (compute, pk) in enumerate(wanted):
        job.report(
            100 * number / len(wanted), WORDS.say("computing", number=number + 1, sessions_count=len(wanted))
        )
        days.extend(compute(runner, pk))
    follow_up = (analysis_request(runner.pk, min(days), user_id=job.user_id),) if days else ()
    return job_manager.Outcome({"sessions_count": len(days)}, follow_up)
