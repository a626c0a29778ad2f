from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.analysis.load import load_of
from sessions.analysis.session import AthleteContext, analyse
from sessions.analysis.streams import DeviceTotals, RawStreams, SportKind
from sessions.analysis.training_stress import trimp_banister

KNOWN = AthleteContext(
    sex="male",
    hr_max_bpm=190,
    hr_rest_bpm=50,
    hr_threshold_bpm=170,
    cs_mps=4.0,
    cs_standard_error_mps=0.05,
    w_prime_m=180,
)
TREADMILL = SportKind(is_treadmill=True)
TRAIL = SportKind(is_trail=True)


def load(raw, context=KNOWN, totals=None):
    return analyse(raw, totals or DeviceTotals(), (), context).judged.load


def rejected(found):
    return {one.method: one.reason for one in found.rejected}


@pytest.mark.parametrize("cs", [3.0, 4.0, 5.5])
def test_an_hour_at_critical_speed_is_100(recorded, cs):
    found = load(recorded([(cs, 3600)]), replace(KNOWN, cs_mps=cs))
    assert found.method == "rtss"
    assert found.value == pytest.approx(100)


def test_ten_times_three_minutes_at_threshold_score_clearly_more_an_hour_than_an_easy_hour(recorded):
    intervals = [(2.8, 900), *[(4.0, 180), (2.4, 90)] * 10, (2.8, 600)]
    hours = sum(seconds for _, seconds in intervals) / 3600
    hard = load(recorded(intervals)).value / hours
    easy = load(recorded([(3.0, 3600)])).value
    assert easy == pytest.approx(56, abs=1)
    assert hard > 1.25 * easy


def test_error_of_critical_speed_passes_on_twice(recorded):
    found = load(recorded([(4.0, 3600)]))
    assert found.standard_error == pytest.approx(100 * 2 * 0.05 / 4.0)


def test_load_says_which_critical_speed_it_used_and_how_it_is_in_doubt(recorded):
    found = load(recorded([(4.0, 600)]), replace(KNOWN, cs_flags=("backfilled",)))
    assert found.cs_mps == 4.0
    assert "backfilled" in found.flags


def test_uphill_counts_as_the_speed_it_costs(recorded):
    flat = load(recorded([(3.0, 1800)])).value
    hill = load(
        recorded([(3.0, 1800)], altitude=100 + 0.05 * 3.0 * np.arange(1801), has_barometer=True)
    ).value
    assert hill / flat == pytest.approx(1.3014433506944445**2, rel=1e-3)


@pytest.mark.parametrize("kind", [TREADMILL, TRAIL])
def test_where_pace_cannot_be_trusted_heart_rate_counts(recorded, kind):
    found = load(recorded([(4.0, 3600)], heart_rate=170), replace(KNOWN, kind=kind))
    assert found.method == "hrtss"
    assert found.value == pytest.approx(100)
    assert "rtss" in rejected(found)


def test_foot_pod_or_corrected_distance_makes_a_treadmill_trusted(recorded):
    raw = recorded([(4.0, 3600)], heart_rate=170)
    pod = SportKind(is_treadmill=True, has_foot_pod=True)
    assert load(raw, replace(KNOWN, kind=pod)).method == "rtss"
    corrected = load(raw, replace(KNOWN, kind=TREADMILL, corrected_distance_m=0.9 * 14_400))
    assert corrected.method == "rtss"
    assert corrected.value == pytest.approx(81)


def test_without_critical_speed_heart_rate_counts(recorded):
    found = load(recorded([(4.0, 3600)], heart_rate=170), replace(KNOWN, cs_mps=None))
    assert found.method == "hrtss"
    assert rejected(found) == {"rtss": "Needs a Critical Speed."}


def test_heart_rate_for_less_than_four_fifths_of_the_time_does_not_count(recorded):
    rate = np.full(3601, 170.0)
    rate[2800:] = np.nan
    found = load(recorded([(4.0, 3600)], heart_rate=rate), replace(KNOWN, cs_mps=None, rpe=7))
    assert found.method == "rpe"
    assert "78%" in rejected(found)["hrtss"]


def test_an_hour_felt_as_seven_is_100_until_the_athletes_own_ratio_is_known(recorded):
    raw = recorded([(4.0, 3600)])
    unknown = replace(KNOWN, cs_mps=None, rpe=7)
    assert load(raw, unknown).value == pytest.approx(100)
    assert load(raw, unknown).flags == ("default_rpe_ratio", "estimated")
    assert load(raw, replace(unknown, rpe_points_per_100=350)).value == pytest.approx(120)


def test_minutes_alone_are_an_estimate_and_say_so(recorded):
    found = load(recorded([(4.0, 3600)]), replace(KNOWN, cs_mps=None))
    assert (found.method, found.value) == ("duration", pytest.approx(49))
    assert found.is_estimated
    assert set(rejected(found)) == {"rtss", "hrtss", "rpe"}


