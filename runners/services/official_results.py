"""Official results of races: certified distance and time, which stand in place of what the watch measured there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from runners.models import CalendarEntry, RunnerDecision
from runners.selectors import decisions_of
from runners.services.analysis_requests import request_analysis
from runners.services.forecasts import SAME_COURSE_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["OfficialResult", "keep_official_result", "official_results", "result_of", "results_in"]

Kind = RunnerDecision.Kind


@dataclass(frozen=True, slots=True)
class OfficialResult:
    """The result of one race: distance in m, time in s, on its local day."""

    race_id: str
    distance_m: float
    time_s: float
    day: date

    def is_of(self, day: date, distance_m: float | None) -> bool:
        """Whether a recording of that day and distance (m) is of this race."""
        if day != self.day or distance_m is None:
            return False
        return abs(distance_m / self.distance_m - 1) <= SAME_COURSE_SHARE


def official_results(runner: Runner) -> tuple[OfficialResult, ...]:
    """All that stand, by day."""
    return results_in(decisions_of(runner, Kind.TYPED_BEST))


def results_in(decisions: Iterable[RunnerDecision]) -> tuple[OfficialResult, ...]:
    """Those among the decisions that stand."""
    return tuple(
        OfficialResult(one.value["race"], one.value["distance_m"], one.value["time_s"], one.effective_day)
        for one in decisions
        if one.kind == Kind.TYPED_BEST and one.value.get("race")
    )


def result_of(entry: CalendarEntry) -> OfficialResult | None:
    """The official result that a calendar entry tells; a course nobody measured has the race's distance."""
    distance_m = entry.official_distance_m or entry.distance_m
    if entry.kind != CalendarEntry.Kind.RACE or not entry.official_time_s or not distance_m:
        return None
    return OfficialResult(str(entry.pk), float(distance_m), float(entry.official_time_s), entry.day)


def keep_official_result(
    runner: Runner, race_id: str, result: OfficialResult | None, decided_by: User | None
) -> None:
    """Have a race's result count as a best at its distance, another in its place, or (None) none; figures follow."""
    known = [one for one in decisions_of(runner, Kind.TYPED_BEST) if one.value.get("race") == race_id]
    if results_in(known) == ((result,) if result else ()):
        return
    for one in known:
        RunnerDecision.objects.filter(pk=one.pk).update(withdrawn_at=timezone.now())
    days = [one.effective_day for one in known]
    user_id = str(decided_by.pk) if decided_by else None
    if result is not None:
        RunnerDecision.objects.create(
            runner=runner,
            kind=Kind.TYPED_BEST,
            value={"distance_m": result.distance_m, "time_s": result.time_s, "race": race_id},
            effective_day=result.day,
            decided_by=user_id,
        )
        days.append(result.day)
    request_analysis(str(runner.pk), min(days), user_id=user_id)
