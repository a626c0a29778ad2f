"""Runs of a made-up athlete as figures alone, without a recording: any number of them over any number of years.

Pure, like the rest of the room: the same athlete, numbers and end day give the same runs. What belongs together does:
time, pace and distance, load and intensity, best efforts and the run they are in.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ScaleRun", "scale_athlete_speed_mps", "scale_season"]

DAYS_A_YEAR = 365
RACE_EVERY = 60  # runs
EFFORT_DISTANCES_M = (1000.0, 1609.344, 3000.0, 5000.0, 10_000.0)
_FIRST_HOUR = 5
_TRAINING_INTENSITY, _RACE_INTENSITY = (0.68, 0.92), (0.95, 1.02)
_TRAINING_S, _RACE_S = (1500, 6000), (1080, 2700)
_FASTEST_PART = 0.04  # how much faster the fastest kilometre is than the run
_NAMES = ("Morning run", "Easy run", "Long run", "Hill repeats", "Tempo run", "Evening run")


@dataclass(frozen=True, slots=True)
class ScaleRun:
    """A run: times in s, distance in m, speed in m/s, load in rTSS, and (distance m, time s, start s) of its efforts."""

    number: int
    name: str
    is_race: bool
    start: datetime
    day: date
    distance_m: float
    time_s: float
    speed_mps: float
    intensity: float
    load_rtss: float
    heart_rate_bpm: float
    efforts: tuple[tuple[float, float, float], ...]


def scale_athlete_speed_mps(athlete_number: int) -> float:
    """The Critical Speed (m/s) of a made-up athlete: from 3.0 to 4.9, the same number the same speed."""
    return 3.0 + (athlete_number * 7 % 20) / 10


def scale_season(athlete_number: int, runs_count: int, years: int, end_day: date) -> Iterator[ScaleRun]:
    """`runs_count` runs, spread evenly over the years (of 365 days) that end on `end_day`, the oldest first."""
    rng = random.Random(athlete_number)  # noqa: S311 - figures, not secrets
    days_count = years * DAYS_A_YEAR
    runs_by_offset: dict[int, int] = {}
    for number in range(runs_count):
        offset = days_count - 1 - (number * days_count) // runs_count
        of_day = runs_by_offset.get(offset, 0)
        runs_by_offset[offset] = of_day + 1
        yield _run(rng, athlete_number, number, end_day - timedelta(days=offset), of_day)


def _run(rng: random.Random, athlete_number: int, number: int, day: date, of_day: int) -> ScaleRun:
    is_race = number % RACE_EVERY == RACE_EVERY - 1
    intensity = rng.uniform(*(_RACE_INTENSITY if is_race else _TRAINING_INTENSITY))
    time_s = float(rng.randint(*(_RACE_S if is_race else _TRAINING_S)))
    speed_mps = round(intensity * scale_athlete_speed_mps(athlete_number), 3)
    distance_m = round(speed_mps * time_s, 1)
    minutes = of_day * 60 + rng.randint(0, 59)
    start = datetime.combine(day, time(_FIRST_HOUR), UTC) + timedelta(minutes=minutes)
    return ScaleRun(
        number=number,
        name="Race" if is_race else rng.choice(_NAMES),
        is_race=is_race,
        start=start,
        day=day,
        distance_m=distance_m,
        time_s=time_s,
        speed_mps=speed_mps,
        intensity=round(intensity, 4),
        load_rtss=round(100 * intensity**2 * time_s / 3600, 2),
        heart_rate_bpm=float(round(95 + 80 * intensity)),
        efforts=tuple(_efforts(rng, distance_m, speed_mps, time_s)),
    )


def _efforts(
    rng: random.Random, distance_m: float, speed_mps: float, time_s: float
) -> Iterator[tuple[float, float, float]]:
    """The best times of shorter distances: the shorter, the faster. Each lies within the run."""
    for effort_m in EFFORT_DISTANCES_M:
        if effort_m > distance_m:
            return
        gain = 1 + _FASTEST_PART * (1 - effort_m / distance_m) * rng.uniform(0.5, 1)
        taken_s = round(effort_m / (speed_mps * gain), 2)
        yield effort_m, taken_s, round(rng.uniform(0, max(time_s - taken_s, 0)), 1)
