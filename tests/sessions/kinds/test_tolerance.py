"""Kinds 6 and 7: a few doubted metres cost no best, and what nobody runs is none."""

import numpy as np
import pytest

from tests.sessions.kinds.recordings import along, file, judged, way


def content(metres, *, total=None, **choice):
    lasts = metres.size - 1
    return file(along(metres, **choice), lasts, total_distance=float(metres[-1] if total is None else total))


@pytest.mark.parametrize(
    ("metres", "seconds"), [(30, 11), (60, 22), (140, 51), (300, 108), (1000, 364), (2500, 900)]
)
@pytest.mark.parametrize("are_recorded", [True, False])
def test_underpass_is_run_not_jumped(metres, seconds, are_recorded):
    caught_up = way((2.75, 950), (0, seconds - 1), (metres, 1), (2.75, 950))
    if are_recorded:
        found = judged(content(caught_up, columns="distance place"))
    else:
        found = judged(content(caught_up, columns="distance", skip=range(951, 950 + seconds)))
    assert found["distance_m"] == pytest.approx(caught_up[-1], abs=0.1)
    assert found.best(3000) == pytest.approx(3000 / 2.75, rel=0.01)
    assert found.best(5000) == pytest.approx(5000 / 2.75, rel=0.01)
    assert found["graded_speed_mps"] == pytest.approx(2.75, rel=0.01)
    assert "jump" not in found.warnings


def test_tunnel_faster_than_this_runner_counts_its_metres_and_gives_no_best():
    found = judged(content(way((2.75, 950), (0, 249), (1000, 1), (2.75, 950)), columns="distance"))
    assert found["distance_m"] == pytest.approx(6225, abs=1)
    assert found.best(1000) == pytest.approx(1000 / 2.75, rel=0.01)
    assert found["normalized_graded_speed_mps"] == pytest.approx(2.75, rel=0.01)


def test_leap_that_nobody_runs_is_taken_out():
    found = judged(content(way((2.75, 950), (0, 20), (900, 1), (2.75, 950)), columns="distance"))
    assert found["distance_m"] == pytest.approx(5225, abs=3)
    assert "1 jump of the distance taken out (900 m)" in found.warnings


@pytest.mark.parametrize("leaps_m", [[19, 14, 13, 16], [30, 30], [70]])
def test_few_leaps_cost_no_five_kilometres(leaps_m):
    speeds = np.full(1740, (5006 - sum(leaps_m)) / (1740 - len(leaps_m)))
    speeds[np.linspace(300, 1500, len(leaps_m)).astype(int)] = leaps_m
    metres = np.concatenate(([0.0], np.cumsum(speeds)))
    found = judged(content(metres, columns="distance place"))
    assert found.best(5000) == pytest.approx(1738, abs=12)


def test_many_leaps_cost_it():
    speeds = np.full(1740, 2.6)
    speeds[300:1500:60] = 20
    assert judged(content(np.concatenate(([0.0], np.cumsum(speeds))))).best(5000) is None


@pytest.mark.parametrize(("distance", "total"), [(5000, 5000.2), (10_000, 10_000.4), (21_097.5, 21_098.0)])
@pytest.mark.parametrize("missing_s", [1, 2])
def test_last_second_to_a_round_distance_comes_from_the_total(distance, total, missing_s):
    seconds = round(total / 4)
    metres = np.linspace(0, total, seconds + 1)
    records = along(metres)[:-missing_s]
    found = judged(file(records, seconds, total_distance=total))
    assert found.best(distance) == pytest.approx(distance / total * seconds, abs=0.5)


def test_distance_that_was_not_reached_is_no_best():
    metres = np.linspace(0, 4998, 1501)
    assert judged(file(along(metres)[:-2], 1500, total_distance=4998.0)).best(5000) is None


@pytest.mark.parametrize("kmh", [28, 30, 42, 50, 60, 100, 200])
@pytest.mark.parametrize("every", [1, 5, 10])
def test_ride_home_is_no_run(kmh, every):
    """Load, bests and pace are those of the run; the ride is a pause."""
    found = judged(content(way((2.8, 1800), (kmh / 3.6, 900)), every=every), cs_mps=3.5, w_prime_m=200)
    assert found["distance_m"] == pytest.approx(5040, rel=0.01)
    assert found["timer_time_s"] == pytest.approx(1800, rel=0.01)
    for name in ("avg_speed_mps", "graded_speed_mps", "normalized_graded_speed_mps"):
        assert found[name] == pytest.approx(2.8, rel=0.01), name
    assert found["rtss"] == pytest.approx(1800 * (2.8 / 3.5) ** 2 / 36, rel=0.03)
    assert found.best(1000) == pytest.approx(1000 / 2.8, rel=0.02)
    assert found.best(5000) == pytest.approx(5000 / 2.8, rel=0.02)
    assert found.best(10_000) is None
    assert "taken as a ride" in found.warnings


