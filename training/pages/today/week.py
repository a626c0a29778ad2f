"""The week that holds today: what is planned and what was run, by day and in sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from training.pages.planned_workouts import PlannedWorkout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sessions.models import SessionStatistics
    from training.planning.records import Plan, Workout

__all__ = ["USUAL_WEEKS", "Week", "WeekBar", "WeekDay", "week_of"]

USUAL_WEEKS = 4


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of the strip."""

    day: date
    sessions: tuple[SessionStatistics, ...]
    planned: tuple[PlannedWorkout, ...]
    is_today: bool

    @property
    def open_workouts(self) -> list[PlannedWorkout]:
        """What is planned and was not run, or not yet."""
        return [one for one in self.planned if not one.workout.session_id]


@dataclass(frozen=True, slots=True)
class WeekBar:
    """This week so far beside what is planned for the whole of it; without a plan beside the mean of the weeks before."""

    done: float
    planned: float | None
    usual: float | None

    @property
    def share_percent(self) -> float:
        """How much is done, at most 100."""
        whole = self.planned or self.usual
        return min(100.0, 100.0 * self.done / whole) if whole else 0.0


@dataclass(frozen=True, slots=True)
class Week:
    """The strip and the sums of a week. The key workouts are those it is built around; none without a plan."""

    days: tuple[WeekDay, ...]
    distance_m: WeekBar
    time_s: WeekBar
    load_rtss: WeekBar
    key_done: int
    key_planned: int
    days_left: int

    @property
    def key_percent(self) -> float:
        """The share of its key workouts that were run."""
        return 100.0 * self.key_done / self.key_planned if self.key_planned else 0.0


def week_of(first: date, today: date, sessions: Sequence[SessionStatistics], plan: Plan | None) -> Week:
    """The week from `first` on. `sessions`: its own and those of the four weeks before; `plan`: the published one."""
    days = tuple(_day(first + timedelta(days=offset), today, sessions, plan) for offset in range(7))
    key = [one for day in days for one in day.planned if one.is_key]
    planned = [one.workout for day in days for one in day.planned]
    this_week = [one for one in sessions if one.day >= first]
    before = [one for one in sessions if one.day < first]

    def bar(done: str, expected: Callable[[Workout], float]) -> WeekBar:
        usual = sum(getattr(one, done) or 0 for one in before) / USUAL_WEEKS
        return WeekBar(
            done=sum(getattr(one, done) or 0 for one in this_week),
            planned=sum(map(expected, planned)) or None,
            usual=usual or None,
        )

    return Week(
        days=days,
        distance_m=bar("distance_m", lambda workout: workout.expected_m),
        time_s=bar("timer_time_s", lambda workout: workout.expected_s),
        load_rtss=bar("rtss", lambda workout: workout.expected_rtss),
        key_done=sum(1 for one in key if one.workout.session_id),
        key_planned=len(key),
        days_left=6 - (today - first).days,
    )


def _day(day: date, today: date, sessions: Sequence[SessionStatistics], plan: Plan | None) -> WeekDay:
    planned = [workout for one in (plan.days if plan else ()) if one.date == day for workout in one.workouts]
    return WeekDay(
        day=day,
        sessions=tuple(session for session in sessions if session.day == day),
        planned=tuple(PlannedWorkout(workout, day, today) for workout in planned),
        is_today=day == today,
    )
