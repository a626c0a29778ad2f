"""A season's runs one after the other, each as its FIT file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from sessions.demo.athletes import Athlete
from sessions.demo.body import moved
from sessions.demo.files import Start, fit_file
from sessions.demo.fitness import fitness_through
from sessions.demo.route import Route, loop_route, track_route, treadmill_route
from sessions.demo.season import SUNDAY, PlannedRun, season_plan
from sessions.demo.watch import recorded
from sessions.demo.workouts import Workout, workout_of

__all__ = ["DemoRun", "season_of"]

MORNING, EVENING, WEEKEND = time(6, 40), time(17, 50), time(8, 30)
FAVOURITE_LOOPS = 7
FLAT_HILLS_M = 6.0
INDOOR_TEMPERATURE_C = 21.0
MEAN_TEMPERATURE_C, TEMPERATURE_SWING_C, COLDEST_DAY = 11.0, 9.0, 20
SAID_SHARE = 0.6  # of ordinary runs with a rating


@dataclass(frozen=True, slots=True)
class DemoRun:
    """One run, in a week of the season from 0: its file, and what the athlete said about it (fields of a session that people may edit)."""

    day: date
    week: int
    file_name: str
    content: bytes
    said: dict[str, Any] = field(default_factory=dict)


def season_of(athlete: Athlete, end_day: date) -> Iterator[DemoRun]:
    """The athlete's runs of the 39 weeks before `end_day`, oldest first."""
    season = season_plan(athlete, end_day)
    fitness = fitness_through(athlete, season)
    for run in season.runs:
        yield _run(athlete, run, fitness.cs_on(run.day))


def _run(athlete: Athlete, run: PlannedRun, cs_mps: float) -> DemoRun:
    random = np.random.default_rng([athlete.seed, 2, run.index])
    workout = workout_of(athlete, run, random)
    route = _route(athlete, run, workout)
    motion = moved(athlete, workout, route, cs_mps, random)
    recording = recorded(athlete, workout, route, motion, _temperature(run.day, workout, random), random)
    start = _start(athlete, run, workout, random)
    content = fit_file(athlete, recording, start)
    return DemoRun(run.day, run.week, f"{start.at:%Y-%m-%d-%H%M%S}.fit", content, _said(workout, random))


def _route(athlete: Athlete, run: PlannedRun, workout: Workout) -> Route:
    """One of the favourite loops, as long as the run is meant to be; for races and repetitions a flat one."""
    if workout.place == "treadmill":
        return treadmill_route()
    if workout.place == "track":
        return track_route(athlete.home)
    number = run.index % FAVOURITE_LOOPS
    is_flat = workout.place == "flat"
    random = np.random.default_rng([athlete.seed, 3, number, is_flat])
    length_m = _length(athlete, workout)
    hills_m = FLAT_HILLS_M if is_flat else athlete.habits.hilliness_m * random.uniform(0.5, 1.2)
    return loop_route(random, athlete.home, length_m, hills_m)


def _length(athlete: Athlete, workout: Workout) -> float:
    """About the metres of the workout, rounded to half a kilometre, so that the loop ends at home."""
    metres = sum(part.metres or part.share * part.seconds * athlete.cs_mps for part in workout.parts)
    return max(round(metres / 500) * 500.0, 2000.0)


def _temperature(day: date, workout: Workout, random: np.random.Generator) -> float:
    if workout.place == "treadmill":
        return INDOOR_TEMPERATURE_C
    season = np.cos(2 * np.pi * (day.timetuple().tm_yday - COLDEST_DAY) / 365)
    return float(MEAN_TEMPERATURE_C - TEMPERATURE_SWING_C * season + random.normal(0, 3))


def _start(athlete: Athlete, run: PlannedRun, workout: Workout, random: np.random.Generator) -> Start:
    weekday = MORNING if athlete.habits.morning else EVENING
    clock = WEEKEND if run.day.weekday() >= SUNDAY - 1 else weekday
    local = datetime.combine(run.day, clock, ZoneInfo(athlete.time_zone))
    local += timedelta(seconds=int(random.integers(-1200, 1200)))
    offset = local.utcoffset() or timedelta()
    sub_sport, name = {
        "treadmill": ("treadmill", "Treadmill"),
        "track": ("track", "Track run"),
    }.get(workout.place, ("generic", "Run"))
    return Start(local.astimezone(UTC), int(offset.total_seconds()), sub_sport, name)


def _said(workout: Workout, random: np.random.Generator) -> dict[str, Any]:
    """A name for what had a plan, a rating for most."""
    said: dict[str, Any] = {"name": workout.title} if workout.title else {}
    if workout.effort != "normal":
        said["effort"] = workout.effort
    if workout.effort != "normal" or random.random() < SAID_SHARE:
        said["rpe"] = float(np.clip(workout.rpe + random.integers(-1, 2), 1, 10))
    return said
