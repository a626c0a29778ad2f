"""What the body does, second by second: effort to speed over the ground, and the heart that follows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.demo.athletes import Athlete
from sessions.demo.fitness import best_time_s
from sessions.demo.noise import lagged, wander
from sessions.demo.route import Route
from sessions.demo.workouts import Part, Workout

__all__ = ["Motion", "PartSpan", "moved"]

# Ours: reserve of the heart rate at an effort (share of Critical Speed) that lasts: 0.90 at Critical Speed.
RESERVE_AT_CS, RESERVE_PER_SHARE = 0.90, 1.15
RESERVE_STANDING, RESERVE_MOST = 0.12, 0.985
HEART_LAG_S = 28.0
DRIFT_FROM_S = 600.0
HEART_NOISE_BPM, HEART_NOISE_S = 1.2, 20.0
SPEED_NOISE, SPEED_NOISE_S = 0.018, 40.0
# How a hard effort is paced: shares of the distance, and the speed there over the mean. The start is a little too fast.
PACING_WAY = (0.0, 0.12, 0.8, 1.0)
PACING_SPEED = (1.03, 1.005, 0.99, 1.025)
UNDER_BEST = 0.004  # nobody runs perfectly: times are longer than the best possible by about this share
PAUSE_S = (15, 180)
FIRST_PAUSE_S, LAST_PAUSE_S = 300, 240  # from the start, and to the end


@dataclass(frozen=True, slots=True)
class PartSpan:
    """Where a part of the workout lies: seconds from the start (first, last)."""

    first_s: int
    last_s: int
    word: str


@dataclass(frozen=True, slots=True)
class Motion:
    """What truly happened, one value a second from 0 to the end: arrays of shape (n,).

    paused: seconds in which the watch's timer stands. share: effort over Critical Speed.
    """

    along_m: FloatArray
    speed_mps: FloatArray
    share: FloatArray
    grade: FloatArray
    altitude_m: FloatArray
    heart_rate_bpm: FloatArray
    paused: BoolArray
    parts: tuple[PartSpan, ...]


def moved(
    athlete: Athlete, workout: Workout, route: Route, cs_mps: float, random: np.random.Generator
) -> Motion:
    """Run the workout on the route at the fitness of the day."""
    level_mps, parts = _level_speeds(athlete, workout.parts, route, cs_mps, random)
    level_mps, paused, parts = _with_pauses(athlete, workout, level_mps, parts, random)
    along = route.along_at(np.concatenate(([0.0], np.cumsum(level_mps))))
    share = np.concatenate((level_mps[:1], level_mps)) / cs_mps
    return Motion(
        along_m=along,
        speed_mps=np.diff(along, prepend=along[0]),
        share=share,
        grade=route.at(along, route.grade),
        altitude_m=route.at(along, route.altitude_m),
        heart_rate_bpm=_heart_rate(athlete, share, random),
        paused=np.concatenate(([False], paused)),
        parts=parts,
    )


def _level_speeds(
    athlete: Athlete, parts: Sequence[Part], route: Route, cs_mps: float, random: np.random.Generator
) -> tuple[FloatArray, tuple[PartSpan, ...]]:
    """The speed on level ground that costs as much, for every second, and where each part lies.

    Effort stays even over hills, so uphill is slower over the ground: that is the route's affair.
    """
    speeds: list[FloatArray] = []
    spans: list[PartSpan] = []
    spent_m, second = 0.0, 0
    for part in parts:
        level_m, length_s = _spent(athlete, part, route, spent_m, cs_mps, random)
        count = max(round(length_s), 1)
        speeds.append(_paced(part, level_m, count, random))
        spans.append(PartSpan(second, second + count, part.word))
        spent_m, second = spent_m + level_m, second + count
    return np.concatenate(speeds), tuple(spans)


def _spent(
    athlete: Athlete,
    part: Part,
    route: Route,
    spent_m: float,
    cs_mps: float,
    random: np.random.Generator,
) -> tuple[float, float]:
    """Level metres and seconds of a part that begins after this many level metres."""
    if not part.metres:
        return part.share * cs_mps * part.seconds, part.seconds
    begin_m = float(route.along_at(np.array([spent_m]))[0])
    level_m = route.equivalent_at(begin_m + part.metres) - spent_m
    if not part.all_out:
        return level_m, level_m / (part.share * cs_mps)
    best_s = best_time_s(level_m, cs_mps, athlete.w_prime_m, athlete.endurance_exponent)
    return level_m, best_s * (1 + abs(random.normal(0, UNDER_BEST)))


def _paced(part: Part, level_m: float, count: int, random: np.random.Generator) -> FloatArray:
    """Speeds that vary around their mean and add up to the metres."""
    shape = 1 + wander(random, count, SPEED_NOISE, SPEED_NOISE_S)
    if part.all_out:
        shape = shape * np.interp(np.linspace(0, 1, count), PACING_WAY, PACING_SPEED)
    return np.asarray(shape * level_m / shape.sum(), dtype=np.float64)


def _with_pauses(
    athlete: Athlete,
    workout: Workout,
    level_mps: FloatArray,
    parts: tuple[PartSpan, ...],
    random: np.random.Generator,
) -> tuple[FloatArray, BoolArray, tuple[PartSpan, ...]]:
    """Now and then a traffic light, a drink or a shoelace, with the timer stopped."""
    paused = np.zeros(level_mps.size, dtype=np.bool_)
    room = level_mps.size - FIRST_PAUSE_S - LAST_PAUSE_S
    if not workout.can_pause or room < 1 or random.random() >= athlete.habits.pause_share:
        return level_mps, paused, parts
    for at in sorted(random.integers(0, room, random.integers(1, 4)).tolist(), reverse=True):
        second, length = FIRST_PAUSE_S + at, int(random.integers(*PAUSE_S))
        level_mps = np.insert(level_mps, second, np.zeros(length))
        paused = np.insert(paused, second, np.ones(length, dtype=np.bool_))
        parts = tuple(_shifted(span, second, length) for span in parts)
    return level_mps, paused, parts


def _shifted(span: PartSpan, second: int, length: int) -> PartSpan:
    first = span.first_s + (length if span.first_s > second else 0)
    return replace(span, first_s=first, last_s=span.last_s + (length if span.last_s > second else 0))


def _heart_rate(athlete: Athlete, share: FloatArray, random: np.random.Generator) -> FloatArray:
    """Heart rate: it follows the effort with a lag, drifts up over the hours, and stays within the athlete's range."""
    lasting = np.maximum(RESERVE_AT_CS - RESERVE_PER_SHARE * (1 - share), RESERVE_STANDING)
    hours = np.maximum(np.arange(share.size) - DRIFT_FROM_S, 0) / 3600
    wanted = np.minimum(lasting * (1 + athlete.drift_per_hour * hours), RESERVE_MOST)
    reserve = lagged(wanted, HEART_LAG_S, start=0.25)
    rest, most = athlete.resting_heart_rate_bpm, athlete.max_heart_rate_bpm
    noise = wander(random, share.size, HEART_NOISE_BPM, HEART_NOISE_S)
    return np.minimum(rest + (most - rest) * reserve + noise, most)
