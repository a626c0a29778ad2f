import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runners.physiology.critical_speed import CriticalSpeed, calculate
from runners.physiology.critical_speed_changes import ChangeState, Decisions, TypedCriticalSpeed, Verdict
from runners.physiology.critical_speed_decision import decide
from runners.physiology.critical_speed_timeline import Exclusion, timeline
from runners.physiology.errors import InvalidInputError
from runners.physiology.trials import Effort, EffortKind

START = date(2025, 1, 1)
UNTIL = date(2026, 1, 1)
COACHED = Decisions(coached=((START, None),))


def day(number):
    return START + timedelta(days=number)


def effort(distance_m, time_s, number, **fields):
    return Effort(distance_m, time_s, day(number), session_id=f"s{number}", **fields)


def on_line(number, cs=4.0, w_prime=200.0, times=(180, 400, 900)):
    return [
        effort(round(w_prime + cs * time, 3) + 0.001 * number, time, number, kind=EffortKind.TEST)
        for time in times
    ]


def value(cs, se, source="fit"):
    return CriticalSpeed(
        cs, 200.0, se, 10.0, (cs - 2 * se, cs + 2 * se), (180.0, 220.0), 0.9999, source, START
    )


def states(found):
    return [change.state for change in found.changes]


def test_the_first_value_comes_in_force_at_once_even_with_a_coach():
    found = timeline(on_line(3), UNTIL, COACHED)
    assert states(found)[0] is ChangeState.IN_FORCE
    assert found.on(day(3)).critical_speed.cs_mps == pytest.approx(4.0)


def test_sessions_before_the_first_value_use_it_and_say_so():
    found = timeline(on_line(3), UNTIL)
    assert found.on(day(0)).is_backfilled
    assert not found.on(day(4)).is_backfilled


def test_a_history_without_efforts_has_no_critical_speed_on_any_day():
    found = timeline([], UNTIL)
    assert found.changes == ()
    assert found.on(UNTIL) is None


def test_a_move_smaller_than_its_error_is_unchanged():
    assert decide(value(4.00, 0.03), value(4.02, 0.03), coached=True) is ChangeState.UNCHANGED


def test_a_move_within_the_old_band_comes_in_force():
    assert decide(value(4.00, 0.03), value(4.05, 0.03), coached=True) is ChangeState.IN_FORCE


def test_a_move_outside_the_old_band_is_proposed_to_a_coach_and_in_force_without_one():
    assert decide(value(4.00, 0.03), value(4.20, 0.03), coached=True) is ChangeState.PROPOSED
    assert decide(value(4.00, 0.03), value(4.20, 0.03), coached=False) is ChangeState.IN_FORCE


def test_a_typed_value_is_never_replaced_without_a_person():
    assert decide(value(4.00, 0.03, "typed"), value(4.01, 0.03), coached=False) is ChangeState.PROPOSED


def test_a_fit_replaces_a_provisional_value_at_once():
    assert decide(value(4.00, 0.1, "provisional"), value(4.40, 0.03), coached=True) is ChangeState.IN_FORCE


def faster_in_spring():
    return [*on_line(3), *on_line(40, cs=4.4)]


def test_a_proposal_waits_and_the_old_value_stays():
    found = timeline(faster_in_spring(), day(60), COACHED)
    assert found.open_proposal.day == day(40)
    assert found.on(day(50)).critical_speed.cs_mps == pytest.approx(4.0)


def test_an_accepted_proposal_acts_from_the_day_of_its_session():
    accepted = replace(COACHED, verdicts=(Verdict(day(40), accepted=True),))
    found = timeline(faster_in_spring(), day(60), accepted)
    assert found.open_proposal is None
    assert found.on(day(39)).critical_speed.cs_mps == pytest.approx(4.0)
    assert found.on(day(40)).critical_speed.cs_mps == pytest.approx(4.4, abs=0.01)


