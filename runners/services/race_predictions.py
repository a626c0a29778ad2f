"""One prediction of each race to come, kept with the runner: every page and the API show this and no other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from runners.models import Runner
from runners.services.forecasts import SAME_COURSE_SHARE, forecast_race

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "RacePrediction",
    "keep_race_predictions",
    "predicted_by_fitness",
    "prediction_of_race",
    "race_predictions",
]


@dataclass(frozen=True, slots=True)
class RacePrediction:
    """A race's likely time and its 80 % band (s), and the day it was made on.

    by_plan: if the published plan that leads there is followed, with the form (TSB) of race morning; else with
    the fitness of the day it was made on.
    """

    race_day: date
    name: str
    distance_m: float
    time_s: float
    time_low_s: float
    time_high_s: float
    made_on: date
    by_plan: bool
    tsb: float | None = None

    @property
    def origin(self) -> str:
        """What it supposes, in words."""
        return "if the plan is followed" if self.by_plan else "with today's fitness"


def keep_race_predictions(runner: Runner, predictions: Iterable[RacePrediction]) -> None:
    """Replace what is kept. One statement of its own: the rest of the runner may be changing meanwhile."""
    runner.race_predictions = [_document(one) for one in predictions]
    Runner.objects.filter(pk=runner.pk).update(race_predictions=runner.race_predictions)


def race_predictions(runner: Runner) -> list[RacePrediction]:
    """What is kept, in the order of the races."""
    found = (_prediction(document) for document in runner.race_predictions or ())
    return sorted(found, key=lambda one: (one.race_day, one.distance_m))


def prediction_of_race(
    runner: Runner, race_day: date, distance_m: float | None = None
) -> RacePrediction | None:
    """What is kept for the race of a day; None where nothing is, or for another distance than the race's."""
    return next(
        (
            one
            for one in race_predictions(runner)
            if one.race_day == race_day
            and (distance_m is None or abs(distance_m / one.distance_m - 1) <= SAME_COURSE_SHARE)
        ),
        None,
    )


def predicted_by_fitness(
    runner: Runner, name: str, race_day: date, distance_m: float, today: date
) -> RacePrediction:
    """A prediction from what is known today. Raises NotEnoughDataError, InvalidInputError."""
    seen = forecast_race(runner, distance_m, today)
    low_s, high_s = seen.range_80_s
    return RacePrediction(race_day, name, distance_m, seen.time_s, low_s, high_s, today, by_plan=False)


def _document(one: RacePrediction) -> dict[str, Any]:
    return asdict(one) | {"race_day": one.race_day.isoformat(), "made_on": one.made_on.isoformat()}


def _prediction(document: dict[str, Any]) -> RacePrediction:
    days = {name: date.fromisoformat(document[name]) for name in ("race_day", "made_on")}
    return RacePrediction(**(document | days))
