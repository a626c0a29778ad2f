"""What a session seems to have been: by the calendar, by its name, by its shape, and never by a training's name."""

from __future__ import annotations

import pytest

from sessions.analysis.effort_proposal import HardBout, PlannedRace, SessionShape, propose
from tests.formulas import FORMULAS

CS, W_PRIME = 4.0, 200.0
EASY = SessionShape(10_000, 3600, 2.8, cs_mps=CS, w_prime_m=W_PRIME)


def effort_of(name="", races=(), shape=EASY):
    found = propose(name, races, shape)
    return None if found is None else found.effort


@pytest.mark.parametrize(
    ("name", "effort"),
    [
        ("Berlin 10K race", "race"),
        ("Parkrun", "race"),
        ("Stadtlauf Wettkampf", "race"),
        ("5 km time trial", "time_trial"),
        ("TT on the track", "time_trial"),
        ("CS test", "test"),
        ("3 min test", "test"),
        ("Morning run", None),
        ("Marathon pace", None),
        ("Easy run before the race", None),
        ("Tracey's loop", None),
        ("Embrace the hills", None),
        ("", None),
    ],
)
def test_a_name_says_what_it_was_and_a_training_for_a_race_is_none(name, effort):
    assert effort_of(name) == effort


def test_a_race_in_the_calendar_is_the_run_of_its_distance_not_the_warm_up():
    race = PlannedRace("City 10 km", 10_000)
    assert effort_of(races=[race]) == "race"
    assert effort_of(races=[race], shape=SessionShape(2500, 900, 2.8)) is None
    reason = propose("", [race], EASY).reasons[0]
    assert reason == "“City 10 km” stands in the calendar of that day."


def test_a_race_of_unknown_distance_is_the_longest_run_of_the_day():
    race = PlannedRace("Cross")
    assert effort_of(races=[race]) == "race"
    assert effort_of(races=[race], shape=SessionShape(2500, 900, 2.8, others_of_day_m=(10_000,))) is None


def test_the_calendar_goes_before_the_name_and_all_reasons_are_told():
    found = propose("Time trial", [PlannedRace("Club race", 10_000)], EASY)
    assert found.effort == "race"
    found = propose("Club race", [PlannedRace("Club race", 10_000)], EASY)
    assert len(found.reasons) == 2


def test_a_usual_distance_at_the_speed_of_a_race_is_a_race():
    seconds = FORMULAS["riegel"](CS * 2400, 2400, 10_000, 1.06)
    fast = SessionShape(10_000, seconds, 10_000 / seconds, cs_mps=CS, w_prime_m=W_PRIME)
    assert effort_of(shape=fast) == "race"
    assert "100% of the speed expected" in propose("", [], fast).reasons[0]
    odd = SessionShape(10_700, seconds * 1.07, 10_000 / seconds, cs_mps=CS, w_prime_m=W_PRIME)
    assert effort_of(shape=odd) is None


def bout(seconds, share=1.0):
    return HardBout(seconds, share * (CS + W_PRIME / seconds))


def test_one_all_out_bout_is_a_time_trial_and_several_lengths_are_a_test():
    def shaped(*bouts):
        return SessionShape(8000, 2900, 2.8, bouts, CS, W_PRIME)

    assert effort_of(shape=shaped(bout(600))) == "time_trial"
    assert effort_of(shape=shaped(bout(180), bout(300), bout(600))) == "test"
    assert effort_of(shape=shaped(*[bout(180, 0.9)] * 8)) is None
    assert effort_of(shape=shaped(bout(60))) is None


def test_without_a_critical_speed_the_shape_says_nothing():
    assert effort_of(shape=SessionShape(10_000, 1800, 5.5, (HardBout(600, 6),))) is None
