import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.analysis.best_efforts import (
    EFFORT_DISTANCES_M,
    Track,
    best_distance,
    best_effort,
    curve_durations,
    mean_max,
    mean_max_curve,
    world_record_cap,
)
from sessions.analysis.errors import InvalidStreamsError

steps = st.lists(
    st.tuples(st.integers(1, 30), st.floats(0, 180).map(lambda x: round(x, 2))), min_size=2, max_size=40
)


def track_of(pieces):
    seconds, metres = np.array(pieces, dtype=float).T
    return Track.of(np.concatenate(([0], np.cumsum(seconds))), np.concatenate(([0], np.cumsum(metres))))


def brute_force_time(track, distance_m):
    """Every vertex as start and every vertex as end, one by one, in plain Python."""
    t, d = track.time_s.tolist(), track.distance_m.tolist()
    best = None

    def reach(goal, backwards):
        order = range(len(d) - 2, -1, -1) if backwards else range(len(d) - 1)
        for i in order:
            if d[i] <= goal <= d[i + 1] and (d[i + 1] > d[i] or goal == d[i]):
                share = 0.0 if d[i + 1] == d[i] else (goal - d[i]) / (d[i + 1] - d[i])
                if d[i + 1] == d[i]:
                    return t[i + 1] if backwards else t[i]
                return t[i] + share * (t[i + 1] - t[i])
        return None

    for i in range(len(d)):
        for end, start in ((reach(d[i] + distance_m, False), t[i]), (t[i], reach(d[i] - distance_m, True))):
            if end is not None and start is not None:
                best = end - start if best is None else min(best, end - start)
    return best


@given(steps, st.integers(1, 9))
def test_best_effort_equals_trying_every_window_by_hand(pieces, tenth):
    track = track_of(pieces)
    distance = track.length_m * tenth / 10
    if distance < 1:
        return
    assert best_effort(track, distance).time_s == pytest.approx(brute_force_time(track, distance), abs=1e-4)


@given(steps, st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_longer_distance_is_never_faster(pieces, one, other):
    track = track_of(pieces)
    shorter, longer = sorted((track.length_m * one, track.length_m * other))
    if shorter < 1:
        return
    assert best_effort(track, shorter).time_s <= best_effort(track, longer).time_s + 1e-4


@given(steps, st.floats(0.2, 0.9), st.floats(0.5, 3))
def test_stretching_every_metre_scales_the_distance_of_the_same_time(pieces, share, factor):
    track = track_of(pieces)
    distance = track.length_m * share
    if distance < 1:
        return
    stretched = Track.of(track.time_s, track.distance_m * factor)
    assert best_effort(stretched, distance * factor).time_s == pytest.approx(
        best_effort(track, distance).time_s, abs=1e-3
    )


@given(steps, st.floats(0.2, 0.9), st.integers(-1000, 10**6))
def test_best_effort_does_not_depend_on_where_the_clock_starts(pieces, share, shift):
    track = track_of(pieces)
    distance = track.length_m * share
    if distance < 1:
        return
    moved = Track.of(track.time_s + shift, track.distance_m + 77)
    assert best_effort(moved, distance).time_s == pytest.approx(best_effort(track, distance).time_s, abs=1e-3)


@given(steps, steps, st.floats(0.2, 0.9))
def test_more_running_never_makes_a_best_effort_slower(pieces, more, share):
    track, longer = track_of(pieces), track_of([*pieces, *more])
    distance = track.length_m * share
    if distance < 1:
        return
    assert best_effort(longer, distance).time_s <= best_effort(track, distance).time_s + 1e-6


@given(steps, st.floats(0.2, 1))
def test_farthest_stretch_of_a_duration_takes_no_longer_than_the_best_effort_over_it(pieces, share):
    track = track_of(pieces)
    found = best_distance(track, float(track.time_s[-1]) * share)
    if found.distance_m < 1:
        return
    assert best_effort(track, found.distance_m).time_s <= found.time_s + 1e-4


def test_window_may_not_span_a_jump():
    whole = Track.of([0, 100, 101, 201], [0, 300, 700, 1000])
    broken = Track(whole.time_s, whole.distance_m, np.array([False, True, False]), np.zeros(3))
    assert best_effort(whole, 400).time_s == pytest.approx(1)
    assert best_effort(broken, 400) is None
    assert best_effort(broken, 300).time_s == pytest.approx(100)


def test_watch_that_catches_up_spoils_short_efforts_but_not_long_ones():
    seconds = np.arange(3001.0)
    metres = seconds * 3.0
    metres[1500:] += 40
    leap = np.where(np.arange(3000) == 1499, 43.0, 0.0)
    track = Track(seconds, metres, np.zeros(3000, dtype=bool), leap)
    assert best_effort(track, 400).time_s == pytest.approx(400 / 3)
    assert best_effort(track, 5000).time_s == pytest.approx((5000 - 40) / 3, abs=0.01)


def test_track_that_runs_back_is_refused():
    with pytest.raises(InvalidStreamsError):
        Track.of([0, 2, 1], [0, 1, 2])
    with pytest.raises(InvalidStreamsError):
        Track.of([0, 1], [0, float("nan")])


def test_every_distance_of_the_book_is_there():
    assert EFFORT_DISTANCES_M == (
        400, 800, 1000, 1609.344, 3000, 5000, 10000, 15000, 21097.5, 30000, 42195,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("distance", "cap"), [(400, 9.4), (1000, 7.6), (5000, 6.7), (42195, 5.9), (100, 9.4)]
)
def test_caps_stand_where_the_book_puts_them(distance, cap):
    assert world_record_cap(distance) == pytest.approx(cap)


@settings(max_examples=50)
@given(
    st.lists(st.floats(0, 8), min_size=2, max_size=120),
    st.lists(st.integers(1, 120), min_size=1, max_size=6, unique=True),
)
def test_mean_max_equals_the_best_of_all_windows(values, durations):
    best, at = mean_max(np.array(values), durations)
    for width, value, start in zip(durations, best, at, strict=True):
        means = [np.mean(values[i : i + width]) for i in range(len(values) - width + 1)]
        if not means:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(max(means), abs=1e-9)
            assert np.mean(values[start : start + width]) == pytest.approx(max(means), abs=1e-9)


def test_window_over_missing_values_is_no_window():
    best, _ = mean_max(np.array([9.0, np.nan, 1.0, 2.0]), [1, 2, 3])
    assert best[:2].tolist() == [9.0, 1.5]
    assert np.isnan(best[2])


@given(st.lists(st.floats(0, 8), min_size=61, max_size=400))
def test_curve_never_rises_with_duration(values):
    array = np.array(values)
    curve = mean_max_curve(
        array, np.arange(array.size, dtype=float), curve_durations(array.size), unit="m/s", clock="elapsed"
    )
    assert all(np.diff(curve.values) <= 1e-12)
    assert curve.durations_s[:60] == tuple(range(1, 61))


def test_curve_says_where_each_value_was_found():
    values = np.array([1.0] * 50 + [5.0] * 20 + [1.0] * 50)
    curve = mean_max_curve(values, np.arange(120.0), (10, 20, 40), unit="W", clock="timer")
    assert curve.values == pytest.approx((5.0, 5.0, 3.0))
    assert curve.start_offsets_s[1] == 50


def test_durations_are_dense_to_a_minute_then_spread_evenly_with_the_named_ones():
    durations = curve_durations(14_400)
    assert set(range(1, 61)) <= set(durations)
    assert {300, 1200, 3600} <= set(durations)
    assert 200 < len(durations) < 240
    assert durations[-1] == 14_400
