"""Kind 3: altitude. Dropouts are no climb, noise is no hill, hills are believed, and one climb stands everywhere."""

from itertools import pairwise

import numpy as np
import pytest

from sessions.analysis.graded_pace import cost_ratio
from tests.sessions.kinds.recordings import START, file, judged, lap, place, record, timer

SECONDS, SPEED = 1800, 3.0
T = np.arange(SECONDS + 1)
FLAT = np.full(T.shape, 300.0)


def run(heights, *, barometer=False, laps=(), track=None, sub_sport="generic", **totals):
    """A steady run over these heights, second by second; track: metres around for laps of a round course."""
    records = [
        record(
            t,
            SPEED * t,
            SPEED,
            **(place(SPEED * t) if track is None else on_track(SPEED * t, track)),
            altitude=round(float(heights[t]), 1),
        )
        for t in T.tolist()
    ]
    sensor = {"timestamp": START, "device_index": 1, "device_type": 4, "source_type": "local"}
    others = (*((("device_info", sensor),) if barometer else ()), *laps)
    return file(
        records, SECONDS, others=others, sub_sport=sub_sport, total_distance=SPEED * SECONDS, **totals
    )


def on_track(metres, around):
    angle = 2 * np.pi * metres / around
    radius = around / (2 * np.pi * 111_195)
    return {
        "position_lat": 45 + radius * np.sin(angle),
        "position_long": 7 + radius * np.cos(angle) / np.cos(np.radians(45)),
    }


def wander(seed, spread_m, memory):
    """First-order autoregressive noise of that standard deviation."""
    random = np.random.default_rng(seed)
    noise = np.zeros(T.size)
    kicks = random.normal(0, spread_m * np.sqrt(1 - memory**2), T.size)
    for index in range(1, T.size):
        noise[index] = memory * noise[index - 1] + kicks[index]
    return noise


def smooth_wander(seed, spread_m, half_width):
    bell = np.hanning(2 * half_width + 1)
    noise = np.convolve(
        np.random.default_rng(seed).normal(0, 1, T.size + 2 * half_width), bell / bell.sum(), "valid"
    )
    return noise * spread_m / noise.std()


def with_level(first, last, level):
    heights = FLAT.copy()
    heights[first:last] = level
    return heights


def ramp_to_raw_zero():
    heights = FLAT.copy()
    heights[600:620] = np.linspace(300, -500, 20)
    heights[620:640] = -500
    return heights


@pytest.mark.parametrize(
    "heights",
    [
        with_level(600, 640, -500),
        with_level(600, 640, 0),
        with_level(0, 120, 0),
        with_level(0, 120, -20),
        with_level(1700, 1801, 0),
        with_level(700, 800, 900),
        with_level(700, 701, 900),
        with_level(900, 1801, 345),
        ramp_to_raw_zero(),
        np.zeros(T.size),
    ],
    ids=[
        "-500",
        "0",
        "0 at start",
        "-20 at start",
        "0 to the end",
        "spike",
        "short spike",
        "new level",
        "ramp",
        "all 0",
    ],
)
@pytest.mark.parametrize("barometer", [True, False])
def test_dropout_is_neither_climb_nor_pace(heights, barometer):
    found = judged(run(heights, barometer=barometer))
    assert found["ascent_m"] <= 6
    assert found["graded_speed_mps"] == pytest.approx(SPEED, rel=0.005)
    assert found["normalized_graded_speed_mps"] == pytest.approx(SPEED, rel=0.02)


def test_heights_at_the_sea_are_no_dropouts():
    found = judged(run(np.where((T > 500) & (T < 530), 0.0, 3 + 2 * np.sin(T / 50))))
    assert "impossible altitude" not in found.warnings


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("spread_m", "memory"), [(3, 0.9), (3, 0.97), (5, 0.95), (8, 0.97), (10, 0.98), (10, 0.9), (3, 0.0)]
)
def test_rough_noise_on_the_flat_leaves_graded_pace(seed, spread_m, memory):
    found = judged(run(FLAT + wander(seed, spread_m, memory)))
    assert found["graded_speed_mps"] == pytest.approx(SPEED, rel=0.03)
    assert found["normalized_graded_speed_mps"] == pytest.approx(SPEED, rel=0.05)
    assert found["ascent_m"] < 120


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("spread_m", "half_width"), [(3, 15), (5, 30), (8, 30), (5, 10)])
def test_slow_wander_on_the_flat_leaves_graded_pace(seed, spread_m, half_width):
    found = judged(run(FLAT + smooth_wander(seed, spread_m, half_width)))
    assert found["graded_speed_mps"] == pytest.approx(SPEED, rel=0.03)


