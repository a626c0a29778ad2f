"""Scores of race forecasts: each is stored as a range before the race, and scored after it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from runners.physiology.checks import positive
from runners.physiology.errors import InvalidInputError
from runners.physiology.race_prediction import RaceForecast
from runners.physiology.words import WORDS

__all__ = ["ForecastRecord", "ForecastScore", "StoredForecast", "forecast_record", "score", "stored"]

RACES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StoredForecast:
    """What was said before a race: the likely time (s), its 80 % range, and the SD of its logarithm."""

    distance_m: float
    race_day: date
    made_on: date
    time_s: float
    range_80_s: tuple[float, float]
    sd_log: float


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """How a forecast met the race: error in percent (positive: slower than forecast) and in its own SDs."""

    forecast: StoredForecast
    actual_s: float
    error_percent: float
    standard_errors: float
    is_inside_80: bool


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """The newest scored races together; figures are None without a race."""

    races: int
    inside_80: int
    median_error_percent: float | None
    bias_percent: float | None
    sentence: str


def stored(forecast: RaceForecast, race_day: date, made_on: date) -> StoredForecast:
    """The part of a forecast that is scored. Raises InvalidInputError when it was not made before the day of the race,
    or knew a race of that day.
    """
    if made_on >= race_day or any(race.day >= race_day for race in forecast.races):
        raise InvalidInputError(
            f"A forecast for {race_day.isoformat()} counts only when made before that day."
        )
    return StoredForecast(
        forecast.distance_m, race_day, made_on, forecast.time_s, forecast.range_80_s, forecast.sd_log
    )


def score(forecast: StoredForecast, actual_s: float) -> ForecastScore:
    """Compare a stored forecast with the race's time."""
    actual = positive("Race time", actual_s)
    low, high = forecast.range_80_s
    return ForecastScore(
        forecast=forecast,
        actual_s=actual,
        error_percent=100 * (actual / forecast.time_s - 1),
        standard_errors=math.log(actual / forecast.time_s) / forecast.sd_log,
        is_inside_80=low <= actual <= high,
    )


def forecast_record(scores: Sequence[ForecastScore]) -> ForecastRecord:
    """The newest 20 scored races: "last 20 races: 16 inside the 80 % range"."""
    newest = sorted(scores, key=lambda one: (one.forecast.race_day, one.forecast.distance_m))[-RACES_SHOWN:]
    if not newest:
        return ForecastRecord(0, 0, None, None, WORDS.say("no_race_forecast"))
    inside = sum(one.is_inside_80 for one in newest)
    code = "last_race_forecast" if len(newest) == 1 else "last_races_forecast"
    return ForecastRecord(
        races=len(newest),
        inside_80=inside,
        median_error_percent=median(abs(one.error_percent) for one in newest),
        bias_percent=fmean(one.error_percent for one in newest),
        sentence=WORDS.say(code, races_count=len(newest), inside_count=inside),
    )