def test_untrusted_pace_is_better_than_minutes_alone_and_flagged(recorded):
    found = load(recorded([(4.0, 3600)]), replace(KNOWN, kind=TRAIL))
    assert found.method == "rtss"
    assert "pace_not_trusted" in found.flags


def test_ride_counts_by_heart_rate_and_never_by_pace(recorded):
    ride = SportKind(sport="cycling")
    found = load(recorded([(9.0, 3600)], heart_rate=170), replace(KNOWN, kind=ride))
    assert (found.method, found.value) == ("hrtss", pytest.approx(100))


def test_ride_without_heart_rate_or_feeling_has_no_load_and_says_why(recorded):
    found = load(recorded([(9.0, 3600)]), replace(KNOWN, kind=SportKind(sport="cycling")))
    assert found.value is None
    assert found.method is None
    assert set(rejected(found)) == {"rtss", "hrtss", "rpe", "duration"}


def test_typed_session_counts_by_what_was_typed():
    typed = replace(KNOWN, is_typed=True)
    nothing = RawStreams.empty()
    by_pace = load(nothing, typed, DeviceTotals(timer_time_s=3600, distance_m=14_400))
    by_feel = load(nothing, replace(typed, rpe=7), DeviceTotals(timer_time_s=3600))
    by_time = load(nothing, typed, DeviceTotals(timer_time_s=3600))
    assert (by_pace.method, by_pace.value) == ("rtss", pytest.approx(100))
    assert by_pace.is_estimated
    assert (by_feel.method, by_feel.value) == ("rpe", pytest.approx(100))
    assert (by_time.method, by_time.value) == ("duration", pytest.approx(49))


def test_estimated_heart_rates_are_named(recorded):
    context = AthleteContext(hr_max_bpm=185, hr_max_source="estimated")
    found = load(recorded([(4.0, 3600)], heart_rate=150), context)
    assert set(found.flags) == {
        "max_heart_rate_estimated",
        "resting_heart_rate_default",
        "threshold_heart_rate_estimated",
        "estimated",
    }


def test_a_run_faster_than_its_critical_speed_allows_is_no_load_by_pace_and_says_so(recorded):
    # 71 min of intervals at an intensity of 1.2: the Critical Speed came from an easy run.
    intervals = [(2.9, 900), *[(4.4, 240), (2.4, 90)] * 8, (2.9, 600)]
    too_low = replace(KNOWN, cs_mps=2.9, w_prime_m=51.0)
    beating = load(recorded(intervals, heart_rate=160), too_low)
    assert beating.method == "hrtss"
    assert (
        rejected(beating)["rtss"] == "The run was faster than Critical Speed and W' allow: they are too low."
    )
    bare = load(recorded(intervals), too_low)
    assert bare.method == "rtss"
    assert {"critical_speed_contradicted", "estimated"} <= set(bare.flags)
    assert bare.is_estimated
    assert "critical_speed_contradicted" not in load(recorded(intervals), replace(KNOWN, cs_mps=4.2)).flags


def test_without_w_prime_a_whole_run_beyond_critical_speed_contradicts_it_too(recorded):
    hour = recorded([(4.0, 3600)], heart_rate=165)
    assert load(hour, replace(KNOWN, cs_mps=3.5, w_prime_m=None)).method == "hrtss"
    assert load(hour, replace(KNOWN, cs_mps=4.0, w_prime_m=None)).method == "rtss"


def test_new_critical_speed_needs_the_stored_inputs_alone(recorded):
    raw = recorded([(3.0, 900), (4.2, 600), (3.0, 900)], heart_rate=150)
    inputs = analyse(raw, context=KNOWN).judged.load_inputs
    faster = replace(KNOWN, cs_mps=4.3)
    assert load_of(inputs, faster) == load(raw, faster)


@settings(max_examples=25)
@given(st.floats(2.0, 6.0), st.floats(1.01, 1.5))
def test_load_falls_with_the_square_of_critical_speed(speed, factor):
    inputs = analyse(_steady(speed), context=KNOWN).judged.load_inputs
    slow, fast = load_of(inputs, KNOWN), load_of(inputs, replace(KNOWN, cs_mps=4.0 * factor))
    assert fast.value == pytest.approx(slow.value / factor**2)


def _steady(speed):
    seconds = np.arange(601.0)
    return RawStreams.of(1.7e9 + seconds, distance_m=seconds * speed)


def test_trimp_is_summed_by_the_second_for_it_is_convex():
    halves = trimp_banister([130, 170], [1800, 1800], 50, 190, "male")
    assert halves == pytest.approx(118.2, abs=0.1)
    assert trimp_banister([150], [3600], 50, 190, "male") == pytest.approx(108.1, abs=0.1)


def test_heart_rate_below_rest_counts_nothing_and_above_maximum_a_little():
    assert trimp_banister([40], [3600], 50, 190, "male") == 0
    capped = trimp_banister([230], [60], 50, 190, "male")
    assert capped == pytest.approx(1.05 * 0.64 * np.exp(1.92 * 1.05))
