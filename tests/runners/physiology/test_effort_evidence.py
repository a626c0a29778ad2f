"""What says that an effort was near maximal, and what only looks like it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from runners.physiology.effort_evidence import evidence_of, with_highest_heart_rates
from runners.physiology.efforts import Effort, EffortKind, is_same_bout
from runners.physiology.trials import select_trials

TODAY = date(2026, 5, 3)
BEST = Effort(
    3000,
    720,
    TODAY,
    "a",
    heart_rate_bpm=176,
    highest_heart_rate_bpm=180,
    ending_change=0.04,
    repeat_share=0.7,
)
SLOWER_LONGER = Effort(5000, 1300, TODAY, "b")
WEAK = {"heart_rate_bpm": 150, "ending_change": 0.0}


def is_all_out(effort, curve=(SLOWER_LONGER,)):
    return evidence_of(effort, [effort, *curve]).is_near_maximal


def test_what_the_athlete_said_counts_by_itself():
    for kind in (EffortKind.RACE, EffortKind.TEST, EffortKind.TIME_TRIAL):
        assert is_all_out(Effort(3000, 720, TODAY, kind=kind))
    assert not is_all_out(Effort(3000, 720, TODAY))


def test_two_of_three_signs_are_needed():
    as_fast_longer = Effort(5000, 1200, TODAY, "b")
    assert is_all_out(replace(BEST, heart_rate_bpm=150))
    assert is_all_out(replace(BEST, ending_change=0.0))
    assert is_all_out(BEST, (as_fast_longer,))
    assert not is_all_out(replace(BEST, **WEAK))
    assert not is_all_out(replace(BEST, heart_rate_bpm=150), (as_fast_longer,))
    assert not is_all_out(replace(BEST, ending_change=0.0), (as_fast_longer,))


def test_a_pace_that_falls_at_the_end_is_as_good_a_sign_as_a_sprint():
    assert is_all_out(replace(BEST, heart_rate_bpm=None, ending_change=-0.05))
    assert not is_all_out(replace(BEST, heart_rate_bpm=None, ending_change=-0.01))


def test_a_curve_that_hardly_falls_is_one_of_steady_running():
    nearly_as_fast = Effort(6000, 1450, TODAY, "b")  # 0.7 % slower for twice the time
    assert not is_all_out(replace(BEST, heart_rate_bpm=None), (nearly_as_fast,))


def test_what_is_run_again_in_the_same_session_was_not_all_out():
    found = evidence_of(replace(BEST, repeat_share=0.97), [])
    assert not found.is_near_maximal
    assert "97 %" in found.sentence.replace("97%", "97 %")


def test_a_window_with_a_rest_in_it_is_not_one_effort():
    assert is_all_out(replace(BEST, slowest_share=0.93))
    assert not is_all_out(replace(BEST, slowest_share=0.76))


def test_the_highest_heart_rate_is_of_the_year_before_and_of_at_least_as_long():
    efforts = [
        Effort(3000, 720, TODAY, "a", heart_rate_bpm=150),
        Effort(5000, 1300, TODAY - timedelta(days=300), "b", heart_rate_bpm=165),
        Effort(5000, 1300, TODAY - timedelta(days=400), "c", heart_rate_bpm=185),
        Effort(1000, 200, TODAY - timedelta(days=3), "d", heart_rate_bpm=190),
        Effort(5000, 1300, TODAY + timedelta(days=1), "e", heart_rate_bpm=192),
    ]
    assert with_highest_heart_rates(efforts, lambda _: None)[0].highest_heart_rate_bpm == 165


def test_a_runner_who_only_jogs_has_a_highest_heart_rate_that_says_nothing():
    jog = Effort(3000, 1080, TODAY, "a", heart_rate_bpm=145)
    (told,) = with_highest_heart_rates([jog], lambda _: 190.0)
    assert told.highest_heart_rate_bpm == pytest.approx(0.93 * 190)
    assert with_highest_heart_rates([replace(jog, repeat_share=0.99)], lambda _: 190.0) == [
        replace(jog, repeat_share=0.99)
    ]


def test_where_nobody_said_a_word_two_of_three_bouts_must_show_all_three_signs():
    weak = {"ending_change": 0.0}
    bouts = [
        replace(BEST, session_id=str(time), distance_m=200 + 4 * time, time_s=time, **fields)
        for time, fields in ((200, {}), (450, weak), (900, weak))
    ]
    assert not select_trials(bouts, TODAY).suffices
    said = [*bouts[:2], replace(bouts[2], kind=EffortKind.RACE)]
    assert select_trials(said, TODAY).suffices
    shown = [bouts[0], replace(bouts[1], ending_change=0.03), bouts[2]]
    assert select_trials(shown, TODAY).suffices


def within(start_s, end_s, **fields):
    return replace(BEST, start_offset_s=start_s, end_offset_s=end_s, time_s=end_s - start_s, **fields)


def test_windows_that_overlap_by_half_of_the_shorter_are_one_bout():
    assert is_same_bout(within(0, 720), within(500, 800))
    assert not is_same_bout(within(0, 720), within(600, 900))
    assert not is_same_bout(within(0, 720), within(0, 720, session_id="b"))
    assert not is_same_bout(BEST, BEST)


def test_one_point_a_bout_the_whole_one_before_its_windows():
    window = within(600, 1310, distance_m=3000)
    race = within(590, 1400, distance_m=3330, kind=EffortKind.RACE)
    selection = select_trials([window, race], TODAY)
    assert selection.used == (race,)
    assert [(one.effort, one.code) for one in selection.left_out] == [(window, "same_bout")]


def test_of_nested_windows_the_longest_that_was_all_out_counts():
    short, long = within(900, 1260, distance_m=1609.344), within(600, 1320, distance_m=3000)
    assert select_trials([short, long], TODAY).used == (long,)


def test_efforts_that_are_nearly_as_long_count_once():
    race = Effort(5000, 1150, TODAY, "a", EffortKind.RACE)
    slower = Effort(5012.0, 1190, TODAY, "b", EffortKind.RACE)
    selection = select_trials([race, slower], TODAY)
    assert selection.used == (race,)
    assert selection.left_out[0].code in {"near_equal", "dominated"}


def test_a_race_that_was_jogged_is_no_trial_once_a_run_was_clearly_faster():
    jogged = Effort(5012.0, 1500, TODAY, "a", EffortKind.RACE)
    training = Effort(5000, 1300, TODAY, "b")
    assert select_trials([jogged, training], TODAY).used == ()