@pytest.mark.parametrize(("spread_m", "half_width"), [(10, 60), (8, 90)])
def test_slower_wander_is_known_where_the_runner_comes_by_again(spread_m, half_width):
    found = judged(run(FLAT + smooth_wander(1, spread_m, half_width), track=400))
    assert found["graded_speed_mps"] == pytest.approx(SPEED, rel=0.03)
    assert "the altitude is noisy" in found.warnings


def true_speed(heights):
    return float((SPEED * cost_ratio(np.gradient(heights, SPEED))).mean())


HILLS = 200 + 30 * np.sin(2 * np.pi * T / 600)
CLIMB = 200 + np.interp(T, [0, 600, 1200, 1800], [0, 0, 60, 60])
REPEATS = 200 + 30 * np.abs((T % 300) / 150 - 1)


@pytest.mark.parametrize("heights", [HILLS, CLIMB, REPEATS], ids=["hills", "one climb", "repeats"])
@pytest.mark.parametrize("barometer", [True, False])
def test_real_hills_are_believed(heights, barometer):
    noise = np.random.default_rng(1).normal(0, 0.2, T.size)
    found = judged(run(heights + noise, barometer=barometer))
    assert found["graded_speed_mps"] == pytest.approx(true_speed(heights), rel=0.015)
    assert found["ascent_m"] == pytest.approx(np.clip(np.diff(heights), 0, None).sum(), rel=0.1)


@pytest.mark.parametrize("heights", [HILLS, CLIMB], ids=["hills", "one climb"])
@pytest.mark.parametrize(("spread_m", "memory"), [(3, 0.9), (5, 0.97)])
def test_most_of_real_hills_is_believed_through_noise(heights, spread_m, memory):
    found = judged(run(heights + wander(2, spread_m, memory)))
    gain = found["graded_speed_mps"] - SPEED
    assert 0.4 <= gain / (true_speed(heights) - SPEED) <= 1.3


@pytest.mark.parametrize("ascent", [None, 110, 150, 900, 0])
@pytest.mark.parametrize("barometer", [True, False])
def test_climb_of_the_whole_is_that_of_its_laps_and_of_its_stream(ascent, barometer):
    edges = [0, 333, 700, 1111, 1800]
    laps = tuple(lap(first, last, total_ascent=25) for first, last in pairwise(edges))
    totals = {} if ascent is None else {"total_ascent": ascent, "total_descent": ascent}
    found = judged(run(HILLS, barometer=barometer, laps=laps, **totals))
    climbed = found.analysis.measured.stream.climbed
    splits = found.analysis.measured.splits_km
    for name, curve in (("ascent_m", climbed.gain_m), ("descent_m", climbed.loss_m)):
        assert sum(getattr(one, name) for one in found.laps) == pytest.approx(found[name], abs=0.01)
        assert sum(getattr(one, name) for one in splits) == pytest.approx(found[name], abs=0.01)
        assert curve[-1] - curve[0] == pytest.approx(found[name], abs=0.01)


def test_climb_that_its_own_records_contradict_is_not_believed():
    found = judged(run(FLAT, barometer=True, total_ascent=900, total_descent=880))
    assert (found["ascent_m"], found["descent_m"]) == (0, 0)
    assert "The watch's ascent (900) is not used: its records say 0 m." in found.warnings


def test_gradients_that_make_an_impossible_run_are_not_counted():
    steep = 200 + 75 * np.sin(2 * np.pi * T / 900)  # up to 17 % up and down
    content = run(steep, barometer=True)
    free = judged(content)
    assert free["normalized_graded_speed_mps"] > 4.2
    held = judged(content, cs_mps=3.4, w_prime_m=150)
    assert held["normalized_graded_speed_mps"] == pytest.approx(SPEED, rel=0.01)
    assert held["graded_speed_mps"] == pytest.approx(SPEED, rel=0.01)
    assert held["intensity_factor"] == pytest.approx(3 / 3.4, rel=0.01)
    assert "The altitude is doubted" in held.warnings
    assert "The altitude is doubted" not in judged(content, cs_mps=5.5, w_prime_m=200).warnings


