"""Why each figure of a runner is what it is: made from what is stored, the same for pages and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from runners.explanations.critical_speed_words import told_points
from runners.models import CriticalSpeedRecord, RunnerHistory
from runners.physiology.banister import ImpulseResponse, ResponseTimes
from runners.physiology.banister_fit import ImpulseResponseFit
from runners.physiology.explanations import (
    explain_best,
    explain_critical_speed,
    explain_forecast,
    explain_heart_rate_zones,
    explain_impulse_response,
    explain_max_heart_rate,
    explain_pace_zones,
    explain_vdot,
)
from runners.physiology.fitness_explanations import explain_fitness_day
from runners.physiology.race_prediction import MethodForecast, Race, RaceForecast
from runners.physiology.trial_records import LeftOut
from runners.physiology.trials import Effort
from runners.physiology.vdot import VDOT_LONGEST_S, VDOT_SHORTEST_S
from runners.physiology.words import WORDS
from runners.selectors import critical_speed_log, decisions_of
from runners.stored.formula_inputs import critical_speed_of, effort_of, model_of, usual_daily_load_rtss
from runners.stored.history_days import stored_days
from runners.stored.physiology_of_day import physiology_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runners.models import Runner
    from runners.physiology.explanation_parts import Explanation

__all__ = ["RunnerWhy", "best_figure", "find_why", "runner_whys"]

_WEEK_AND_A_DAY = 8


@dataclass(frozen=True, slots=True)
class RunnerWhy:
    """A figure's name (unique for a runner), its explanation, and when it was computed."""

    figure: str
    explanation: Explanation
    computed_at: datetime | None


def runner_whys(runner: Runner, today: date) -> list[RunnerWhy]:
    """Every figure of the runner with its explanation, as of their day."""
    return [
        *_of_history(runner),
        *_of_critical_speed(runner),
        *_of_heart(runner, today),
        *_of_bests(runner),
        *_of_races(runner),
    ]


def find_why(runner: Runner, today: date, figure: str) -> RunnerWhy | None:
    """The explanation of one figure; None for a name that is none of the runner's."""
    return next((one for one in runner_whys(runner, today) if one.figure == figure), None)


def best_figure(row: Mapping[str, Any]) -> str:
    """The name of a best's figure: by its distance, and by its id where another counts beside it."""
    name = f"best_{round(row['distance_m'])}m"
    stands_beside = row.get("excluded") or row.get("source") == "typed"
    return f"{name}_{row['id']}" if stands_beside else name


# From stored rows to what the explanations take ---------------------------------------------------------


def _of_history(runner: Runner) -> Iterator[RunnerWhy]:
    rows = list(reversed(RunnerHistory.objects.filter(runner=runner).order_by("-day")[:_WEEK_AND_A_DAY]))
    if not rows:
        return
    days = stored_days(rows)
    for told in explain_fitness_day(days[-1], days[:-1], seed=usual_daily_load_rtss(runner)):
        yield RunnerWhy(told.card.figure, told, rows[-1].computed_at)
    if runner.banister_fit is not None:
        yield RunnerWhy("impulse_response", explain_impulse_response(_fit_of(runner)), rows[-1].computed_at)


def _fit_of(runner: Runner) -> ImpulseResponseFit:
    """The stored fit without its bootstraps, which are not kept: their bands are."""
    import numpy as np

    stored = runner.banister_fit or {}
    return ImpulseResponseFit(
        model=model_of(runner),
        fitted=ImpulseResponse(**stored["fitted"]) if stored.get("fitted") else None,
        is_kept=stored["is_kept"],
        reason=WORDS.in_words(stored["reason"], stored.get("sentences")),
        method=stored["method"],
        performances=len(stored["performances"]),
        residual_sd=stored["residual_sd"],
        loo_rmse=stored["loo_rmse"],
        last_vdot_rmse=stored["last_vdot_rmse"],
        bands={name: (low, high) for name, (low, high) in stored["bands"].items()},
        times=ResponseTimes(**stored["times"]),
        flags=tuple(stored["flags"]),
        start_load=0.0,
        bootstraps=np.empty((0, 5)),
        formula=stored["formula"],
    )


def _of_critical_speed(runner: Runner) -> Iterator[RunnerWhy]:
    record = critical_speed_log(runner).filter(state__in=CriticalSpeedRecord.IN_USE).first()
    if record is None or record.critical_speed_mps is None:
        return
    left_out = [
        LeftOut(effort_of(point), "left_out", point["why_not"] or "")
        for point in told_points(record)
        if not point["used"]
    ]
    for told in explain_critical_speed(critical_speed_of(record), left_out):
        yield RunnerWhy(told.card.figure, told, record.computed_at)
    zones = explain_pace_zones(record.critical_speed_mps, record.standard_error_mps)
    yield RunnerWhy("pace_zones", zones, record.computed_at)


def _of_heart(runner: Runner, today: date) -> Iterator[RunnerWhy]:
    known = physiology_on(runner, today, decisions_of(runner))
    maximum = explain_max_heart_rate(known.max_heart_rate, float(known.age_years))
    yield RunnerWhy("max_heart_rate", maximum, None)
    zones = explain_heart_rate_zones(known.heart_rate_bounds, known.max_heart_rate)
    yield RunnerWhy("heart_rate_zones", zones, None)


def _of_bests(runner: Runner) -> Iterator[RunnerWhy]:
    for row in runner.personal_bests:
        day = str(row.get("achieved_at") or "")[:10]
        effort = Effort(
            row["distance_m"],
            row["time_s"],
            date.fromisoformat(day) if day else date.min,
            row.get("session"),
            excluded_because="taken out by a person" if row.get("excluded") else None,
            is_default=bool(row.get("is_default")),
        )
        told = explain_best(effort, row.get("source") or "default", row.get("contradiction"))
        yield RunnerWhy(best_figure(row), told, None)


def _of_races(runner: Runner) -> Iterator[RunnerWhy]:
    races = [_race(one) for one in runner.race_results]
    worth = [race for race in races if VDOT_SHORTEST_S <= race.time_s <= VDOT_LONGEST_S]
    if worth:
        yield RunnerWhy("vdot", explain_vdot(max(worth, key=lambda race: race.day)), None)
    stored = runner.forecasts or {}
    for one in WORDS.in_words(stored.get("forecasts", ()), stored.get("sentences")):
        if one["time_s"] is not None and "sd_log" in one:
            told = explain_forecast(_forecast_of(one))
            yield RunnerWhy(f"race_time_{round(one['distance_m'])}m", told, None)


def _race(one: Mapping[str, Any]) -> Race:
    return Race(one["distance_m"], one["time_s"], date.fromisoformat(one["day"]), one["session_id"])


def _forecast_of(one: Mapping[str, Any]) -> RaceForecast:
    return RaceForecast(
        distance_m=one["distance_m"],
        time_s=one["time_s"],
        range_80_s=(one["time_low_s"], one["time_high_s"]),
        range_95_s=(one["range_95_s"][0], one["range_95_s"][1]),
        sd_log=one["sd_log"],
        methods=_methods(one["methods"]),
        recommended=one["recommended"],
        why=one["why"],
        races=tuple(_race(race) for race in one["races"]),
        flags=tuple(one["flags"]),
        formula=one["formula"],
    )


def _methods(stored: Sequence[Mapping[str, Any]]) -> tuple[MethodForecast, ...]:
    return tuple(MethodForecast(one["method"], one["time_s"], one["note"]) for one in stored)
