"""A runner's efforts through the years, thinned to those that can ever be used, and as people had judged them by a day."""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from runners.physiology.checks import positive
from runners.physiology.contradictions import SAME_DISTANCE_DECIMALS
from runners.physiology.trial_records import WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS
from runners.physiology.trials import Effort, EffortKind

__all__ = ["WINDOWS_DAYS", "Exclusion", "efforts_known_on", "in_order", "is_excluded", "usable_efforts"]

WINDOWS_DAYS = (WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS)
_NEVER = -(10**9)  # an ordinal before every date; its negative lies after every date


@dataclass(frozen=True, slots=True)
class Exclusion:
    """From its day on, a session's effort over a distance (None: all of them) is no trial."""

    session_id: str
    effective_day: date
    because: str
    distance_m: float | None = None


def usable_efforts(efforts: Iterable[Effort], exclusions: tuple[Exclusion, ...]) -> list[Effort]:
    """The efforts that are on some day the best of their distance in 90 or 180 days, by day; the others are never used.

    A history of 2,500 runs has some 20,000 efforts, and a few hundred of these. What a person excluded, and races,
    time trials and tests, are all kept.
    """
    kept: list[Effort] = []
    ordinary: dict[float, list[Effort]] = {}
    for effort in sorted(efforts, key=in_order):
        positive("Distance", effort.distance_m)
        positive("Time", effort.time_s)
        if effort.kind is not EffortKind.NORMAL or _is_touched(effort, exclusions):
            kept.append(effort)
        else:
            ordinary.setdefault(round(effort.distance_m, SAME_DISTANCE_DECIMALS), []).append(effort)
    for same_distance in ordinary.values():
        kept.extend(_sometimes_best(same_distance))
    return sorted(kept, key=in_order)


def efforts_known_on(efforts: list[Effort], day: date, exclusions: tuple[Exclusion, ...]) -> list[Effort]:
    """The efforts of the 180 days up to that day, as people had judged them by then."""
    first = bisect.bisect_left(efforts, day - timedelta(days=WINDOW_WHEN_FEW_DAYS), key=lambda one: one.day)
    last = bisect.bisect_right(efforts, day, key=lambda one: one.day)
    return [_as_judged(effort, day, exclusions) for effort in efforts[first:last]]


def is_excluded(effort: Effort, day: date, exclusions: tuple[Exclusion, ...]) -> bool:
    """Whether a person has taken the effort out by that day."""
    return _as_judged(effort, day, exclusions).excluded_because is not None


def _sometimes_best(efforts: Sequence[Effort]) -> list[Effort]:
    """Of one distance's efforts by day, those that are the fastest of some window of 90 or 180 days."""
    faster_before = _nearest_faster_days(efforts)
    faster_after = [-day for day in reversed(_nearest_faster_days(efforts[::-1], direction=-1))]
    return [
        effort
        for effort, before, after in zip(efforts, faster_before, faster_after, strict=True)
        if any(before + window < min(after - 1, effort.day.toordinal() + window) for window in WINDOWS_DAYS)
    ]


def _nearest_faster_days(efforts: Sequence[Effort], direction: int = 1) -> list[int]:
    """For each effort the day (ordinal, times direction) of the nearest earlier strictly faster one in the sequence."""
    faster: list[Effort] = []
    days: list[int] = []
    for effort in efforts:
        while faster and faster[-1].time_s >= effort.time_s:
            faster.pop()
        days.append(direction * faster[-1].day.toordinal() if faster else _NEVER)
        faster.append(effort)
    return days


def in_order(effort: Effort) -> tuple[date, float, float, str, str]:
    """By day, and the same for any order of upload."""
    return (effort.day, effort.distance_m, effort.time_s, effort.session_id or "", effort.kind)


def _is_touched(effort: Effort, exclusions: tuple[Exclusion, ...]) -> bool:
    by_person = effort.is_default or effort.excluded_because is not None
    return by_person or any(_concerns(exclusion, effort) for exclusion in exclusions)


def _concerns(exclusion: Exclusion, effort: Effort) -> bool:
    same_distance = exclusion.distance_m is None or exclusion.distance_m == effort.distance_m
    return exclusion.session_id == effort.session_id and same_distance


def _as_judged(effort: Effort, day: date, exclusions: tuple[Exclusion, ...]) -> Effort:
    for exclusion in exclusions:
        if exclusion.effective_day <= day and _concerns(exclusion, effort):
            return replace(effort, excluded_because=exclusion.because)
    return effort
