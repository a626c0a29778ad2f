"""Athletes who give Critical Speed little to rest on: who never race, only jog, only run intervals, or race once a year.

Every run is made second by second (speed that wanders, a heart that lags, as in the demonstration) and measured as a
recording is: best efforts with their heart rate, their ending and what else was run beside them.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from benchmarks.physiology.simulated_athletes import FIRST_DAY, simulated, true_time
from runners.physiology.effort_evidence import with_highest_heart_rates
from runners.physiology.efforts import Effort, EffortKind
from sessions.analysis.best_efforts import Track, best_effort
from sessions.analysis.effort_signs import ending_change, repeat_share, slowest_share
from sessions.demo.noise import lagged, wander

KINDS = ("never race", "only jog", "intervals only", "race once a year")
DISTANCES_M = (800.0, 1000.0, 1609.344, 3000.0, 5000.0)
EASY, WORK_KINDS = (
    0.76,
    (
        (6, 1000.0, 1.01, 120),
        (4, 1600.0, 0.985, 120),
        (8, 400.0, 1.05, 90),
        (3, 2400.0, 0.965, 120),
        (5, 600.0, 1.03, 100),
    ),
)
REST_BPM, SPEED_NOISE, SPEED_NOISE_S, HEART_NOISE_BPM, HEART_NOISE_S = 52.0, 0.018, 40.0, 1.2, 20.0
PACING_WAY, PACING_SPEED = (0.0, 0.12, 0.8, 1.0), (1.03, 1.005, 0.99, 1.025)


@dataclass(frozen=True)
class Recorded:
    """The columns that the signs are read from, one value a second."""

    time_s: np.ndarray
    covered_m: np.ndarray
    speed_mps: np.ndarray
    graded_speed_mps: np.ndarray
    weight_s: np.ndarray
    heart_rate_bpm: np.ndarray


def little_said(kind: str, seed: int, days: int):
    """An athlete of that kind: the truth of `simulated`, with other training. Nothing is said but races."""
    athlete = simulated(seed, days)
    random = np.random.default_rng([seed, KINDS.index(kind)])
    maximum, told_maximum = random.normal(188, 9), 0.0
    told_maximum = maximum + random.normal(0, 10.8)  # estimated by age
    efforts = []
    race_day = int(random.integers(60, days - 60))
    for index in range(days):
        if random.random() > 0.55 and index != race_day:
            continue
        cs = athlete.base_cs_mps * athlete.form[index]
        is_race = kind == "race once a year" and index % 365 == race_day % 365
        parts = _race(athlete, cs, random) if is_race else _run(kind, athlete, cs, random)
        recorded = _recorded(parts, cs, maximum, random)
        name = f"{kind}{index}"
        efforts += _bests(recorded, FIRST_DAY + timedelta(days=index), name)
        if is_race:
            efforts.append(_whole(parts, efforts[-1], name))
    return replace(athlete, efforts=tuple(with_highest_heart_rates(efforts, lambda _: told_maximum)))


def _run(kind, athlete, cs, random):
    """(metres, speed, all-out) of each part; what kind of run it is by chance."""
    chance = random.random()
    easy = EASY + random.normal(0, 0.02)
    if kind == "only jog":
        brisk = 0.08 if chance < 0.1 else 0.0
        return [(random.uniform(2000, 11000), (easy + brisk) * cs, False)]
    if kind == "intervals only" or chance < 0.25:
        return _intervals(easy, cs, random)
    if chance < 0.4:
        return [
            (2500, easy * cs, False),
            (random.uniform(3000, 8000), random.normal(0.925, 0.015) * cs, False),
            (1500, easy * cs, False),
        ]
    if kind == "never race" and chance < 0.44:
        return _hard(athlete, cs, random, easy)
    return [(random.uniform(4000, 15000), easy * cs, False)]


def _intervals(easy, cs, random):
    count, metres, share, rest_s = WORK_KINDS[random.integers(len(WORK_KINDS))]
    share = share + random.normal(0, 0.015)
    parts = [(2500, easy * cs, False)]
    for _ in range(count):
        parts += [
            (metres, (share + random.normal(0, 0.008)) * cs, False),
            (0.65 * cs * rest_s, 0.65 * cs, False),
        ]
    return [*parts, (1500, easy * cs, False)]


def _hard(athlete, cs, random, easy):
    """A hard run that nobody calls a test: 92 to 99.5 % of what was possible over 1.5 to 6 km."""
    metres = random.uniform(1500, 6000)
    best_s = true_time(metres, cs, athlete.w_prime_m, athlete.exponent)
    return [
        (2000, easy * cs, False),
        (metres, random.uniform(0.92, 0.995) * metres / best_s, True),
        (1500, easy * cs, False),
    ]


def _race(athlete, cs, random):
    metres = float(random.choice((5000.0, 10_000.0)))
    best_s = true_time(metres, cs, athlete.w_prime_m, athlete.exponent) * np.exp(
        abs(random.normal(0, athlete.race_luck))
    )
    return [(metres, metres / best_s, True)]


def _recorded(parts, cs, maximum, random):
    speeds = np.concatenate([_paced(metres, speed, all_out, random) for metres, speed, all_out in parts])
    lasting = np.clip(0.90 - 1.15 * (1 - speeds / cs), 0.12, 0.985)
    beats = REST_BPM + (maximum - REST_BPM) * lagged(lasting, 28.0, start=0.25)
    beats = np.minimum(beats + wander(random, speeds.size, HEART_NOISE_BPM, HEART_NOISE_S), maximum)
    time = np.arange(speeds.size + 1, dtype=np.float64)
    first = np.concatenate((speeds[:1], speeds))
    return Recorded(
        time,
        np.concatenate(([0.0], np.cumsum(speeds))),
        first,
        first,
        np.concatenate(([0.0], np.ones(speeds.size))),
        np.concatenate((beats[:1], beats)),
    )


def _paced(metres, speed, all_out, random):
    count = max(round(metres / speed), 1)
    shape = 1 + wander(random, count, SPEED_NOISE, SPEED_NOISE_S)
    if all_out:
        shape = shape * np.interp(np.linspace(0, 1, count), PACING_WAY, PACING_SPEED)
    return shape * metres / shape.sum()


def _bests(recorded, day, name):
    track = Track.of(recorded.time_s, recorded.covered_m)
    found = []
    for distance in DISTANCES_M:
        stretch = best_effort(track, distance)
        if stretch is None:
            continue
        start, end = stretch.start_offset_s, stretch.end_offset_s
        beats = recorded.heart_rate_bpm[int(start) : int(end) + 1].mean()
        found.append(
            Effort(
                distance,
                stretch.time_s,
                day,
                name,
                start_offset_s=start,
                end_offset_s=end,
                heart_rate_bpm=float(beats),
                ending_change=ending_change(recorded, start, end),
                repeat_share=repeat_share(recorded, start, end),
                slowest_share=slowest_share(recorded, start, end),
            )
        )
    return found


def _whole(parts, best, name):
    ((metres, speed, _),) = parts
    time_s = float(round(metres / speed))
    return Effort(metres, time_s, best.day, name, EffortKind.RACE, start_offset_s=0.0, end_offset_s=time_s)
