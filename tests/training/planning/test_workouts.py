"""Library, paces and what a workout asks of an athlete."""

import math
from itertools import pairwise

import pytest

from training.planning.expectation import expected_of_text
from training.planning.inputs import kind_of
from training.planning.library import LEVELS, LIBRARY
from training.planning.menu import Menu
from training.planning.shorthand import parse
from training.planning.steps import resolve, unrolled, watch_steps_count
from training.planning.zones import Paces, race_fraction, race_time_s

PACES = Paces(cs_mps=4.0, d_prime_m=200.0, hr_max_bpm=185.0)


def test_the_library_has_workouts_of_every_system():
    assert len(LIBRARY) == 72
    assert {workout.system for workout in LIBRARY.values()} == set("ELTCVFPQK")


@pytest.mark.parametrize("key", sorted(LIBRARY))
def test_a_workout_grows_with_its_level_and_fits_a_watch(key):
    workout = LIBRARY[key]
    asked = [expected_of_text(workout.text(level), PACES, all_out=workout.all_out) for level in LEVELS]
    assert all(later.s >= earlier.s for earlier, later in pairwise(asked))
    assert watch_steps_count(resolve(parse(workout.text(1.0)), PACES)) <= 50


def test_an_hour_at_critical_speed_is_100_and_an_easy_hour_56():
    assert expected_of_text("1h 100%", PACES).rtss == pytest.approx(100.0)
    assert expected_of_text("1h E", PACES).rtss == pytest.approx(100 * 0.75**2)


def test_a_distance_step_lasts_as_long_as_its_mid_speed_needs():
    asked = expected_of_text("1km C", PACES)
    assert asked.m == 1000.0
    assert asked.s == pytest.approx(1000 / (0.985 * 4.0))


def test_d_prime_falls_in_a_line_above_critical_speed_and_returns_below_it():
    # 3 min at 106 % spend 0.24 m/s x 180 s; 3 min at 65 % bring the deficit back by e^(-1.4 x 180 / 200).
    spent = 0.06 * 4.0 * 180
    after = spent * math.exp(-0.35 * 4.0 * 180 / 200)
    asked = expected_of_text("3m V;3m R;3m V", PACES)
    assert asked.d_bal_m == pytest.approx(200 - (after + spent))


def test_what_d_prime_cannot_carry_is_refused_a_level_then_offered_lower():
    menu = Menu(Paces(cs_mps=4.0, d_prime_m=75.0))
    workout = LIBRARY["V2"]
    assert not menu.carries(menu.sized(LIBRARY["V3"], 1.0))
    assert menu.nearest_carried(LIBRARY["V3"], 1.0) is None
    assert menu.nearest_carried(workout, 1.0).level <= 1.0


def test_without_a_critical_speed_letters_become_heart_rate_zones():
    steps = resolve(parse("10m E;20m T;30s X"), Paces(3.4, 150.0, heart_rate_only=True))
    assert [step.target.to_document() for step in unrolled(steps)] == [
        {"type": "hr_zone", "zone": 2},
        {"type": "hr_zone", "zone": 4},
        {"type": "none"},
    ]


@pytest.mark.parametrize(
    ("minutes", "fraction"), [(30, 1.0), (75, 0.955), (150, 0.93), (360, 0.789), (720, 0.70), (900, 0.70)]
)
def test_speed_held_in_a_race_by_its_time(minutes, fraction):
    assert race_fraction(minutes * 60, 4.0, 200.0) == pytest.approx(fraction)


def test_a_short_race_lies_on_the_hyperbola():
    assert race_time_s(3000, 4.0, 200.0) == pytest.approx((3000 - 200) / 4.0, abs=0.1)


def test_a_longer_race_takes_longer():
    times = [race_time_s(metres, 4.0, 200.0) for metres in (1500, 5000, 10000, 21097.5, 42195, 80000, 160000)]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("metres", "kind"), [(3000, "5k"), (8000, "10k"), (15000, "half"), (30000, "marathon"), (50001, "ultra")]
)
def test_other_distances_are_trained_for_as_the_nearest(metres, kind):
    assert kind_of(metres) == kind
