import dataclasses
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.analysis.errors import AnalysisError
from sessions.analysis.provenance import figure
from sessions.analysis.session import AthleteContext, analyse, judge, measure
from sessions.analysis.session_formulas import SESSION_FORMULAS
from sessions.analysis.streams import DeviceTotals, RawStreams, SportKind, split

START = 1_700_000_000.0
KNOWN = AthleteContext(
    sex="female", hr_max_bpm=190, hr_rest_bpm=50, cs_mps=4.0, cs_standard_error_mps=0.05, w_prime_m=180, rpe=4
)


def values(raw, context=KNOWN, totals=None):
    return {
        name: one.value for name, one in analyse(raw, totals or DeviceTotals(), (), context).figures.items()
    }


def paused_run():
    """Ten minutes at 3 m/s, five minutes standing off the timer, ten minutes at 4 m/s."""
    times = np.concatenate((np.arange(601.0), np.arange(900.0, 1501.0)))
    metres = np.concatenate((np.arange(601) * 3.0, 1800 + np.arange(601) * 4.0))
    rates = np.concatenate((np.full(601, 140.0), np.full(601, 160.0)))
    return RawStreams.of(
        START + times, distance_m=metres, heart_rate_bpm=rates, pauses_s=((START + 600, START + 900),)
    )


def test_times_and_means_of_a_run_with_a_pause():
    found = values(paused_run())
    assert found["elapsed_time_s"] == 1500
    assert found["timer_time_s"] == 1200
    assert found["moving_time_s"] == 1200
    assert found["distance_m"] == 4200
    assert found["avg_speed_mps"] == pytest.approx(3.5)
    assert found["avg_heart_rate_bpm"] == pytest.approx(150)
    assert found["max_heart_rate_bpm"] == 160


def test_standing_on_the_timer_is_no_moving_time(recorded):
    found = values(recorded([(3, 600), (0, 100), (3, 600)]))
    assert found["timer_time_s"] == 1300
    assert found["moving_time_s"] == pytest.approx(1200, abs=4)


def test_zones_and_the_time_without_data_sum_to_the_timer():
    raw = paused_run()
    raw.heart_rate_bpm[100:200] = np.nan
    judged = analyse(raw, context=KNOWN).judged
    zones, paces = judged.heart_rate_zones, judged.pace_zones
    assert zones.below_s + sum(zones.zones_s) + zones.above_s + zones.no_heart_rate_s == pytest.approx(1200)
    assert zones.no_heart_rate_s == 100
    assert sum(paces.zones_s) + paces.no_speed_s == pytest.approx(1200)
    assert paces.zones_s == (600, 0, 0, 600, 0)


@settings(max_examples=30, deadline=None)
@given(st.integers(30, 900), st.integers(30, 900), st.integers(1, 2000), st.floats(1, 6), st.floats(1, 6))
def test_splitting_a_session_at_a_pause_changes_no_total(first_s, second_s, pause_s, speed, then):
    go = first_s + pause_s
    times = np.concatenate((np.arange(first_s + 1.0), np.arange(go, go + second_s + 1.0)))
    metres = np.concatenate(
        (np.arange(first_s + 1) * speed, first_s * speed + np.arange(second_s + 1) * then)
    )
    raw = RawStreams.of(
        START + times,
        distance_m=metres,
        heart_rate_bpm=120 + times % 60,
        pauses_s=((START + first_s, START + go),),
    )
    whole = analyse(raw, context=KNOWN)
    parts = [analyse(part, context=KNOWN) for part in split(raw, START + first_s + pause_s / 2)]
    assert sum(part.figures["elapsed_time_s"].value for part in parts) == first_s + second_s
    for name in ("distance_m", "timer_time_s", "moving_time_s", "gap_s", "trimp", "session_rpe"):
        assert sum(part.figures[name].value for part in parts) == pytest.approx(whole.figures[name].value), (
            name
        )
    for zones in ("heart_rate_zones", "pace_zones"):
        summed = np.sum([getattr(part.judged, zones).zones_s for part in parts], axis=0)
        assert summed == pytest.approx(getattr(whole.judged, zones).zones_s)


@settings(max_examples=30, deadline=None)
@given(st.integers(60, 900), st.floats(0.05, 0.95), st.floats(1, 6))
def test_splitting_a_session_on_the_way_loses_no_metre_and_no_second(seconds, share, speed):
    times = np.arange(seconds + 1.0)
    raw = RawStreams.of(START + times, distance_m=times * speed, heart_rate_bpm=120 + times % 60)
    whole = analyse(raw, context=KNOWN)
    parts = [analyse(part, context=KNOWN) for part in split(raw, START + share * seconds)]
    for name in ("distance_m", "elapsed_time_s", "timer_time_s", "trimp"):
        assert sum(part.figures[name].value for part in parts) == pytest.approx(whole.figures[name].value)


