"""Athletes whose truth is known: Critical Speed, W', endurance beyond it, and form that follows their training.

True speed over T: W'/T + CS up to 20 minutes, and from there a power law of the athlete's own exponent. The whole curve
moves with an impulse response to the training. Races and trials are run with a day's luck of about one percent; ordinary
runs are never all-out, only now and then nearly.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from runners.physiology.banister import ImpulseResponse, performances
from runners.physiology.trials import Effort, EffortKind

FIRST_DAY = date(2023, 1, 2)
TWENTY_MIN_S = 1200.0
BEST_DISTANCES_M = (800.0, 1000.0, 1609.344, 3000.0, 5000.0)
RACE_DISTANCES_M = (3000.0, 5000.0, 10000.0, 15000.0, 21097.5, 42195.0)


@dataclass(frozen=True)
class Athlete:
    base_cs_mps: float
    w_prime_m: float
    exponent: float
    race_luck: float
    form: np.ndarray  # factor on all speeds, one a day
    loads: np.ndarray
    efforts: tuple[Effort, ...]
    races: tuple[tuple[float, float, date], ...]  # distance, time, day

    def cs_on(self, day: date) -> float:
        return self.base_cs_mps * self.form[(day - FIRST_DAY).days]


def true_time(distance_m, cs, w_prime, exponent):
    """Seconds for a distance at the athlete's best on that day."""
    at_20_min = w_prime + cs * TWENTY_MIN_S
    if distance_m <= at_20_min:
        return (distance_m - w_prime) / cs
    return TWENTY_MIN_S * (distance_m / at_20_min) ** exponent


def simulated(seed: int, days: int = 730) -> Athlete:
    random = np.random.default_rng(seed)
    cs, w_prime = random.uniform(2.8, 5.0), random.uniform(90, 260)
    exponent, luck = random.normal(1.07, 0.012), random.uniform(0.007, 0.015)
    loads = _training(random, days)
    form = _form(random, loads)
    race_days = np.sort(random.choice(np.arange(60, days), 16, replace=False))
    races, efforts = [], []
    for index in race_days:
        distance = float(random.choice(RACE_DISTANCES_M, p=(0.1, 0.3, 0.3, 0.1, 0.15, 0.05)))
        time = true_time(distance, cs * form[index], w_prime, exponent) * np.exp(abs(random.normal(0, luck)))
        day = FIRST_DAY + timedelta(days=int(index))
        races.append((distance, float(time), day))
        efforts.append(Effort(distance, float(time), day, f"race{index}", EffortKind.RACE))
    efforts += _trials(random, days, form, cs, w_prime, exponent)
    efforts += _ordinary_bests(random, loads, form, cs, w_prime, exponent)
    return Athlete(cs, w_prime, exponent, luck, form, loads, tuple(efforts), tuple(races))


def _training(random, days):
    weeks = np.array([1.0, 1.15, 1.3, 0.7])[(np.arange(days) // 7) % 4]
    wave = random.uniform(30, 90) * (1 + 0.35 * np.sin(2 * np.pi * (np.arange(days) / 365 + random.random())))
    return np.where(random.random(days) < 0.7, weeks * wave * random.gamma(8, 1 / 8, days), 0.0)


def _form(random, loads):
    """About five percent between the worst and the best day of a year."""
    shape = performances(loads, ImpulseResponse(0, 1, 1.9, random.uniform(38, 52), random.uniform(10, 18)))
    settled = shape[120:]
    return 1 + 0.018 * (shape - settled.mean()) / settled.std()


def _trials(random, days, form, cs, w_prime, exponent):
    """A test day each eight weeks or so: two or three bouts of 3 to 15 minutes."""
    found = []
    for index in range(30, days, 56):
        day = FIRST_DAY + timedelta(days=index)
        for minutes in random.choice([3, 4, 6, 9, 12, 15], 2, replace=False):
            distance = round((w_prime + cs * form[index] * minutes * 60) / 100) * 100.0
            time = true_time(distance, cs * form[index], w_prime, exponent) * np.exp(
                abs(random.normal(0, 0.006))
            )
            found.append(Effort(distance, float(time), day, f"test{index}", EffortKind.TEST))
    return found


def _ordinary_bests(random, loads, form, cs, w_prime, exponent):
    """Bests inside training: mostly 75 to 90 % of what was possible, in hard sessions 94 to 99 %."""
    found = []
    for index in np.flatnonzero(loads):
        hard = random.random() < 0.12
        day = FIRST_DAY + timedelta(days=int(index))
        for distance in BEST_DISTANCES_M:
            share = random.uniform(0.94, 0.99) if hard else random.uniform(0.75, 0.9)
            time = true_time(distance, cs * form[index], w_prime, exponent) / share
            found.append(Effort(distance, float(time), day, f"run{index}"))
    return found