def test_ride_through_traffic_lights_is_one_ride():
    stops = [(8, 60), (0, 40), (14, 90), (0, 60), (9, 45), (3, 20), (12.5, 120), (0, 100), (14, 60)]
    found = judged(content(way((2.8, 1800), *stops)))
    assert found["distance_m"] == pytest.approx(5040, rel=0.01)
    assert found.best(1000) == pytest.approx(1000 / 2.8, rel=0.01)


@pytest.mark.parametrize("kmh", [29, 40])
def test_bicycle_in_the_middle_is_a_pause(kmh):
    found = judged(content(way((3, 900), (kmh / 3.6, 600), (3, 900))))
    assert found["distance_m"] == pytest.approx(5400, rel=0.01)
    assert found.best(5000) == pytest.approx(5000 / 3 + 600, rel=0.01)
    assert found["normalized_graded_speed_mps"] == pytest.approx(3, rel=0.01)


@pytest.mark.parametrize("kmh", [18, 22, 25])
def test_slow_wheels_are_known_by_the_steps_that_are_missing(kmh):
    metres = way((2.8, 900), (kmh / 3.6, 600), (2.8, 900))
    cadence = np.where((np.arange(2401) >= 900) & (np.arange(2401) < 1500), 0, 84)
    found = judged(content(metres, cadence=cadence))
    assert found["distance_m"] == pytest.approx(5040, rel=0.01)
    assert found.best(1000) == pytest.approx(1000 / 2.8, rel=0.01)


@pytest.mark.parametrize(
    ("pieces", "distance", "time"),
    [
        ([(6.2, 65), (2, 90)] * 10, 400, 400 / 6.2),
        ([(7.6, 53), (1.5, 180)] * 6, 400, 400 / 7.6),
        ([(6.3, 1600)], 10_000, 10_000 / 6.3),
        ([(8, 20), (2, 100)] * 8, 400, None),
        ([(3, 600), (5.6, 400), (3, 600)], 1000, 1000 / 5.6),
    ],
    ids=["400s", "400s of a champion", "10 km of a champion", "strides", "a fast kilometre"],
)
def test_fast_running_is_no_ride(pieces, distance, time):
    metres = way(*pieces)
    found = judged(content(metres))
    assert found["distance_m"] == pytest.approx(metres[-1], abs=0.1)
    assert "ride" not in found.warnings
    if time is not None:
        assert found.best(distance) == pytest.approx(time, rel=0.01)


def test_pram_without_steps_is_run():
    cadence = np.where(np.arange(1801) > 600, 0, 84)
    found = judged(content(way((3, 1800)), cadence=cadence))
    assert found["distance_m"] == 5400


def test_best_whose_inner_stretch_beats_a_record_is_none():
    from sessions.analysis.best_efforts import Track
    from sessions.analysis.efforts import best_efforts

    stream = judged(content(way((2, 1200)))).analysis.measured.stream
    track = Track.of([0, 100, 150, 1200], [0, 300, 900, 2400])  # 600 m at 12 m/s in 2,000 m at 2
    flags = {
        one.distance_m: one.flags
        for one in best_efforts(track, stream, judged(content(way((2, 60)))).recorded.kind)
    }
    assert all("beyond_world_record" in flags[distance] for distance in (400, 800, 1000, 1609.344))


def heart(metres, calm_from, calm_to, bpm):
    """150 bpm, calming down to bpm within a minute and back."""
    t = np.arange(metres.size)
    return np.interp(t, [calm_from, calm_from + 60, calm_to, calm_to + 60], [150, bpm, bpm, 150]).round()


@pytest.mark.parametrize(("kmh", "bpm"), [(18, 85), (18, 110), (25, 80)], ids=["ferry", "bicycle", "tram"])
@pytest.mark.parametrize("every", [1, 5])
def test_who_is_faster_with_a_calm_heart_is_carried(kmh, bpm, every):
    metres = way((3, 1200), (kmh / 3.6, 900), (3, 1200))
    found = judged(
        content(metres, heart_rate=heart(metres, 1200, 2100, bpm), every=every), cs_mps=3.6, w_prime_m=200
    )
    assert found["distance_m"] == pytest.approx(7200, rel=0.01)
    assert found["timer_time_s"] == pytest.approx(2400, rel=0.01)
    assert found.best(1000) == pytest.approx(1000 / 3, rel=0.01)
    assert found["avg_heart_rate_bpm"] == pytest.approx(148, abs=2)
    assert "taken as a ride" in found.warnings


