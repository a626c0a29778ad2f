"""What an athlete can do: Critical Speed that follows training, and the best time over a distance."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from sessions.analysis.arrays import FloatArray
from sessions.demo.athletes import Athlete
from sessions.demo.season import Season, season_plan

__all__ = ["Fitness", "best_time_s", "fitness_of"]

FITNESS_DAYS = 42.0
# Ours: without any training a Critical Speed of 12 % less; nine months of usual training move it by about 5 %.
TRAINABLE_SHARE = 0.12
SHARE_AT_THE_START = 0.72  # of the usual volume, in the six weeks before the season
TWENTY_MIN_S = 1200.0


@dataclass(frozen=True, slots=True)
class Fitness:
    """Critical Speed of each day of the season (m/s, at the day's start), and W' (m)."""

    first_day: date
    cs_mps: FloatArray
    w_prime_m: float

    def cs_on(self, day: date) -> float:
        """Critical Speed of a day of the season, m/s."""
        return float(self.cs_mps[(day - self.first_day).days])


def fitness_of(athlete: Athlete, end_day: date) -> Fitness:
    """The true Critical Speed through the season that ends before `end_day`."""
    return fitness_through(athlete, season_plan(athlete, end_day))


def fitness_through(athlete: Athlete, season: Season) -> Fitness:
    """Critical Speed follows the six-week mean of training."""
    minutes = season.minutes_by_day()
    usual = season.usual_minutes_a_day
    keep = np.exp(-1 / FITNESS_DAYS)
    state = SHARE_AT_THE_START * usual
    states = np.empty(minutes.size)
    for day, trained in enumerate(minutes.tolist()):
        states[day] = state
        state = keep * state + (1 - keep) * trained
    factor = 1 + TRAINABLE_SHARE * (states / usual - 1)
    return Fitness(season.first_day, np.asarray(athlete.cs_mps * factor), athlete.w_prime_m)


def best_time_s(distance_m: float, cs_mps: float, w_prime_m: float, exponent: float) -> float:
    """The best time over a distance: D = W' + CS T to 20 minutes, a power law of the athlete's beyond."""
    at_20_min_m = w_prime_m + cs_mps * TWENTY_MIN_S
    if distance_m <= at_20_min_m:
        return (distance_m - w_prime_m) / cs_mps
    return float(TWENTY_MIN_S * (distance_m / at_20_min_m) ** exponent)
