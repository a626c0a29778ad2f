"""Today: the planned workout, the week, the next race, where fitness stands, the last session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from runlab_site.web.links import link_to
from runners.pages.comments.context import newest_comment
from runners.pages.fitness.context import fitness_now, recent_rows
from runners.selectors import history_rows
from sessions.models import SessionStatistics
from sessions.pages.records import record_sentence
from sessions.pages.session.how_it_felt import how_it_felt
from sessions.selectors import comments_subject
from training.pages.plan_words import BLOCK_WORDS
from training.pages.planned_workouts import PlannedWorkout, workout_done_by
from training.pages.today.week import USUAL_WEEKS, Week, week_of
from training.planning.records import Plan
from training.selectors import published_plan_on
from training.selectors.next_race import NextRace, next_race

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runlab_site.accounts.models import User
    from runners.models import Runner, RunnerHistory
    from runners.pages.fitness.context import FitnessNow
    from training.models import TrainingPlanSchema

__all__ = ["LastSession", "TodayPage", "TodayPlan", "followed_plan", "today_page", "words_on"]

TREND_DAYS = 84


@dataclass(frozen=True, slots=True)
class TodayPlan:
    """The published plan that holds today: its place in it, and what is planned for the day."""

    plan: TrainingPlanSchema
    published: Plan
    today: date

    @property
    def workouts(self) -> list[PlannedWorkout]:
        """What is planned for today."""
        found = [workout for day in self.published.days if day.date == self.today for workout in day.workouts]
        return [PlannedWorkout(workout, self.today, self.today) for workout in found]

    @property
    def coming(self) -> PlannedWorkout | None:
        """The next workout after today, for a day of rest."""
        return next(
            (
                PlannedWorkout(workout, day.date, self.today)
                for day in self.published.days
                if day.date > self.today
                for workout in day.workouts
            ),
            None,
        )

    @property
    def place(self) -> str:
        """Specific block, week 10 of 16."""
        weeks = [(block, week) for block in self.published.blocks for week in block.weeks]
        block, week = next(
            one for one in reversed(weeks) if one[1].start_date <= self.today or one is weeks[0]
        )
        words = _("{block} block, week {number} of {count}")
        return words.format(block=BLOCK_WORDS[block.type], number=week.index + 1, count=len(weeks))


@dataclass(frozen=True, slots=True)
class LastSession:
    """The newest session, and the workout it did."""

    session: SessionStatistics
    sentence: str
    planned: PlannedWorkout | None


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What an athlete sees first."""

    planned: TodayPlan | None
    week: Week
    race: NextRace | None
    last: LastSession | None
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


def today_page(runner: Runner, planned: TodayPlan | None, today: date, week_start: int) -> TodayPage:
    """Read the week that holds `today` (beginning on weekday `week_start`, 0 is Monday) and what led to it."""
    first = today - timedelta(days=(today.weekday() - week_start) % 7)
    sessions = SessionStatistics.objects.filter(runner=runner)
    since, until = first - timedelta(weeks=USUAL_WEEKS), first + timedelta(days=7)
    recent = list(sessions.filter(day__gte=since, day__lt=until).order_by("start_time"))
    history = list(history_rows(runner, today - timedelta(days=TREND_DAYS)))
    newest = recent[:-3:-1] if len(recent) > 1 else list(sessions.order_by("-start_time")[:2])
    published = planned.published if planned else None
    return TodayPage(
        planned=planned,
        week=week_of(first, today, recent, published),
        race=next_race(runner, published, today),
        last=_last(newest, published, today),
        trend=tuple(row for row in history if row.day <= today),
        now=fitness_now(history[::-1] or recent_rows(runner)),
        is_first_session=len(newest) == 1,
    )


def _last(newest: Sequence[SessionStatistics], plan: Plan | None, today: date) -> LastSession | None:
    if not newest:
        return None
    session = newest[0]
    done = workout_done_by(plan, str(session.pk), today) if plan else None
    return LastSession(session, record_sentence(session), done)


def followed_plan(runner: Runner, today: date) -> TodayPlan | None:
    """The published plan that holds the runner's day; none where no plan does."""
    plan = published_plan_on(runner, today)
    if plan is None or plan.published is None:
        return None
    return TodayPlan(plan, Plan.from_document(plan.published), today)


def words_on(last: SessionStatistics | None, runner: Runner, person: User) -> dict[str, Any]:
    """The newest word from someone else, and what is asked about the last session."""
    said = {"newest_comment": newest_comment(runner, person), "next": link_to("runner_today", runner.pk)}
    if last is None:
        return said
    return said | {"felt": how_it_felt(last), "comments_url": comments_subject(last).url}
