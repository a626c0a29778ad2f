"""Analyses a runner's sessions as a whole: bests, Critical Speed, the loads that follow from it, and the history."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from runlab_site.jobs.crash_points import crash_point
from runners.physiology.local_days import local_day
from runners.runner_history_processor import (
    HistoryUpdate,
    SessionLoad,
    SportLoad,
    daily_loads,
    update_history,
)
from runners.services.critical_speed_service import replay, store_log
from runners.services.forecasts import update_forecasts
from runners.services.heart_rate_zones import ObservedRate, update_observed_max
from runners.services.impulse_response_service import fit_model, store_model
from runners.services.official_results import official_results
from runners.services.personal_bests import Improvement, update_personal_bests
from runners.services.standings import record_standing
from sessions.analysis.words import WORDS
from sessions.decided.edits import edits_by_session, edits_of
from sessions.models import SessionParquet, SessionStatistics
from sessions.statistics.athlete_context import FORMULA_VERSION
from sessions.statistics.effort_times import store_effort_times
from sessions.statistics.judging import Judging
from sessions.statistics.period_totals import store_period_totals
from sessions.statistics.runner_efforts import (
    best_efforts_of,
    race_results_of,
    sessions_with_efforts,
    trials_of,
)
from sessions.statistics.squad_standing import refresh_squad_standing
from sessions.statistics.stored_figures import fill, keep_decided, overlay_decisions

if TYPE_CHECKING:
    from collections.abc import Callable

    from runners.models import Runner
    from runners.physiology.sentences import Sentence

__all__ = ["Analysis", "analyse"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an analysis changed. `is_complete` is False when time ran out: then ask again."""

    improvements: tuple[Improvement, ...]
    judged_count: int
    history: HistoryUpdate | None
    is_complete: bool


def analyse(
    runner: Runner,
    from_day: date,
    on_progress: Callable[[float, Sentence], None],
    time_limit_s: float = 60.0,
) -> Analysis:
    """Bests, Critical Speed, the loads that follow from it, and the history from the first changed day on.

    The same stored sessions and decisions give the same documents, in whatever order they came.
    """
    deadline = time.monotonic() + time_limit_s
    outdated = _of_other_formulas(runner)
    judged_days = _judged_until(Judging(runner), outdated, deadline, on_progress, (0, 45))
    if len(judged_days) < len(outdated):
        return Analysis((), len(judged_days), None, is_complete=False)
    on_progress(45, WORDS.say("finding_bests"))
    sessions = sessions_with_efforts(runner)
    improvements = update_personal_bests(runner, best_efforts_of(sessions))
    store_effort_times(runner, sessions)
    crash_point("bests_written")
    on_progress(50, WORDS.say("fitting_critical_speed"))
    store_log(runner, replay(runner, trials_of(sessions), _today(runner)))
    crash_point("critical_speed_written")
    judging = Judging(runner)  # by the Critical Speeds just stored
    stale = _stale(runner, judging)
    again = _judged_until(judging, stale, deadline, on_progress, (50, 90))
    judged_days += again
    if len(again) < len(stale):
        return Analysis(improvements, len(judged_days), None, is_complete=False)
    on_progress(92, WORDS.say("updating_history"))
    update_observed_max(runner, _observed_rates(runner))
    loads, results = _loads(runner), race_results_of(sessions, official_results(runner))
    changes_model = fit_model(runner, results, daily_loads(runner, loads, _today(runner)))
    first_changed = date.min if changes_model else min([from_day, *judged_days])
    history = update_history(runner, loads, first_changed)
    crash_point("history_written")
    store_period_totals(runner, first_changed)
    store_model(runner)
    update_forecasts(runner, results, _today(runner))
    record_standing(runner, _today(runner))
    refresh_squad_standing(runner)
    return Analysis(improvements, len(judged_days), history, is_complete=True)


def _of_other_formulas(runner: Runner) -> list[str]:
    """Sessions measured by other formulas, oldest first: they are measured again before bests and Critical Speed."""
    sessions = SessionStatistics.objects.filter(runner=runner).exclude(formula_version=FORMULA_VERSION)
    outdated = list(sessions.order_by("start_time", "pk").values_list("pk", flat=True))
    if not outdated:
        return []
    with_columns = set(SessionParquet.objects.filter(pk__in=outdated).values_list("pk", flat=True))
    return [pk for pk in outdated if pk in with_columns]


def _judged_until(
    judging: Judging,
    session_ids: list[str],
    deadline: float,
    on_progress: Callable[[float, Sentence], None],
    percents: tuple[float, float],
) -> list[date]:
    """Judge sessions until time runs out; returns the days of those that were judged."""
    days = list[date]()
    first, last = percents
    for number, session_id in enumerate(session_ids):
        if time.monotonic() > deadline:
            break
        share = number / len(session_ids)
        message = WORDS.say("computing_load", number=number + 1, sessions_count=len(session_ids))
        on_progress(first + (last - first) * share, message)
        days.append(_judge_again(judging, session_id))
    return days


def _today(runner: Runner) -> date:
    return local_day(datetime.now(UTC), runner.time_zone)


def _stale(runner: Runner, judging: Judging) -> list[str]:
    """Sessions whose context has changed since they were judged, oldest first."""
    sessions = SessionStatistics.objects.filter(runner=runner).order_by("start_time", "pk")
    columns = {one.pk: one for one in SessionParquet.objects.filter(runner=runner).only("recorded")}
    edits = edits_by_session(runner)
    return [
        session.pk
        for session in sessions.only("pk", "day", "sport", "context_key", "start_time", "runner_id")
        if session.pk in columns
        and judging.key(session, columns[session.pk], edits.get(session.pk, {})) != session.context_key
    ]


def _judge_again(judging: Judging, session_id: str) -> date:
    session = SessionStatistics.objects.get(pk=session_id)
    columns = SessionParquet.objects.get(pk=session_id)
    edits = edits_of(session_id)
    overlay_decisions(session, columns, edits)
    fill(session, judging.of(session, columns, edits), columns)
    session.save()
    keep_decided(session, columns, edits)
    return session.day


def _observed_rates(runner: Runner) -> list[ObservedRate]:
    """The highest 5 s median of each recording that has a heart rate."""
    rows = SessionStatistics.objects.filter(runner=runner).order_by("start_time", "pk")
    return [
        ObservedRate(bpm, day, pk)
        for pk, day, bpm in rows.values_list("pk", "day", "observed_max_heart_rate_bpm")
        if bpm is not None
    ]


def _loads(runner: Runner) -> list[SportLoad]:
    fields = ("pk", "start_time", "day", "rtss", "load_is_estimated", "sport")
    return [
        SportLoad(SessionLoad(pk, start, day, load, estimated), sport)
        for pk, start, day, load, estimated, sport in SessionStatistics.objects.filter(runner=runner)
        .order_by("start_time", "pk")
        .values_list(*fields)
    ]
