"""Keeps one prediction of each race to come: by the published plan that leads there, else by fitness."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from runners.calendar.selectors import races_beginning
from runners.models import Runner
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.local_days import local_day
from runners.services.race_predictions import keep_race_predictions, predicted_by_fitness
from training.models import TrainingPlanSchema
from training.planning.records import Plan
from training.selectors.next_race import AHEAD, goal_name
from training.selectors.outlooks import predicted_by_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runners.services.race_predictions import RacePrediction

__all__ = ["refresh_race_predictions"]


def refresh_race_predictions(runner_id: str, today: date | None = None) -> None:
    """Make the predictions of the runner's races again and keep them; today: the runner's day without it.

    Nothing for a runner who was deleted meanwhile.
    """
    runner = Runner.objects.filter(pk=runner_id).first()
    if runner is None:
        return
    day = today or local_day(datetime.now(UTC), runner.time_zone)
    keep_race_predictions(runner, _predictions(runner, day))


def _predictions(runner: Runner, today: date) -> Iterator[RacePrediction]:
    """By the plans first; a race of the calendar on a goal's day is that goal."""
    entries = list(races_beginning(runner, today, today + AHEAD))
    names = {entry.day: entry.title for entry in entries}
    planned = set()
    for plan in _followed(runner, today):
        goal = plan.goal
        planned.add(goal.race_date)
        name = names.get(goal.race_date) or goal_name(goal)
        yield predicted_by_plan(plan, name, today)
    for entry in entries:
        if entry.day in planned or entry.distance_m is None:
            continue
        try:
            yield predicted_by_fitness(runner, entry.title, entry.day, entry.distance_m, today)
        except (NotEnoughDataError, InvalidInputError):
            continue  # the page says what is missing when it is looked at


def _followed(runner: Runner, today: date) -> list[Plan]:
    plans = TrainingPlanSchema.objects.filter(
        runner=runner, status=TrainingPlanSchema.Status.PUBLISHED, race_date__gte=today
    )
    documents = plans.order_by("race_date").values_list("published", flat=True)
    return [Plan.from_document(document) for document in documents if document is not None]