@settings(max_examples=20, deadline=None)
@given(st.integers(-(10**8), 10**8))
def test_no_figure_depends_on_the_date(shift):
    raw = paused_run()
    moved = replace(
        raw,
        timestamp_s=raw.timestamp_s + shift,
        pauses_s=tuple((stop + shift, go + shift) for stop, go in raw.pauses_s),
    )
    assert values(moved) == values(raw)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.5, 2.0))
def test_speeds_scale_with_the_distance(factor):
    raw = paused_run()
    scaled = values(replace(raw, distance_m=raw.distance_m * factor))
    for name in (
        "distance_m",
        "avg_speed_mps",
        "graded_speed_mps",
        "normalized_graded_speed_mps",
        "efficiency",
    ):
        assert scaled[name] == pytest.approx(values(raw)[name] * factor), name


def outdoors(raw):
    """With positions: then no saved distance is truer than the recorded one."""
    return raw.with_columns(
        {"latitude_deg": 52 + raw.distance_m / 111_195, "longitude_deg": np.full(raw.distance_m.shape, 13.4)}
    )


def test_totals_of_the_device_are_shown_and_ours_stand_beside():
    totals = DeviceTotals(distance_m=4230.0, timer_time_s=1200.5, avg_heart_rate_bpm=151)
    found = analyse(outdoors(paused_run()), totals, (), KNOWN).figures
    assert (found["distance_m"].value, found["distance_m"].computed) == (4230, 4200)
    assert found["distance_m"].flags == ()
    assert found["distance_m"].formula == "device_total"
    assert found["avg_heart_rate_bpm"].value == 151
    assert found["avg_speed_mps"].value == pytest.approx(4230 / 1200.5)


def test_device_that_differs_by_more_than_three_percent_is_flagged_and_said():
    analysis = analyse(outdoors(paused_run()), DeviceTotals(distance_m=4400.0), (), KNOWN)
    assert analysis.figures["distance_m"].flags == ("differs_from_records",)
    assert "The watch's distance is 4400 m, its records say 4200." in analysis.warnings


def test_totals_of_a_cropped_session_are_ours():
    context = replace(KNOWN, totals_are_trusted=False)
    found = analyse(paused_run(), DeviceTotals(distance_m=9000.0, timer_time_s=5000), (), context).figures
    assert found["distance_m"].value == 4200
    assert found["timer_time_s"].value == 1200


def test_corrected_distance_carries_through_all_that_follows():
    context = replace(KNOWN, corrected_distance_m=8400.0)
    analysis = analyse(paused_run(), DeviceTotals(distance_m=4200.0), (), context)
    assert analysis.figures["distance_m"].value == 8400
    assert analysis.figures["avg_speed_mps"].value == pytest.approx(7)
    assert sum(split.distance_m for split in analysis.measured.splits_km) == pytest.approx(8400)
    assert analysis.measured.best_efforts[0].time_s == pytest.approx(50)


def test_efficiency_and_drift_of_a_steady_run_with_a_rising_heart_rate(recorded):
    rate = np.concatenate((np.full(601, 130.0), np.full(1500, 140.0), np.full(1500, 147.0)))
    found = analyse(recorded([(3.5, 3600)], heart_rate=rate), context=KNOWN).figures
    assert found["decoupling_percent"].value == pytest.approx(100 * (1 - 140 / 147), abs=0.02)
    assert found["decoupling_percent"].points.start_offset_s == 600


def test_drift_needs_forty_steady_minutes_with_a_heart_rate(recorded):
    def missing(raw):
        return analyse(raw, context=KNOWN).figures["decoupling_percent"].missing

    assert missing(recorded([(3.5, 2900)], heart_rate=140)) == "40 minutes after the first ten"
    assert "steady pace" in missing(recorded([(3, 300), (5, 300)] * 6, heart_rate=140))
    assert "heart rate" in missing(recorded([(3.5, 3600)]))


def test_cadence_counts_walking_breaks_and_no_standing_and_steps_are_those_of_running(recorded):
    cadence = np.concatenate((np.full(601, 180.0), np.full(100, 100.0), np.full(100, 0.0)))
    found = values(recorded([(3, 600), (1.2, 100), (0, 100)], cadence=cadence))
    assert found["avg_cadence_spm"] == pytest.approx((600 * 180 + 100 * 100) / 700)
    assert found["step_length_m"] == pytest.approx(1.0)


