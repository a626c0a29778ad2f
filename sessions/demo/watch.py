"""How a watch records a run: with noise, not every second, with a strap that loses contact, in laps."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray
from sessions.analysis.graded_pace import cost_ratio
from sessions.demo.athletes import Athlete
from sessions.demo.body import Motion
from sessions.demo.noise import wander
from sessions.demo.route import EARTH_RADIUS_M, Route
from sessions.demo.workouts import Workout

__all__ = ["Lap", "Recording", "recorded"]

GPS_NOISE_M, GPS_NOISE_S = 2.2, 25.0
DISTANCE_NOISE_M, DISTANCE_NOISE_S = 0.6, 20.0
DISTANCE_ERROR, DISTANCE_ERROR_INDOORS = 0.0025, 0.015
SPEED_NOISE_MPS = 0.04
SPEED_SMOOTHING_S = 5
BAROMETER_DRIFT_M, BAROMETER_DRIFT_S, BAROMETER_STEP_M = 0.8, 300.0, 0.2
GPS_HEIGHT_NOISE_M, GPS_HEIGHT_NOISE_S = 1.5, 90.0
# Seconds between two records of a watch that records smartly, and how often each occurs.
SMART_STEPS_S = np.arange(1, 9)
SMART_SHARES = np.array([0.07, 0.11, 0.15, 0.19, 0.18, 0.14, 0.09, 0.07])
DROPOUT_SHARE = 0.35  # of the runs with a strap that drops out
DROPOUT_S = (40, 420)
DRY_STRAP_S = 240  # until it is wet with sweat it may show a cadence for a heart rate
KILOMETRE_M = 1000.0
JOULES_A_LITRE = 1.04  # W/kg for each m/s on the level, as power pods show
CADENCE_AT_3_MPS, CADENCE_PER_MPS = 166.0, 6.0


@dataclass(frozen=True, slots=True)
class Lap:
    """A lap by seconds from the start, with FIT's words for what it was and what ended it."""

    first_s: int
    last_s: int
    word: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What is in the watch's memory. columns: by FIT's field names, shape (n,), NaN where nothing was measured.

    offset_s: seconds from the start of each record. pauses_s: (stop, start) of the timer. power_w: of the pod, None
    without one. every_second and altitude_m (true, None indoors) are what the watch adds its totals up from.
    """

    offset_s: IntArray
    columns: dict[str, FloatArray]
    power_w: FloatArray | None
    every_second: dict[str, FloatArray]
    paused: BoolArray
    pauses_s: tuple[tuple[int, int], ...]
    laps: tuple[Lap, ...]
    altitude_m: FloatArray | None


def recorded(
    athlete: Athlete,
    workout: Workout,
    route: Route,
    motion: Motion,
    temperature_c: float,
    random: np.random.Generator,
) -> Recording:
    """The recording of a run."""
    is_indoors = route.latitude_deg is None
    columns = _columns(athlete, route, motion, temperature_c, random)
    laps = _laps(workout, motion, columns["distance"])
    kept = _kept_seconds(athlete, motion, laps, random)
    power = _power(athlete, motion, random) if athlete.watch.has_power_pod else None
    return Recording(
        offset_s=kept,
        columns={name: values[kept] for name, values in columns.items()},
        power_w=None if power is None else power[kept],
        every_second=columns,
        paused=motion.paused,
        pauses_s=_pauses(motion.paused),
        laps=laps,
        altitude_m=None if is_indoors else motion.altitude_m,
    )


def _columns(
    athlete: Athlete, route: Route, motion: Motion, temperature_c: float, random: np.random.Generator
) -> dict[str, FloatArray]:
    count = motion.along_m.size
    is_indoors = route.latitude_deg is None
    error = 1 + random.normal(0, DISTANCE_ERROR_INDOORS if is_indoors else DISTANCE_ERROR)
    columns = {} if is_indoors else _place(route, motion, random)
    columns["distance"] = _distance(motion, error, random)
    columns["enhanced_speed"] = _speed(motion, error, random)
    if not is_indoors:
        columns["enhanced_altitude"] = _altitude(athlete, motion, random)
    columns["heart_rate"] = _heart_rate(athlete, motion, random)
    steps = _steps_per_minute(motion, random)
    columns["cadence"] = np.floor(steps / 2)
    columns["fractional_cadence"] = steps / 2 - columns["cadence"]
    columns["temperature"] = np.round(temperature_c + wander(random, count, 0.7, 300.0))
    if athlete.watch.has_dynamics:
        columns |= _dynamics(motion, steps, random)
    return columns


def _place(route: Route, motion: Motion, random: np.random.Generator) -> dict[str, FloatArray]:
    assert route.latitude_deg is not None  # noqa: S101 - asked before
    assert route.longitude_deg is not None  # noqa: S101
    latitude = route.at(motion.along_m, route.latitude_deg)
    longitude = route.at(motion.along_m, route.longitude_deg)
    metres_a_degree = np.pi * EARTH_RADIUS_M / 180
    north, east = (wander(random, latitude.size, GPS_NOISE_M, GPS_NOISE_S) for _ in range(2))
    return {
        "position_lat": latitude + north / metres_a_degree,
        "position_long": longitude + east / (metres_a_degree * np.cos(np.radians(latitude))),
    }


def _distance(motion: Motion, error: float, random: np.random.Generator) -> FloatArray:
    noise = wander(random, motion.along_m.size, DISTANCE_NOISE_M, DISTANCE_NOISE_S)
    measured = motion.along_m * error + noise - noise[0]
    stands = motion.speed_mps <= 0
    stands[0] = False
    last_moving = np.maximum.accumulate(np.where(stands, 0, np.arange(stands.size)))
    return np.asarray(np.maximum.accumulate(np.maximum(measured, 0.0)[last_moving]), dtype=np.float64)


def _speed(motion: Motion, error: float, random: np.random.Generator) -> FloatArray:
    """Smoothed as watches do, but not across a pause."""
    kernel = np.ones(SPEED_SMOOTHING_S)
    moving = (~motion.paused).astype(np.float64)
    summed = np.convolve(motion.speed_mps * moving, kernel, "same")
    smooth = summed / np.maximum(np.convolve(moving, kernel, "same"), 1)
    noisy = smooth * error + wander(random, smooth.size, SPEED_NOISE_MPS, 3.0)
    return np.where(motion.speed_mps > 0, np.maximum(noisy, 0.0), 0.0)


def _altitude(athlete: Athlete, motion: Motion, random: np.random.Generator) -> FloatArray:
    count = motion.altitude_m.size
    if not athlete.watch.has_barometer:
        return motion.altitude_m + wander(random, count, GPS_HEIGHT_NOISE_M, GPS_HEIGHT_NOISE_S)
    drift = wander(random, count, BAROMETER_DRIFT_M, BAROMETER_DRIFT_S)
    return motion.altitude_m + drift + random.normal(0, BAROMETER_STEP_M, count)


def _heart_rate(athlete: Athlete, motion: Motion, random: np.random.Generator) -> FloatArray:
    """The heart rate as measured; a bad strap sometimes measures nothing, and while it is dry at the start it shows the cadence."""
    beats = np.round(motion.heart_rate_bpm)
    if not athlete.watch.strap_drops_out or random.random() >= DROPOUT_SHARE:
        return beats
    if random.random() < 0.3:
        dry = min(DRY_STRAP_S, beats.size)
        beats[:dry] = np.round(CADENCE_AT_3_MPS + wander(random, dry, 2.0, 10.0))
    for _ in range(int(random.integers(1, 4))):
        first = int(random.integers(0, beats.size))
        beats[first : first + int(random.integers(*DROPOUT_S))] = np.nan
    return beats


def _steps_per_minute(motion: Motion, random: np.random.Generator) -> FloatArray:
    steps = CADENCE_AT_3_MPS + CADENCE_PER_MPS * (motion.speed_mps - 3.0)
    noisy = steps + wander(random, steps.size, 1.2, 15.0)
    return np.where(motion.speed_mps > 0.3, np.round(noisy), 0.0)


def _dynamics(motion: Motion, steps: FloatArray, random: np.random.Generator) -> dict[str, FloatArray]:
    """Quicker running: less ground contact, longer steps, a little more bounce."""
    runs = steps > 0
    speed = np.maximum(motion.speed_mps, 0.1)
    step_mm = 1000 * speed / (np.maximum(steps, 1) / 60)
    bounce_mm = 78 + 4 * (speed - 3.5) + wander(random, speed.size, 1.8, 25.0)
    contact_ms = 255 - 26 * (speed - 3.5) + wander(random, speed.size, 3.0, 25.0)
    balance = 49.6 + wander(random, speed.size, 0.4, 60.0)
    found = {
        "vertical_oscillation": bounce_mm,
        "stance_time": contact_ms,
        "stance_time_balance": balance,
        "step_length": step_mm,
        "vertical_ratio": 100 * bounce_mm / step_mm,
    }
    return {name: np.where(runs, values, np.nan) for name, values in found.items()}


def _power(athlete: Athlete, motion: Motion, random: np.random.Generator) -> FloatArray:
    """Power as a foot pod estimates it from weight, speed and slope."""
    watts = JOULES_A_LITRE * athlete.weight_kg * motion.speed_mps * cost_ratio(motion.grade)
    noisy = watts * (1 + wander(random, watts.size, 0.02, 6.0))
    return np.where(motion.speed_mps > 0.3, np.round(noisy), 0.0)


def _kept_seconds(
    athlete: Athlete, motion: Motion, laps: tuple[Lap, ...], random: np.random.Generator
) -> IntArray:
    """The seconds that become records: all or some of those outside pauses, always the first and last of each stretch."""
    on_timer = ~motion.paused
    on_timer[[start for _, start in _pauses(motion.paused)]] = True
    if athlete.watch.every_second:
        return np.flatnonzero(on_timer)
    steps = random.choice(SMART_STEPS_S, motion.paused.size, p=SMART_SHARES)
    at = np.cumsum(steps)
    keep = np.zeros(motion.paused.size, dtype=np.bool_)
    keep[at[at < keep.size]] = True
    keep[[0, keep.size - 1, *(lap.last_s for lap in laps)]] = True
    for stop, start in _pauses(motion.paused):
        keep[[stop, start]] = True
    return np.flatnonzero(keep & on_timer)


def _pauses(paused: BoolArray) -> tuple[tuple[int, int], ...]:
    """The seconds at which the timer was stopped and started again."""
    edges = np.flatnonzero(np.diff(paused.astype(np.int8)))
    return tuple((int(stop), int(start)) for stop, start in zip(edges[::2], edges[1::2], strict=True))


def _laps(workout: Workout, motion: Motion, distance_m: FloatArray) -> tuple[Lap, ...]:
    end = distance_m.size - 1
    if workout.has_laps:
        return tuple(
            Lap(part.first_s, part.last_s, part.word, "session_end" if part.last_s == end else "manual")
            for part in motion.parts
        )
    marks = np.arange(KILOMETRE_M, distance_m[-1], KILOMETRE_M)
    edges = [0, *np.searchsorted(distance_m, marks).tolist(), end]
    pairs = [(first, last) for first, last in pairwise(edges) if last > first]
    return tuple(
        Lap(first, last, "active", "session_end" if last == end else "distance") for first, last in pairs
    )