def test_bus_that_stops_is_one_ride_by_the_heart():
    metres = way((2.8, 1800), (0, 60), *[(8.5, 40), (0, 25)] * 15)
    found = judged(content(metres, heart_rate=heart(metres, 1800, 3000, 85)))
    assert found["distance_m"] == pytest.approx(5040, rel=0.01)
    assert found.best(1000) == pytest.approx(1000 / 2.8, rel=0.01)


@pytest.mark.parametrize(
    ("pieces", "beats"),
    [
        ([(3, 900), (4.4, 600), (3, 900)], [150, 175, 150]),  # a tempo
        ([(1.2, 1800), (4.0, 500), (1.2, 300)], [165, 130, 150]),  # up and down a mountain
        ([(2.0, 1200), (3.9, 900)], [160, 120]),  # a slow start with a strap that reads too high
    ],
    ids=["tempo", "mountain", "strap"],
)
def test_faster_running_is_not_carried(pieces, beats):
    metres = way(*pieces)
    rates = np.concatenate(
        ([beats[0]], *(np.full(lasts, bpm) for (_, lasts), bpm in zip(pieces, beats, strict=True)))
    )
    altitude = 500 + np.interp(np.arange(metres.size), [0, 1800, 2300, 2600], [0, 400, 0, 60])
    altitude = altitude if len(pieces) == 3 and pieces[1][0] == 4.0 else np.full(metres.size, 500.0)
    found = judged(content(metres, heart_rate=rates, altitude=altitude.round(1)))
    assert found["distance_m"] == pytest.approx(metres[-1], rel=0.001)
    assert "ride" not in found.warnings


@pytest.mark.parametrize(("bpm", "speed"), [(85, 5.55), (100, 5.0)])
def test_scooter_saved_as_a_run_is_a_ride(bpm, speed):
    found = judged(content(way((speed, 3600)), heart_rate=bpm), hr_max_bpm=190, cs_mps=3.5, w_prime_m=200)
    assert found["distance_m"] is None
    assert found["rtss"] is None
    assert not found.analysis.measured.best_efforts
    assert "taken as a ride" in found.warnings


@pytest.mark.parametrize(("bpm", "speed", "maximum"), [(165, 5.55, 190), (125, 4.0, 190), (85, 5.55, None)])
def test_fast_run_with_a_beating_heart_is_one(bpm, speed, maximum):
    found = judged(content(way((speed, 3600)), heart_rate=bpm), hr_max_bpm=maximum)
    assert found["distance_m"] == pytest.approx(3600 * speed)
    assert found.best(10_000) == pytest.approx(10_000 / speed, rel=0.001)


@pytest.mark.parametrize("every", [1, 5, 7])
@pytest.mark.parametrize("speed", [11.99, 12.0, 12.01, 15.0])
def test_drive_at_the_edge_of_what_a_step_may_be_is_a_ride(every, speed):
    found = judged(
        content(way((2.8, 1800), (0, 100), (speed, 600)), columns="place", every=every, total=5040.0)
    )
    assert found["distance_m"] == pytest.approx(5040, rel=0.015)
    assert found.best(10_000) is None


def test_strap_that_reads_too_low_makes_no_ride_of_counted_steps():
    metres = way((3, 900), (4.6, 900), (3, 900))
    rates = heart(metres, 900, 1800, 90)
    found = judged(content(metres, heart_rate=rates, cadence=86))
    assert found["distance_m"] == pytest.approx(metres[-1])
    fast = judged(content(way((5.2, 1800)), heart_rate=90, cadence=90), hr_max_bpm=190)
    assert fast["distance_m"] == pytest.approx(5.2 * 1800)


def test_valley_road_up_and_down_is_run():
    """Up at 2.8 m/s with 165 bpm, down 2 % at 4.4 with 128."""
    metres = way((2.8, 1800), (4.4, 1145))
    t = np.arange(metres.size)
    altitude = 500 + np.interp(t, [0, 1800, 2945], [0, 100, 0])
    rates = np.where(t < 1800, 165, 128)
    found = judged(content(metres, heart_rate=rates, altitude=altitude.round(1)))
    assert found["distance_m"] == pytest.approx(metres[-1])
    assert "ride" not in found.warnings
