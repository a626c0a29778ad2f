"""CPU time of a session's analysis beside the plain ways: python benchmarks/analysis/bench_session_analysis.py."""

import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from sessions.analysis.best_efforts import EFFORT_DISTANCES_M, Track, best_effort, mean_max
from sessions.analysis.pace import graded_pace_of
from sessions.analysis.session import AthleteContext, judge, measure
from sessions.analysis.streams import RawStreams
from sessions.analysis.w_prime_balance import balance

KNOWN = AthleteContext(sex="male", hr_max_bpm=190, hr_rest_bpm=50, cs_mps=4.0, w_prime_m=180, rpe=5)


def hilly_run(seconds):
    rng = np.random.default_rng(1)
    speed = np.clip(3 + rng.normal(0, 0.3, seconds + 1), 0, None)
    distance = np.cumsum(speed) - speed[0]
    return RawStreams.of(
        1.7e9 + np.arange(seconds + 1),
        distance_m=np.round(distance, 2),
        speed_mps=np.round(speed, 3),
        altitude_m=np.round(100 + 30 * np.sin(distance / 500) + rng.normal(0, 0.3, seconds + 1), 1),
        heart_rate_bpm=np.round(140 + 10 * np.sin(np.arange(seconds + 1) / 300)),
        cadence_spm=np.full(seconds + 1, 172.0),
        power_w=np.round(280 + rng.normal(0, 15, seconds + 1)),
        latitude_deg=50 + distance * 9e-6,
        longitude_deg=np.full(seconds + 1, 8.0),
        has_barometer=True,
    )


def median_ms(work, times=15):
    work()
    spent = []
    for _ in range(times):
        begin = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - begin))
    return statistics.median(spent)


def naive_best_effort(times, metres, distance):
    """One window after another in plain Python: what two pointers cost without NumPy."""
    best, end = None, 0
    for start in range(len(metres)):
        while end < len(metres) and metres[end] - metres[start] < distance:
            end += 1
        if end == len(metres):
            return best
        taken = times[end] - times[start]
        best = taken if best is None else min(best, taken)
    return best


hour, four_hours = hilly_run(3600), hilly_run(14_400)
measured = measure(hour)
track = Track.of(four_hours.timestamp_s - 1.7e9, four_hours.distance_m)
steps, durations = np.diff(track.distance_m), np.unique(np.geomspace(1, 14_400, 130).astype(int))[:100]
times, metres = track.time_s.tolist(), track.distance_m.tolist()


def efforts_and_durations():
    for distance in EFFORT_DISTANCES_M:
        best_effort(track, distance)
    mean_max(steps, durations)


def naive_efforts():
    for distance in EFFORT_DISTANCES_M:
        naive_best_effort(times, metres, distance)


def pandas_curve():
    """The usual one-liner: a rolling mean for each duration."""
    column = pd.Series(steps)
    return [column.rolling(int(seconds)).mean().max() for seconds in durations]


def our_curve():
    return mean_max(steps, durations)


def our_balance():
    return balance(graded, seconds_each, KNOWN.cs_mps, KNOWN.w_prime_m)


def plain_balance():
    """The differential form as it is written, by Euler, a row of a table at a time."""
    left, found = KNOWN.w_prime_m, []
    for speed in table["speed"]:
        over = speed - KNOWN.cs_mps
        left += -over if over >= 0 else -over * (KNOWN.w_prime_m - left) / KNOWN.w_prime_m
        found.append(left)
    return found


def pandas_normalised():
    return (column_of_graded.rolling(30, min_periods=1).mean() ** 4).mean() ** 0.25


def our_normalised():
    return graded_pace_of(measured.stream)


graded = np.nan_to_num(measured.stream.graded_speed_mps)
seconds_each = np.ones_like(graded)
table = pd.DataFrame({"speed": graded})
column_of_graded = pd.Series(graded)

rows = (
    ("1 h at 1 Hz, measured and judged", lambda: judge(measure(hour), KNOWN), 30),
    ("1 h at 1 Hz, judged again (new Critical Speed)", lambda: judge(measured, KNOWN), None),
    ("4 h at 1 Hz, measured and judged", lambda: judge(measure(four_hours), KNOWN), None),
    ("4 h at 1 Hz, 11 distances and 100 durations", efforts_and_durations, 60),
    ("4 h at 1 Hz, 11 distances in plain Python, on the grid only", naive_efforts, None),
    ("4 h at 1 Hz, 100 durations, ours", our_curve, None),
    ("4 h at 1 Hz, 100 durations, pandas rolling", pandas_curve, None),
    ("1 h, W' balance, ours (exact on each second)", our_balance, None),
    ("1 h, W' balance, a loop over a pandas column (Euler)", plain_balance, None),
    ("1 h, normalised pace, ours (gaps, pauses)", our_normalised, None),
    ("1 h, normalised pace, pandas rolling (neither)", pandas_normalised, None),
)
for name, work, target in rows:
    limit = "" if target is None else f"   (to reach: {target} ms)"
    print(f"{median_ms(work):8.1f} ms  {name}{limit}")
