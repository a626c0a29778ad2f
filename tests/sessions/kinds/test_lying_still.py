"""A watch that lies still gathers no metres, whatever its position does."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sessions.kinds.recordings import METRES_PER_DEGREE, file, judged, record

LATITUDE, LONGITUDE = 45.0, 7.0
PER_DEGREE_EAST = METRES_PER_DEGREE * np.cos(np.radians(LATITUDE))


def wander(seconds: int, spread_m: float, memory_s: float, seed: int = 1) -> np.ndarray:
    """Metres north and east at each second about one place: an Ornstein-Uhlenbeck process."""
    random = np.random.default_rng(seed)
    kept = np.exp(-1 / memory_s)
    kicks = random.normal(0, spread_m * np.sqrt(1 - kept**2), (seconds + 1, 2))
    places = np.zeros((seconds + 1, 2))
    for t in range(1, seconds + 1):
        places[t] = kept * places[t - 1] + kicks[t]
    return places


def northwards(seconds: int, speed: float) -> np.ndarray:
    return np.column_stack((speed * np.arange(1, seconds + 1), np.zeros(seconds)))


def shuttle(seconds: int, leg_m: float, speed: float) -> np.ndarray:
    way = speed * np.arange(seconds + 1)
    return np.column_stack((leg_m - np.abs(way % (2 * leg_m) - leg_m), np.zeros(seconds + 1)))


def recording(places: np.ndarray, columns: str = "distance speed", **fields) -> bytes:
    steps = np.hypot(*np.diff(places, axis=0).T)
    metres = np.concatenate(([0.0], np.cumsum(steps)))
    records = [
        record(
            t,
            metres[t] if "distance" in columns else None,
            steps[max(t - 1, 0)] if "speed" in columns else None,
            position_lat=LATITUDE + north / METRES_PER_DEGREE,
            position_long=LONGITUDE + east / PER_DEGREE_EAST,
            **fields,
        )
        for t, (north, east) in enumerate(places)
    ]
    total = {"total_distance": float(metres[-1])} if "distance" in columns else {}
    return file(records, len(places) - 1, **total)


@pytest.mark.parametrize("columns", ["distance speed", "distance", "speed", ""])
@pytest.mark.parametrize(("spread_m", "memory_s"), [(3, 30), (6, 60), (10, 120)])
def test_hour_in_one_place_is_no_distance_and_no_best(spread_m, memory_s, columns):
    run = judged(recording(wander(3600, spread_m, memory_s), columns), cs_mps=3.6, w_prime_m=180.0)
    assert run["distance_m"] < 30
    assert run["timer_time_s"] == 3600
    assert not [one for one in run.analysis.measured.best_efforts if not one.flags]
    assert (run["rtss"] or 0.0) < 1
    assert "the watch stayed in one place for 1:00:00" in run.warnings


@pytest.mark.parametrize("columns", ["distance speed", ""])
@pytest.mark.parametrize("first", ["wander", "run"])
def test_run_before_or_after_it_counts_whole(first, columns):
    still, way = wander(1800, 6, 60), northwards(1800, 3.0)
    if first == "wander":
        places = np.concatenate((still, still[-1] + way))
    else:
        places = np.concatenate(([[0, 0]], way, way[-1] + still[1:]))
    run = judged(recording(places, columns))
    assert run["distance_m"] == pytest.approx(5400, abs=40)
    assert run.best(5000) == pytest.approx(5000 / 3, rel=0.005)
    assert run["moving_time_s"] == pytest.approx(1800, abs=30)


def test_hour_between_two_halves_of_a_run_is_no_distance():
    way, still = northwards(900, 3.0), wander(3600, 6, 60)
    places = np.concatenate(([[0, 0]], way, way[-1] + still[1:]))
    places = np.concatenate((places, places[-1] + way))
    run = judged(recording(places))
    assert run["distance_m"] == pytest.approx(5400, abs=40)
    assert run.best(5000) is None or run.best(5000) > 4500


@pytest.mark.parametrize(
    "places",
    [
        shuttle(1200, 40, 2.5),  # up and down a short field
        shuttle(1200, 20, 2.0),
        np.column_stack(
            (15 * np.cos(np.arange(1201) / 6), 15 * np.sin(np.arange(1201) / 6))
        ),  # round a garden
        northwards(1201, 0.3),  # a steep climb
    ],
    ids=["shuttle", "short shuttle", "garden", "slow climb"],
)
def test_moving_about_in_little_room_is_moving(places):
    metres = float(np.hypot(*np.diff(places, axis=0).T).sum())
    run = judged(recording(places))
    assert run["distance_m"] == pytest.approx(metres, rel=0.01)
    assert "stayed in one place" not in run.warnings


def test_whoever_steps_runs_on_the_spot():
    run = judged(recording(wander(3600, 3, 30), cadence=82))
    assert run["distance_m"] > 1000
