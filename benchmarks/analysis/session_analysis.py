"""CPU time of a session's analysis: python benchmarks/analysis/session_analysis.py (from the repository's root)."""

import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from sessions.analysis.best_efforts import EFFORT_DISTANCES_M, Track, best_effort, mean_max
from sessions.analysis.session import AthleteContext, judge, measure
from sessions.analysis.streams import RawStreams

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


rows = (
    ("1 h at 1 Hz, measured and judged", lambda: judge(measure(hour), KNOWN), 30),
    ("1 h at 1 Hz, judged again (new Critical Speed)", lambda: judge(measured, KNOWN), None),
    ("4 h at 1 Hz, measured and judged", lambda: judge(measure(four_hours), KNOWN), None),
    ("4 h at 1 Hz, 11 distances and 100 durations", efforts_and_durations, 60),
    ("4 h at 1 Hz, 11 distances in plain Python, on the grid only", naive_efforts, None),
)
for name, work, target in rows:
    limit = "" if target is None else f"   (to reach: {target} ms)"
    print(f"{median_ms(work):8.1f} ms  {name}{limit}")