@pytest.mark.parametrize("start_m", [0.0, 600.0])
@pytest.mark.parametrize("settles_s", [30, 60, 120])
def test_height_that_settles_after_the_start_is_no_hill_and_costs_no_best(start_m, settles_s):
    heights = np.where(settles_s > T, start_m + (300 - start_m) * T / settles_s, 300)
    found = judged(run(heights))
    assert found["ascent_m"] <= 6
    assert found["normalized_graded_speed_mps"] == pytest.approx(SPEED, rel=0.01)
    assert found.best(5000) == pytest.approx(5000 / SPEED, rel=0.005)


def test_spikes_from_the_first_second_on_leave_the_hills():
    hills = 300 + 20 * np.sin(SPEED * T / 300)
    found = judged(run(hills + np.where(T % 300 < 3, 300, 0)))
    assert found["ascent_m"] == pytest.approx(judged(run(hills))["ascent_m"], abs=3)


def test_downhill_start_is_believed():
    heights = np.where(T < 300, 400 - T / 3, 300)
    assert judged(run(heights))["descent_m"] == pytest.approx(100, abs=3)


@pytest.mark.parametrize("barometer", [True, False])
@pytest.mark.parametrize(("rise_m", "seconds"), [(120, 60), (40, 30), (-150, 50)])
def test_barometer_set_anew_in_the_middle_is_no_hill(rise_m, seconds, barometer):
    heights = 300 + np.interp(T, [0, 900, 900 + seconds, SECONDS], [0, 0, rise_m, rise_m])
    found = judged(run(heights, barometer=barometer))
    assert found["ascent_m"] <= 6
    assert found["descent_m"] <= 6
    assert found["normalized_graded_speed_mps"] == pytest.approx(SPEED, rel=0.01)


@pytest.mark.parametrize("grade", [0.2, 0.35, -0.25])
def test_steep_mountain_is_believed(grade):
    """Up by 1,200 m an hour, down by 3,150: as good mountain runners do."""
    speed = 0.333 / grade if grade > 0 else 3.5
    heights = 3000 + grade * speed * T
    content = file(
        [
            record(t, speed * t, speed, **place(speed * t), altitude=round(float(heights[t]), 1))
            for t in T.tolist()
        ],
        SECONDS,
        total_distance=speed * SECONDS,
    )
    found = judged(content, cs_mps=4.5, w_prime_m=200)
    climbed = abs(heights[-1] - heights[0])
    assert found["ascent_m" if grade > 0 else "descent_m"] == pytest.approx(climbed, rel=0.03)
    assert found["graded_speed_mps"] == pytest.approx(speed * cost_ratio(np.array([grade]))[0], rel=0.03)
    assert "altitude" not in found.warnings


LIFT = np.interp(np.arange(3301), [0, 900, 1500, 3300], [500, 500, 1400, 900])


@pytest.mark.parametrize("barometer", [True, False])
@pytest.mark.parametrize("are_recorded", [True, False])
@pytest.mark.parametrize("is_paused", [True, False])
def test_lift_is_no_climb(barometer, are_recorded, is_paused):
    """A quarter of an hour, a cable car of ten minutes and 900 m, and half an hour down."""
    speeds = [3.0] * 900 + [5.0] * 600 + [3.0] * 1801
    metres = np.concatenate(([0.0], np.cumsum(speeds)))
    records = [
        record(
            t,
            metres[t],
            speeds[t],
            **place(metres[t]),
            altitude=round(float(LIFT[t]), 1),
            cadence=84 * (speeds[t] == 3),
        )
        for t in range(3301)
        if are_recorded or not is_paused or not 900 < t < 1500
    ]
    marks = (timer(0, "start"), timer(900, "stop_all"), timer(1500, "start"), timer(3300, "stop_all"))
    sensor = {"timestamp": START, "device_index": 1, "device_type": 4, "source_type": "local"}
    found = judged(
        file(
            records,
            3300,
            events=marks if is_paused else (),
            others=(("device_info", sensor),) if barometer else (),
            total_distance=8100.0,
            total_timer_time=2700.0,
        )
    )
    assert found["ascent_m"] <= 15
    assert found["descent_m"] == pytest.approx(500, abs=15)
    assert found["normalized_graded_speed_mps"] <= 3.05


def test_climb_of_nothing_beside_hills_was_not_measured():
    found = judged(run(CLIMB, barometer=True, total_ascent=0, total_descent=0))
    assert found["ascent_m"] == pytest.approx(60, abs=2)
    assert "The watch's ascent (0) is not used: its records say 60 m." in found.warnings
    assert judged(run(FLAT, total_ascent=0, total_descent=0))["ascent_m"] == 0
