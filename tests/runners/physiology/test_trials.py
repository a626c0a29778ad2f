import itertools
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.physiology.contradictions import contradictions, dominated_distances
from runners.physiology.errors import InvalidInputError
from runners.physiology.trials import Effort, EffortKind, select_trials

TODAY = date(2026, 5, 3)
# A best with the three signs.
ALL_OUT = {"heart_rate_bpm": 180, "highest_heart_rate_bpm": 185, "ending_change": 0.04}


def effort(distance_m, time_s, age_days=10, **fields):
    return Effort(distance_m, time_s, TODAY - timedelta(days=age_days), **ALL_OUT | fields)


GOOD = [effort(1000, 200), effort(1609.344, 345), effort(3000, 680), effort(5000, 1170)]


def codes(selection):
    return {(left.effort.distance_m, left.code) for left in selection.left_out}


def test_trials_of_2_to_20_minutes_are_used():
    selection = select_trials(GOOD, TODAY)
    assert [trial.distance_m for trial in selection.used] == [1000, 1609.344, 3000, 5000]
    assert selection.flags == ()
    assert selection.suffices


def test_400_m_and_the_marathon_stay_out_whatever_their_time():
    selection = select_trials([*GOOD, effort(400, 125), effort(42195, 11000)], TODAY)
    assert {(400, "distance"), (42195, "too_long")} <= codes(selection)


def test_a_whole_bout_of_a_test_counts_whatever_its_distance():
    bout = effort(650, 125, kind=EffortKind.TEST)
    assert bout in select_trials([*GOOD, bout], TODAY).used


def test_one_best_a_distance_the_fastest():
    slower = effort(3000, 700, age_days=1)
    selection = select_trials([*GOOD, slower], TODAY)
    assert slower not in selection.used
    assert (3000, "slower") in codes(selection)


def test_a_dominated_best_is_left_out_before_counting_to_three():
    jogged = effort(3000, 720)
    selection = select_trials([effort(1000, 200), jogged, effort(5000, 1170)], TODAY)
    assert (3000, "dominated") in codes(selection)
    assert not selection.suffices


def test_a_race_longer_than_20_minutes_still_shows_that_a_shorter_best_was_not_all_out():
    selection = select_trials([*GOOD[:3], effort(5000, 1199), effort(10000, 2390)], TODAY)
    assert (5000, "dominated") in codes(selection)


def test_older_trials_are_taken_only_when_the_newest_90_days_do_not_suffice():
    old = [effort(1000, 190, age_days=120)]
    assert select_trials([*GOOD, *old], TODAY).window_days == 90
    few = select_trials([*GOOD[2:], *old], TODAY)
    assert few.window_days == 180
    assert "trials_older_than_90_days" in few.flags


def test_a_trial_of_day_90_counts_and_one_of_day_91_does_not():
    assert len(select_trials([effort(1000, 200, 90), *GOOD[1:]], TODAY).used) == 4
    assert len(select_trials([effort(1000, 200, 91), *GOOD[1:]], TODAY).used) == 3


def test_trials_to_30_minutes_are_taken_only_when_fewer_than_three_remain():
    selection = select_trials([effort(1609.344, 400), effort(3000, 800), effort(5000, 1400)], TODAY)
    assert selection.suffices
    assert "trials_longer_than_20_min" in selection.flags


def test_what_is_not_yet_run_on_that_day_is_not_known():
    selection = select_trials([*GOOD, effort(1000, 150, age_days=-1)], TODAY)
    assert selection.used[0].time_s == 200


def test_defaults_and_excluded_bests_stay_visible_and_out():
    selection = select_trials(
        [*GOOD, effort(800, 125, is_default=True), effort(1500, 290, excluded_because="downhill")], TODAY
    )
    assert {(800, "default"), (1500, "excluded")} <= codes(selection)
    assert selection.used == tuple(GOOD)


def test_the_pair_that_contradicts_is_named():
    (pair,) = contradictions([effort(3000, 720), effort(5000, 1150)])
    assert (pair.shorter.distance_m, pair.longer.distance_m) == (3000, 5000)
    assert pair.sentence == "3000 m in 12:00 (4:00 /km) is slower than 5 km in 19:10 (3:50 /km)."


def test_a_longer_best_in_less_time_contradicts():
    assert dominated_distances([(1000, 200), (1500, 190)]) == [1000]


def test_equal_mean_speeds_do_not_contradict():
    assert dominated_distances([(1000, 200), (5000, 1000)]) == []


@pytest.mark.parametrize(
    ("distance_m", "time_s"), [(0, 100), (1000, 0), (-5, 10), (float("nan"), 9), (1000, float("inf"))]
)
def test_impossible_efforts_are_refused(distance_m, time_s):
    with pytest.raises(InvalidInputError):
        select_trials([effort(distance_m, time_s)], TODAY)


many_efforts = st.lists(
    st.builds(
        effort,
        st.sampled_from([400, 800, 1000, 1609.344, 3000, 5000, 10000]),
        st.integers(60, 3000),
        st.integers(-5, 200),
        session_id=st.sampled_from("abc"),
    ),
    max_size=30,
)


@given(many_efforts, st.randoms())
def test_any_order_of_upload_gives_the_same_trials(efforts, shuffler: random.Random):
    shuffled = list(efforts)
    shuffler.shuffle(shuffled)
    assert select_trials(shuffled, TODAY).used == select_trials(efforts, TODAY).used


@given(many_efforts)
def test_longer_trials_take_longer_and_are_slower(efforts):
    used = select_trials(efforts, TODAY).used
    by_distance = sorted(used, key=lambda trial: trial.distance_m)
    for shorter, longer in itertools.pairwise(by_distance):
        assert longer.time_s > shorter.time_s
        assert longer.speed_mps <= shorter.speed_mps