def test_a_rejected_proposal_is_no_longer_open():
    found = timeline(
        faster_in_spring(), day(60), replace(COACHED, verdicts=(Verdict(day(40), accepted=False),))
    )
    assert found.open_proposal is None
    assert states(found)[-1] is ChangeState.REJECTED


def test_an_athlete_without_a_coach_may_undo_a_change():
    undone = Decisions(verdicts=(Verdict(day(40), accepted=False),))
    assert timeline(faster_in_spring(), day(60)).on(day(50)).critical_speed.cs_mps > 4.3
    assert timeline(faster_in_spring(), day(60), undone).on(day(50)).critical_speed.cs_mps == pytest.approx(
        4.0
    )


def test_the_coach_decides_only_in_the_days_of_coaching():
    later = Decisions(coached=((day(50), None),))
    assert timeline(faster_in_spring(), day(60), later).open_proposal is None


def test_every_change_says_what_it_came_from():
    found = timeline(faster_in_spring(), day(60), COACHED)
    assert found.changes[-1].trigger.startswith("New: ")
    assert found.changes[-1].sentence.endswith("proposed, the old value stays until it is accepted.")


def test_an_effort_that_expires_moves_nothing_the_value_stays_and_goes_stale():
    found = timeline([*on_line(0), *on_line(60, cs=3.8)], day(200))
    last = found.changes[-1]
    assert (last.day, last.state) == (day(91), ChangeState.STALE)
    assert "stays, and is stale" in last.sentence
    assert found.on(day(200)).critical_speed.cs_mps == pytest.approx(4.0)


def test_a_later_run_that_is_no_trial_does_not_make_the_expiry_count():
    jog = effort(3000, 1100, 95)
    assert timeline([*on_line(0), *on_line(60, cs=3.8), jog], day(200)).changes[-1].state is ChangeState.STALE


def test_a_new_trial_after_the_expiry_is_fitted_with_what_is_left():
    found = timeline(
        [*on_line(0), *on_line(60, cs=3.8), effort(3700, 900, 100, kind=EffortKind.RACE)], day(200)
    )
    assert found.changes[-2].trigger.startswith("New: ")
    assert found.on(day(100)).critical_speed.cs_mps == pytest.approx(3.92, abs=0.01)


def test_too_few_trials_keep_the_last_value_with_the_reason():
    found = timeline([*on_line(0), effort(2000, 450, 195, kind=EffortKind.TIME_TRIAL)], day(200))
    last = found.changes[-1]
    assert last.state is ChangeState.REFUSED
    assert "needs three all-out efforts" in last.sentence
    assert found.on(day(200)).critical_speed.cs_mps == pytest.approx(4.0)


def test_an_exclusion_acts_from_its_day_and_not_before():
    decisions = Decisions(exclusions=(Exclusion("s40", day(50), "downhill"),))
    found = timeline(faster_in_spring(), day(60), decisions)
    assert found.on(day(45)).critical_speed.cs_mps > 4.3
    assert found.on(day(50)).critical_speed.cs_mps == pytest.approx(4.0)
    assert found.changes[-1].trigger.startswith("No longer a trial: ")


def test_a_typed_value_is_in_force_from_its_day():
    found = timeline(on_line(3), day(60), Decisions(typed=(TypedCriticalSpeed(day(10), 4.3, 180.0),)))
    assert found.on(day(9)).critical_speed.source == "fit"
    assert found.on(day(10)).critical_speed.cs_mps == 4.3


def test_a_typed_race_is_in_force_and_a_later_fit_only_proposed():
    race = effort(10000, 2400, 10, kind=EffortKind.RACE)
    typed = Decisions(typed=(TypedCriticalSpeed(day(10), race=race),))
    found = timeline(on_line(20), day(60), typed)
    value = found.on(day(30)).critical_speed
    assert (value.source, value.cs_mps) == ("typed_race", pytest.approx(10000 / 2400))
    assert {"typed", "estimated"} <= set(value.flags)
    assert found.open_proposal.candidate.cs_mps == pytest.approx(4.0)
    accepted = replace(typed, verdicts=(Verdict(day(20), accepted=True),))
    assert timeline(on_line(20), day(60), accepted).on(day(30)).critical_speed.source == "fit"


