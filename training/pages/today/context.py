"""Today: the week, where fitness stands, the last session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from runlab_site.web.links import link_to
from runners.pages.comments.context import last_word
from runners.pages.fitness.context import fitness_now, recent_rows
from runners.selectors import history_rows
from sessions.models import SessionStatistics
from sessions.pages.records import record_sentence
from sessions.pages.session.how_it_felt import how_it_felt
from sessions.selectors import comments_subject
from training.pages.planned_workouts import today_workouts
from training.selectors import current_plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from runlab_site.accounts.models import User
    from runners.models import Runner, RunnerHistory
    from runners.pages.fitness.context import FitnessNow

__all__ = ["TodayPage", "WeekBar", "WeekDay", "planned_for", "today_page", "words_on"]

TREND_DAYS = 84
USUAL_WEEKS = 4


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of the strip."""

    day: date
    sessions: tuple[SessionStatistics, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class WeekBar:
    """This week so far beside the mean of the four before it."""

    done: float
    usual: float | None

    @property
    def share_percent(self) -> float:
        """How much of a usual week is done, at most 100."""
        return min(100.0, 100.0 * self.done / self.usual) if self.usual else 0.0


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What an athlete sees first."""

    week: tuple[WeekDay, ...]
    last: SessionStatistics | None
    last_sentence: str
    distance_m: WeekBar
    time_s: WeekBar
    load_rtss: WeekBar
    days_left: int
    trend: tuple[RunnerHistory, ...]
    now: FitnessNow | None
    is_first_session: bool

    @property
    def ctl_trend(self) -> list[float]:
        """Fitness over twelve weeks."""
        return [row.ctl for row in self.trend]

    @property
    def atl_trend(self) -> list[float]:
        """Fatigue over twelve weeks."""
        return [row.atl for row in self.trend]

    @property
    def tsb_trend(self) -> list[float]:
        """Form over twelve weeks."""
        return [row.tsb for row in self.trend]


def today_page(runner: Runner, today: date, week_start: int) -> TodayPage:
    """Read the week that holds `today` (beginning on weekday `week_start`, 0 is Monday) and what led to it."""
    first = today - timedelta(days=(today.weekday() - week_start) % 7)
    sessions = SessionStatistics.objects.filter(runner=runner)
    since, until = first - timedelta(weeks=USUAL_WEEKS), first + timedelta(days=7)
    recent = list(sessions.filter(day__gte=since, day__lt=until).order_by("start_time"))
    history = list(history_rows(runner, today - timedelta(days=TREND_DAYS)))
    newest = list(sessions.order_by("-start_time")[:2])
    last = newest[0] if newest else None
    return TodayPage(
        week=_week(recent, first, today),
        last=last,
        last_sentence=record_sentence(last) if last else "",
        distance_m=_bar(recent, first, "distance_m"),
        time_s=_bar(recent, first, "timer_time_s"),
        load_rtss=_bar(recent, first, "rtss"),
        days_left=6 - (today - first).days,
        trend=tuple(row for row in history if row.day <= today),
        now=fitness_now(history[::-1] or recent_rows(runner)),
        is_first_session=len(newest) == 1,
    )


def _week(sessions: Sequence[SessionStatistics], first: date, today: date) -> tuple[WeekDay, ...]:
    days = [first + timedelta(days=offset) for offset in range(7)]
    return tuple(
        WeekDay(day, tuple(session for session in sessions if session.day == day), day == today)
        for day in days
    )


def _bar(sessions: Sequence[SessionStatistics], first: date, field: str) -> WeekBar:
    done = sum(getattr(session, field) or 0 for session in sessions if session.day >= first)
    before = sum(getattr(session, field) or 0 for session in sessions if session.day < first)
    return WeekBar(done, before / USUAL_WEEKS or None)


def planned_for(runner: Runner, person: User, today: date) -> dict[str, Any]:
    """What is published for the runner's day; no plan at all where none that is published holds the day."""
    plan = current_plan(person, str(runner.pk))
    if plan is None or plan.published is None or not plan.start_date <= today <= plan.race_date:
        return {"plan": None}
    return {
        "plan": plan,
        "workouts": today_workouts(plan.published, today),
        "days_left": (plan.race_date - today).days,
    }


def words_on(last: SessionStatistics | None, runner: Runner, person: User) -> dict[str, Any]:
    """The newest word from someone else, and what is asked about the last session."""
    said = {"last_word": last_word(runner, person), "next": link_to("runner_today", runner.pk)}
    if last is None:
        return said
    return said | {"felt": how_it_felt(last), "word_url": comments_subject(last).url}