def test_recorded_step_length_and_oscillation_give_the_vertical_ratio(recorded):
    raw = recorded([(3, 600)], cadence=180)
    raw = raw.with_columns(
        {"step_length_mm": np.full(601, 1200.0), "vertical_oscillation_mm": np.full(601, 90.0)}
    )
    found = values(raw)
    assert found["step_length_m"] == pytest.approx(1.2)
    assert found["vertical_ratio_percent"] == pytest.approx(7.5)


def test_developer_fields_have_their_means(recorded):
    raw = recorded([(3, 600)], extra={"Form Power": np.full(601, 62.0)})
    assert values(raw)["developer:Form Power"] == 62


def test_lowest_balance_is_where_the_hard_part_ends(recorded):
    curve = analyse(recorded([(3, 600), (4.8, 180), (3, 600)]), context=KNOWN).judged.w_prime_balance
    assert curve.lowest_m == pytest.approx(180 - 0.8 * 180, abs=8)
    assert curve.lowest_offset_s == pytest.approx(780, abs=8)
    assert curve.lowest_distance_m == pytest.approx(600 * 3 + 180 * 4.8, abs=30)


def test_pause_recovers_the_balance_at_a_standstill():
    times = np.concatenate((np.arange(181.0), np.arange(480.0, 661.0)))
    metres = np.concatenate((np.arange(181), np.arange(180, 361))) * 4.8
    raw = RawStreams.of(START + times, distance_m=metres, pauses_s=((START + 180, START + 480),))
    curve = analyse(raw, context=KNOWN).judged.w_prime_balance
    before, after = curve.remaining_m[180], curve.remaining_m[480]
    assert after == pytest.approx(180 - (180 - before) * np.exp(-4.0 * 300 / 180), abs=1e-6)


def test_balance_far_below_zero_says_that_the_settings_are_too_low(recorded):
    analysis = analyse(recorded([(5, 600)]), context=KNOWN)
    assert analysis.figures["w_prime_balance_min_m"].value < 0
    assert "inputs_too_low" in analysis.figures["w_prime_balance_min_m"].flags
    assert any("too low" in text for text in analysis.warnings)


def test_every_figure_names_its_formula_its_version_and_its_source():
    for name, one in analyse(paused_run(), context=KNOWN).figures.items():
        formula = SESSION_FORMULAS[one.formula]
        assert (one.formula_version, one.source_reference) == (formula.version, formula.source), name
        assert one.name == name
        assert (one.value is None) == (one.missing is not None), name


def test_why_of_the_load_can_be_told_from_what_is_stored():
    found = analyse(paused_run(), context=replace(KNOWN, cs_reference="abc", cs_day="2026-05-03")).figures[
        "rtss"
    ]
    put_in = {one.name: one.value for one in found.inputs}
    again = put_in["Seconds with data"] * put_in["Normalised graded speed"] ** 2 / (4.0**2 * 3600) * 100
    assert found.value == pytest.approx(again)
    assert next(one for one in found.inputs if one.name == "Critical Speed").id == "abc"
    assert found.sentence.startswith(f"{found.value:.0f}: 20:00 at ")


def test_figure_that_is_no_number_is_a_bug_not_data():
    with pytest.raises(AnalysisError):
        figure("rtss", float("nan"), "rTSS", "rtss")


def test_measuring_once_and_judging_later_equals_analysing():
    raw = paused_run()
    faster = replace(KNOWN, cs_mps=4.4)
    measured = measure(raw)
    assert judge(measured, faster).figures == analyse(raw, context=faster).judged.figures
    assert judge(measured, faster).pace_zones == analyse(raw, context=faster).judged.pace_zones


def test_treadmill_and_descent_make_no_personal_best(recorded):
    hill = recorded([(4, 600)], altitude=500 - 0.04 * 4 * np.arange(601), has_barometer=True)
    flat = recorded([(4, 600)])
    downhill, indoors, outdoors = (
        [one.flags for one in found.best_efforts]
        for found in (measure(hill), measure(flat, kind=SportKind(is_treadmill=True)), measure(flat))
    )
    assert len(downhill) == len(indoors) == len(outdoors) > 0
    assert all("net_drop" in flags for flags in downhill)
    assert all(flags == ("treadmill",) for flags in indoors)
    assert all(flags == () for flags in outdoors)


def test_effort_faster_than_the_world_record_is_kept_and_flagged(recorded):
    found = measure(recorded([(11, 100)])).best_efforts
    assert [one.flags for one in found] == [("beyond_world_record",)] * len(found)


def test_effort_carries_the_heart_rate_of_its_stretch():
    first = measure(paused_run()).best_efforts[0]
    assert first.start_offset_s >= 900
    assert first.avg_heart_rate_bpm == 160


