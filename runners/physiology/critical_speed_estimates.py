"""What stands in where no line can be fitted: the two bouts of a test, or one race carried to 40 minutes."""

from collections.abc import Iterable
from datetime import date

from runners.physiology.critical_speed_value import (
    FASTEST_CS_MPS,
    NORMAL_97_5,
    SLOWEST_CS_MPS,
    W_PRIME_BOUNDS_M,
    CriticalSpeed,
    Source,
)
from runners.physiology.efforts import Effort, EffortKind, riegel_speed_mps
from runners.physiology.power_law import RIEGEL_LONGEST_S
from runners.physiology.trial_records import LEAST_TIME_RATIO, WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS

__all__ = ["critical_speed_of_race", "estimated_from_race", "provisional_from_test"]

THRESHOLD_TIME_S = 2400.0  # ours: Critical Speed is about what 40 minutes allow
BAND = 0.05  # ours
BOUTS_OF_TEST = 2
SHORTEST_RACE_S = 720.0  # ours: in shorter ones W' counts for more than Riegel's rule knows


def critical_speed_of_race(race: Effort, day: date, source: Source) -> CriticalSpeed | None:
    """The race's Riegel speed for 40 minutes, +- 5 %; None where it is no running speed."""
    cs = riegel_speed_mps(race, THRESHOLD_TIME_S)
    if not SLOWEST_CS_MPS <= cs <= FASTEST_CS_MPS:
        return None
    return _within_5_percent(cs, None, source, day, (race,), ("estimated",))


def estimated_from_race(efforts: Iterable[Effort], on_day: date) -> CriticalSpeed | None:
    """An estimate from one race, time trial or test of 12 to 230 minutes; None without one.

    The fastest such speed of the newest 90 days, else 180: a slow one only says that it was not all-out.
    """
    known = [effort for effort in efforts if _may_stand_in(effort, on_day)]
    recent = [effort for effort in known if (on_day - effort.day).days <= WINDOW_DAYS] or known
    if not recent:
        return None
    race = max(recent, key=_by_speed)
    return critical_speed_of_race(race, on_day, Source.RACE)


def provisional_from_test(trials: tuple[Effort, ...], on_day: date) -> CriticalSpeed | None:
    """The line through the two all-out bouts of a declared test (3 and 9 minutes), +- 5 %; None without both."""
    tested = [trial for trial in trials if trial.kind is EffortKind.TEST]
    newest = max(tested, key=lambda one: (one.day, one.session_id or ""), default=None)
    bouts = [one for one in tested if newest is not None and one.session_id == newest.session_id]
    if len(bouts) != BOUTS_OF_TEST or bouts[1].time_s < LEAST_TIME_RATIO * bouts[0].time_s:
        return None
    short, long = bouts
    cs = (long.distance_m - short.distance_m) / (long.time_s - short.time_s)
    w_prime = short.distance_m - cs * short.time_s
    low, high = W_PRIME_BOUNDS_M
    if not (SLOWEST_CS_MPS <= cs <= FASTEST_CS_MPS and low <= w_prime <= high):
        return None
    return _within_5_percent(cs, w_prime, Source.PROVISIONAL, on_day, (short, long), ("provisional",))


def _within_5_percent(
    cs_mps: float,
    w_prime_m: float | None,
    source: Source,
    day: date,
    trials: tuple[Effort, ...],
    flags: tuple[str, ...],
) -> CriticalSpeed:
    band = (cs_mps * (1 - BAND), cs_mps * (1 + BAND))
    se = cs_mps * BAND / NORMAL_97_5
    return CriticalSpeed(cs_mps, w_prime_m, se, None, band, None, None, source, day, trials, flags)


def _may_stand_in(effort: Effort, on_day: date) -> bool:
    """An all-out bout as said, known that day, not excluded, not a placeholder."""
    known = 0 <= (on_day - effort.day).days <= WINDOW_WHEN_FEW_DAYS
    believed = effort.is_whole_bout and effort.excluded_because is None and not effort.is_default
    return known and believed and SHORTEST_RACE_S <= effort.time_s <= RIEGEL_LONGEST_S


def _by_speed(effort: Effort) -> tuple[float, date, str, str]:
    return (riegel_speed_mps(effort, THRESHOLD_TIME_S), effort.day, effort.session_id or "", effort.kind)
