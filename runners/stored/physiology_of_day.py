"""An athlete's physiological figures as of a day: typed values from the day they count, else estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from runners import defaults
from runners.models import RunnerDecision
from runners.physiology.heart_rate_calculator import (
    HeartRateBounds,
    MaxHeartRate,
    age_on,
    bounds_from_max,
    bounds_from_threshold,
    bounds_typed,
    max_heart_rate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from runners.models import Runner

__all__ = ["Physiology", "physiology_on"]

Kind = RunnerDecision.Kind


@dataclass(frozen=True, slots=True)
class Physiology:
    """Heart rates in bpm; `flags` say what is estimated or a default."""

    sex: str
    age_years: int
    age_is_default: bool
    max_heart_rate: MaxHeartRate
    resting_heart_rate_bpm: float
    resting_is_default: bool
    threshold_heart_rate_bpm: float | None
    heart_rate_bounds: HeartRateBounds
    zones_source: str  # computed or manual


def physiology_on(runner: Runner, day: date, decisions: Sequence[RunnerDecision]) -> Physiology:
    """The figures that count on `day`. `decisions` are the runner's, in order of effect."""
    in_force = {decision.kind: decision.value for decision in decisions if decision.effective_day <= day}
    age = (
        defaults.default_age_years() if runner.birth_date is None else max(age_on(runner.birth_date, day), 0)
    )
    age_is_default = runner.birth_date is None
    maximum = max_heart_rate(
        float(age),
        _number(in_force, Kind.MAX_HEART_RATE),
        (runner.observed_max_heart_rate or {}).get("bpm"),
        age_is_default=age_is_default,
    )
    resting = _number(in_force, Kind.RESTING_HEART_RATE)
    rest_bpm = resting if resting is not None else defaults.DEFAULT_RESTING_HR_BPM
    threshold = _number(in_force, Kind.THRESHOLD_HEART_RATE)
    typed = (in_force.get(Kind.HEART_RATE_ZONES) or {}).get("uppers_bpm")
    return Physiology(
        sex=runner.sex,
        age_years=age,
        age_is_default=age_is_default,
        max_heart_rate=maximum,
        resting_heart_rate_bpm=rest_bpm,
        resting_is_default=resting is None,
        threshold_heart_rate_bpm=threshold,
        heart_rate_bounds=bounds_typed(typed, in_force[Kind.HEART_RATE_ZONES]["floor_bpm"])
        if typed
        else _computed_bounds(runner, maximum.bpm, rest_bpm, threshold),
        zones_source="manual" if typed else "computed",
    )


def _computed_bounds(
    runner: Runner, max_bpm: float, rest_bpm: float, threshold_bpm: float | None
) -> HeartRateBounds:
    """By the percentages of the maximum that a person chose, else by a typed threshold, else by the usual percentages."""
    usual = (list(settings.CONFIG.zone_percentages), list(defaults.ZONE_UPPER_PERCENTS))
    percents = runner.zone_upper_percent or usual[0]
    if threshold_bpm is not None and list(percents) in usual:
        return bounds_from_threshold(rest_bpm, threshold_bpm, max_bpm)
    return bounds_from_max(max_bpm, percents, defaults.ZONE_FLOOR_PERCENT)


def _number(in_force: dict[str, dict[str, float]], kind: str) -> float | None:
    return (in_force.get(kind) or {}).get("bpm")
