"""What a target means for one athlete: the target as the plan stores it, and the fraction of Critical Speed it counts as."""

from training.planning.notation import Target
from training.planning.step_records import Target as StepTarget
from training.planning.zones import (
    EFFORT_FRACTION,
    HEART_RATE_FRACTION,
    HEART_RATE_ZONE_OF_LETTER,
    UPHILL,
    UPHILL_FRACTION,
    WALK,
    WALK_FRACTION,
    Paces,
    heart_rate_to_fraction,
    heart_rate_zone,
)

__all__ = ["KM_M", "NO_TARGET", "target_for"]

FREE_FRACTION = 0.75  # of CS: "free" is an easy run unless the workout is a test
SINGLE_PERCENT_HALF_WIDTH = 1  # "80%" is 79..81 %
SINGLE_BPM_HALF_WIDTH = 3
SINGLE_PACE_BAND = 0.01
KM_M, MILE_M = 1000.0, 1609.344
NO_TARGET = StepTarget("none")


def target_for(target: Target, paces: Paces) -> tuple[StepTarget, float]:
    """The stored target and the fraction of CS it counts as."""
    by_effort = _effort_fraction(target)
    if by_effort is not None:
        return NO_TARGET, by_effort
    if target.kind == "hr_zone":
        return StepTarget("hr_zone", zone=target.low), HEART_RATE_FRACTION[target.low]
    if target.kind == "bpm":
        return _bpm(target, paces)
    if paces.heart_rate_only and target.kind in ("letter", "percent"):
        return _by_heart_rate(target)
    return _pace(*_speeds(target, paces), paces)


def _effort_fraction(target: Target) -> float | None:
    """The fraction of CS of what has no pace: free running, efforts, uphill, walking; None for all others."""
    if target.kind == "free":
        return FREE_FRACTION
    if target.kind == "rpe":
        return EFFORT_FRACTION[target.low]
    return {UPHILL: UPHILL_FRACTION, WALK: WALK_FRACTION}.get(target.letter)


def _bpm(target: Target, paces: Paces) -> tuple[StepTarget, float]:
    low, high = target.low, target.high
    if low == high:
        low, high = low - SINGLE_BPM_HALF_WIDTH, high + SINGLE_BPM_HALF_WIDTH
    fraction = heart_rate_to_fraction((low + high) / 2, paces.hr_max_bpm)
    return StepTarget("hr", low_bpm=low, high_bpm=high), fraction


def _by_heart_rate(target: Target) -> tuple[StepTarget, float]:
    """Without a CS: the zone of the heart that the letter or percentage stands for; sprints have none."""
    if target.letter == "X":
        return NO_TARGET, UPHILL_FRACTION
    zone = (
        HEART_RATE_ZONE_OF_LETTER[target.letter]
        if target.kind == "letter"
        else heart_rate_zone((target.low + target.high) / 200)
    )
    return StepTarget("hr_zone", zone=zone), HEART_RATE_FRACTION[zone]


def _speeds(target: Target, paces: Paces) -> tuple[float, float]:
    if target.kind == "letter":
        return paces.letter_speeds(target.letter)
    if target.kind == "percent":
        half = SINGLE_PERCENT_HALF_WIDTH if target.low == target.high else 0
        return (target.low - half) / 100 * paces.cs_mps, (target.high + half) / 100 * paces.cs_mps
    unit_m = KM_M if target.kind == "pace_km" else MILE_M
    band = SINGLE_PACE_BAND if target.low == target.high else 0.0
    return unit_m / target.high * (1 - band), unit_m / target.low * (1 + band)


def _pace(low_mps: float, high_mps: float, paces: Paces) -> tuple[StepTarget, float]:
    middle = (low_mps + high_mps) / 2 / paces.cs_mps
    return StepTarget("pace", low_mps=low_mps, high_mps=high_mps), middle