def test_neither_a_race_nor_two_bouts_are_proposed_beside_a_typed_value():
    bouts = on_line(30, times=(180, 540))
    found = timeline(
        [*bouts, effort(9000, 2400, 20, kind=EffortKind.RACE)],
        day(60),
        Decisions(typed=(TypedCriticalSpeed(day(10), 4.3),)),
    )
    assert found.open_proposal is None
    assert found.on(day(60)).critical_speed.cs_mps == 4.3


def test_an_impossible_typed_value_is_refused():
    with pytest.raises(InvalidInputError):
        timeline([], UNTIL, Decisions(typed=(TypedCriticalSpeed(day(10), -1.0),)))


def test_a_race_stands_in_until_there_is_a_fit():
    race = effort(10000, 2500, 1, kind=EffortKind.RACE)
    found = timeline([race, *on_line(20)], day(60))
    assert states(found)[0] is ChangeState.ESTIMATED
    assert found.on(day(5)).critical_speed.source == "race"
    assert found.on(day(25)).critical_speed.source == "fit"


def test_a_race_stands_in_again_only_when_every_effort_of_the_fit_is_older_than_180_days():
    for number, source in ((170, "fit"), (181 + 3, "race")):
        found = timeline([*on_line(3), effort(10000, 2900, number, kind=EffortKind.RACE)], day(300))
        assert found.on(day(299)).critical_speed.source == source


def test_two_bouts_of_a_new_test_replace_a_stale_fit_and_not_a_fresh_one():
    for number, source in ((40, "fit"), (185, "provisional")):
        found = timeline([*on_line(0), *on_line(number, cs=3.7, times=(200, 600))], day(number))
        assert found.on(day(number)).critical_speed.source == source


histories = st.lists(
    st.builds(
        lambda distance, pace, number, kind: effort(distance, round(distance / pace, 1), number, kind=kind),
        st.sampled_from([800, 1000, 1609.344, 3000, 5000, 10000]),
        st.floats(2.5, 5.5),
        st.integers(0, 320),
        st.sampled_from([EffortKind.NORMAL, EffortKind.NORMAL, EffortKind.RACE]),
    ),
    max_size=25,
)


@given(histories, st.randoms())
@settings(max_examples=40)
def test_any_order_of_upload_gives_the_same_timeline(efforts, shuffler: random.Random):
    shuffled = list(efforts)
    shuffler.shuffle(shuffled)
    assert timeline(shuffled, UNTIL, COACHED) == timeline(efforts, UNTIL, COACHED)


@given(histories)
@settings(max_examples=40)
def test_efforts_that_never_speak_are_dropped_without_changing_a_value(efforts):
    for change in timeline(efforts, UNTIL).changes:
        if change.state is ChangeState.STALE:
            continue
        whole = calculate(efforts, change.day)
        assert change.outcome.selection.used == whole.selection.used
        assert change.outcome.critical_speed == whole.critical_speed


@given(histories)
@settings(max_examples=40)
def test_what_is_run_later_changes_no_earlier_day(efforts):
    known = [one for one in efforts if one.day <= day(150)]
    assert timeline(known, day(150)).changes == tuple(
        change for change in timeline(efforts, UNTIL).changes if change.day <= day(150)
    )


def test_what_is_named_as_left_out_does_not_depend_on_later_days():
    earlier = [effort(800, 266.7, 60), effort(800, 320.0, 61), effort(1000, 333.3, 61)]
    later = effort(800, 200.0, 200)
    known = timeline(earlier, day(150)).changes
    assert known == tuple(one for one in timeline([*earlier, later], UNTIL).changes if one.day <= day(150))
