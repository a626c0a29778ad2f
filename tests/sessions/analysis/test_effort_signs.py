"""What the recording of an effort says of how hard it was."""

import pytest

from sessions.analysis.session import measure
from sessions.analysis.streams import DeviceTotals, SportKind


def effort(raw, distance_m):
    measured = measure(raw, DeviceTotals(), (), SportKind())
    return next(one for one in measured.best_efforts if one.distance_m == distance_m)


def test_a_window_of_a_steady_run_is_repeated_in_the_rest_of_it(recorded):
    assert effort(recorded([(3.0, 2400)]), 1000).repeat_share == pytest.approx(1.0, abs=0.01)


def test_a_repetition_is_repeated_and_the_one_hard_effort_of_a_run_is_not(recorded):
    repetitions = [(2.5, 600), *[(4.2, 240), (2.0, 90)] * 5]
    assert effort(recorded(repetitions), 1000).repeat_share == pytest.approx(1.0, abs=0.02)
    assert effort(recorded([(2.5, 600), (4.2, 720), (2.4, 600)]), 3000).repeat_share < 0.7


def test_nothing_can_be_told_of_a_run_that_is_the_effort(recorded):
    assert effort(recorded([(4.0, 750)]), 3000).repeat_share is None


def test_a_sprint_and_a_fall_are_seen_in_the_last_fifth(recorded):
    assert effort(recorded([(4.0, 600), (4.4, 150)]), 3000).ending_change == pytest.approx(0.1, abs=0.02)
    assert effort(recorded([(4.0, 600), (3.6, 170)]), 3000).ending_change == pytest.approx(-0.1, abs=0.02)
    assert abs(effort(recorded([(4.0, 750)]), 3000).ending_change) < 0.01


def test_a_rest_within_the_window_shows(recorded):
    with_rest = recorded([(2.5, 300), (4.2, 480), (2.4, 120), (4.2, 480), (2.5, 300)])
    assert effort(with_rest, 3000).slowest_share < 0.75
    assert effort(recorded([(4.0, 750)]), 3000).slowest_share > 0.98


def test_efforts_that_are_no_trials_have_no_signs(recorded):
    sprint = effort(recorded([(5.0, 100)]), 400)
    assert (sprint.ending_change, sprint.repeat_share, sprint.slowest_share) == (None, None, None)


def test_the_bouts_of_a_test_are_found_without_a_critical_speed(recorded):
    # The 40-minute test: warm-up, 3 min, half an hour, 9 min.
    raw = recorded([(2.6, 900), (4.9, 180), (2.2, 1800), (4.3, 540), (2.5, 600)])
    bouts = measure(raw, DeviceTotals(), (), SportKind()).hard_bouts
    assert [bout.time_s for bout in bouts] == pytest.approx([180, 540], abs=3)
    assert [bout.distance_m for bout in bouts] == pytest.approx([882, 2322], rel=0.01)