NAN = np.nan
BAD = {
    "nothing": RawStreams.empty(),
    "one point": RawStreams.of(
        np.array([START]), distance_m=np.array([5.0]), heart_rate_bpm=np.array([120.0])
    ),
    "NaN everywhere": RawStreams.of(START + np.arange(100.0)),
    "NaN clock": RawStreams.of(np.full(50, NAN), distance_m=np.arange(50.0)),
    "zero length": RawStreams.of(np.full(30, START), distance_m=np.arange(30.0)),
    "no distance covered": RawStreams.of(START + np.arange(600.0), distance_m=np.zeros(600)),
    "50 m/s": RawStreams.of(
        START + np.arange(600.0), distance_m=np.arange(600) * 50.0, speed_mps=np.full(600, 50.0)
    ),
    "heart rate 0": RawStreams.of(
        START + np.arange(600.0), distance_m=np.arange(600) * 3.0, heart_rate_bpm=np.zeros(600)
    ),
    "heart rate 255": RawStreams.of(
        START + np.arange(600.0), distance_m=np.arange(600) * 3.0, heart_rate_bpm=np.full(600, 255.0)
    ),
    "only heart rate": RawStreams.of(START + np.arange(600.0), heart_rate_bpm=np.full(600, 150.0)),
    "infinite": RawStreams.of(
        START + np.arange(600.0),
        distance_m=np.full(600, np.inf),
        speed_mps=np.full(600, -np.inf),
        altitude_m=np.full(600, np.inf),
    ),
    "clock backwards": RawStreams.of(START - np.arange(600.0), distance_m=np.arange(600) * 3.0),
    "duplicates": RawStreams.of(START + np.repeat(np.arange(300.0), 3), distance_m=np.arange(900.0)),
    "an hour apart": RawStreams.of(START + np.arange(20) * 3600.0, distance_m=np.arange(20) * 1e4),
    "distance falls": RawStreams.of(START + np.arange(600.0), distance_m=np.arange(600)[::-1] * 3.0),
    "positions at 0/0": RawStreams.of(
        START + np.arange(600.0), latitude_deg=np.zeros(600), longitude_deg=np.zeros(600)
    ),
    "pauses over everything": RawStreams.of(
        START + np.arange(600.0),
        distance_m=np.arange(600) * 3.0,
        pauses_s=((START - 1e6, START + 1e6), (NAN, START), (START + 9, START + 3)),
    ),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("kind", [SportKind(), SportKind(sport="cycling"), SportKind(is_treadmill=True)])
def test_bad_recording_says_what_is_missing_and_never_nan(name, kind, assert_finite):
    analysis = analyse(BAD[name], DeviceTotals(), (), replace(KNOWN, kind=kind))
    assert_finite(analysis)
    unknown = [one for one in analysis.figures.values() if one.value is None]
    assert unknown
    assert all(one.missing for one in unknown)


@pytest.mark.parametrize(
    "name", ["nothing", "NaN everywhere", "no distance covered", "50 m/s", "positions at 0/0"]
)
def test_distance_that_is_not_known_is_not_zero(name):
    found = analyse(BAD[name], context=KNOWN).figures
    assert found["distance_m"].value is None
    assert found["rtss"].value is None


def test_hundred_hours_are_analysed(assert_finite):
    seconds = np.arange(360_000.0)
    raw = RawStreams.of(
        START + seconds, distance_m=seconds * 2.0, heart_rate_bpm=np.full(seconds.size, 120.0)
    )
    analysis = analyse(raw, context=KNOWN)
    assert_finite(analysis.figures)
    assert analysis.figures["distance_m"].value == pytest.approx(719_998)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_garbage_gives_finite_figures_or_a_typed_error(data):
    count = data.draw(st.integers(0, 60))
    floats = st.one_of(
        st.floats(allow_nan=True, allow_infinity=True, width=32), st.sampled_from([0.0, 255.0, NAN])
    )
    times = data.draw(st.lists(st.one_of(st.integers(0, 300), st.just(NAN)), min_size=count, max_size=count))
    names = (
        "distance_m",
        "speed_mps",
        "altitude_m",
        "heart_rate_bpm",
        "cadence_spm",
        "latitude_deg",
        "longitude_deg",
    )
    columns = {
        name: np.array(data.draw(st.lists(floats, min_size=count, max_size=count)), dtype=float)
        for name in names
    }
    pauses = data.draw(st.lists(st.tuples(floats, floats), max_size=3))
    raw = RawStreams.of(np.array(times, dtype=float) + START, pauses_s=tuple(pauses), **columns)
    analysis = analyse(raw, context=KNOWN)
    for one in analysis.figures.values():
        assert one.value is None or np.isfinite(one.value)


def test_results_are_frozen():
    analysis = analyse(paused_run(), context=KNOWN)
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.measured.kind = SportKind()
