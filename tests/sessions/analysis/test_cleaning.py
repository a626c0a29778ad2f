import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.analysis.cleaning import clean
from sessions.analysis.errors import InvalidStreamsError
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.streams import DeviceTotals, RawStreams, SportKind, crop, scale_distance

RUN = SportKind()
START = 1_700_000_000.0


def at(times, **columns):
    return RawStreams.of(
        START + np.asarray(times, float), **{k: np.asarray(v, float) for k, v in columns.items()}
    )


def metres(cleaned):
    return cleaned.track.length_m


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(20, 200))
def test_records_in_any_order_give_the_same_streams(random, count):
    raw = at(range(count), distance_m=np.arange(count) * 3.0, heart_rate_bpm=100 + np.arange(count) % 50)
    order = list(range(count))
    random.shuffle(order)
    shuffled = raw.mapped(lambda values: values[order])
    first, second = clean(raw, RUN), clean(shuffled, RUN)
    assert np.array_equal(first.stream.covered_m, second.stream.covered_m)
    assert np.array_equal(first.stream.heart_rate_bpm, second.stream.heart_rate_bpm)


def test_of_equal_timestamps_the_last_known_values_are_kept():
    nan = np.nan
    raw = at([0, 1, 1, 1, 2], distance_m=[0, 3, nan, 3.5, 6], heart_rate_bpm=[100, 110, 112, nan, 120])
    cleaned = clean(raw, RUN)
    assert cleaned.report.order.merged_count == 2
    assert cleaned.stream.covered_m.tolist() == [0, 3.5, 6]
    assert cleaned.stream.heart_rate_bpm.tolist() == [100, 112, 120]


def test_clock_that_runs_back_costs_the_fewest_records():
    times = [*range(100), *range(50, 60), *range(100, 200)]
    distance = np.arange(len(times)) * 3.0
    cleaned = clean(at(times, distance_m=distance), RUN)
    assert cleaned.report.order.run_back_count == 10
    assert cleaned.timer.elapsed_s == 199


def test_one_record_with_a_clock_of_another_year_is_left_out():
    times = [-300_000_000.0, *range(1, 101)]
    cleaned = clean(at(times, distance_m=np.arange(101) * 3.0), RUN)
    assert cleaned.report.order.stray_count == 1
    assert cleaned.timer.elapsed_s == 99


def test_records_over_more_than_two_weeks_are_no_session():
    with pytest.raises(InvalidStreamsError):
        clean(at(np.arange(0, 15 * 86_400, 3600), distance_m=np.arange(360) * 1.0), RUN)


def test_smart_recording_is_bridged_up_to_ten_seconds():
    cleaned = clean(at([0, 10, 20], distance_m=[0, 30, 60], heart_rate_bpm=[100, 120, 140]), RUN)
    assert cleaned.stream.heart_rate_bpm[5] == 110
    assert cleaned.stream.speed_mps[1:].tolist() == [3.0] * 20
    assert cleaned.report.gap_s == 0


def test_hole_of_eleven_seconds_is_a_gap_counted_and_left_out():
    times = [*range(61), *range(71, 133)]
    raw = at(times, distance_m=np.array(times) * 3.0, heart_rate_bpm=np.full(123, 150.0))
    cleaned = clean(raw, RUN)
    assert cleaned.report.gaps_count == 1
    assert cleaned.report.gap_s == 11
    assert np.isnan(cleaned.stream.speed_mps[61:72]).all()
    assert np.isnan(cleaned.stream.distance_m[65])
    assert np.isnan(cleaned.stream.heart_rate_bpm[65])
    assert metres(cleaned) == 132 * 3


def test_cadence_and_power_are_held_five_seconds_and_no_longer():
    raw = at([0, 9, 18], distance_m=[0, 27, 54], cadence_spm=[180, 170, 160], power_w=[300, 310, 320])
    stream = clean(raw, RUN).stream
    assert stream.cadence_spm[5] == 180
    assert np.isnan(stream.cadence_spm[6:9]).all()
    assert stream.power_w[9] == 310


def test_pause_is_never_bridged_and_never_counted():
    times = [*range(61), *range(65, 126)]
    distance = np.concatenate((np.arange(61), np.arange(60, 121))) * 3.0
    raw = RawStreams.of(
        START + np.array(times, float),
        distance_m=distance,
        heart_rate_bpm=np.full(122, 150.0),
        pauses_s=((START + 60, START + 65),),
    )
    cleaned = clean(raw, RUN)
    assert cleaned.timer.timer_s == 120
    assert np.isnan(cleaned.stream.heart_rate_bpm[61:65]).all()
    assert cleaned.stream.weight_s.sum() == 120
    assert cleaned.report.gap_s == 0
    assert np.nanmax(cleaned.stream.speed_mps) == pytest.approx(3)


def test_pauses_unmarked_in_the_file_are_read_from_the_gaps_the_timer_leaves_out():
    times = [*range(101), *range(161, 262)]
    raw = at(times, distance_m=np.arange(202) * 3.0)
    told = clean(raw, RUN, DeviceTotals(timer_time_s=201.3))
    untold = clean(raw, RUN)
    assert told.report.pauses_are_inferred
    assert told.timer.timer_s == 201
    assert untold.timer.timer_s == 261


def test_fractions_of_a_second_add_up_to_the_timer():
    times = np.array([0.0, 1.2, 2.7, 3.9, 5.5])
    raw = RawStreams.of(START + times, distance_m=times * 3, pauses_s=((START + 2.75, START + 3.25),))
    cleaned = clean(raw, RUN)
    assert cleaned.stream.weight_s.sum() == pytest.approx(5.0, abs=1e-6)
    assert cleaned.timer.timer_s == pytest.approx(5.0, abs=1e-6)


def test_jump_of_half_a_kilometre_is_taken_out_and_no_effort_spans_it():
    distance = np.arange(601) * 3.0
    distance[300:] += 500
    cleaned = clean(at(range(601), distance_m=distance), RUN)
    assert cleaned.report.distance_jumps_count == 1
    assert metres(cleaned) == pytest.approx(599 * 3.0)
    assert np.nanmax(cleaned.stream.speed_mps) == pytest.approx(3)


def test_one_point_far_away_is_masked_and_the_clock_kept():
    distance = np.arange(601) * 3.0
    distance[300] += 800
    cleaned = clean(at(range(601), distance_m=distance), RUN)
    assert metres(cleaned) == 1800
    assert cleaned.timer.elapsed_s == 600
    assert cleaned.stream.speed_mps[1:].max() == pytest.approx(3)


def test_watch_that_catches_up_keeps_its_metres_out_of_the_pace():
    distance = np.arange(601) * 3.0
    distance[300:] += 47
    cleaned = clean(at(range(601), distance_m=distance), RUN)
    assert metres(cleaned) == 1847
    assert cleaned.report.distance_catch_ups_count == 1
    assert np.nanmax(cleaned.stream.speed_mps) == pytest.approx(3)


def test_counter_that_restarts_is_joined():
    distance = np.concatenate((np.arange(301) * 3.0, np.arange(1, 301) * 3.0))
    cleaned = clean(at(range(601), distance_m=distance), RUN)
    assert cleaned.report.distance_restarts_count == 1
    assert metres(cleaned) == 1800


def test_distance_never_falls():
    distance = np.arange(601) * 3.0
    distance[300:310] -= 5
    cleaned = clean(at(range(601), distance_m=distance), RUN)
    assert (np.diff(cleaned.stream.covered_m) >= 0).all()
    assert metres(cleaned) == 1800


def test_speed_stands_in_for_a_missing_distance():
    cleaned = clean(at(range(601), speed_mps=np.full(601, 3.0)), RUN)
    assert metres(cleaned) == pytest.approx(1800)
    assert cleaned.report.distance_source == "speed"


def test_positions_stand_in_for_distance_and_speed():
    degrees = np.arange(601) * 3.0 / 111_195.08
    cleaned = clean(at(range(601), latitude_deg=degrees + 50, longitude_deg=np.full(601, 8.0)), RUN)
    assert metres(cleaned) == pytest.approx(1800, rel=1e-6)
    assert cleaned.report.distance_source == "positions"


def test_counter_stuck_at_zero_gives_way_to_the_speed():
    cleaned = clean(at(range(601), distance_m=np.zeros(601), speed_mps=np.full(601, 3.0)), RUN)
    assert metres(cleaned) == pytest.approx(1800)


def test_speed_that_contradicts_the_distance_is_not_used():
    raw = at(range(601), distance_m=np.arange(601) * 3.0, speed_mps=np.full(601, 9.0))
    cleaned = clean(raw, RUN)
    assert np.nanmax(cleaned.stream.speed_mps) == pytest.approx(3)


def test_missing_distances_follow_the_speed_between_known_ones():
    distance, speed = np.arange(101) * 3.0, np.full(101, 3.0)
    speed[41:60], distance[60:] = 6.0, distance[60:] + 57
    distance[41:60] = np.nan
    cleaned = clean(at(range(101), distance_m=distance, speed_mps=speed), RUN)
    assert cleaned.stream.covered_m[50] == pytest.approx(120 + 10 * 6.0)
    assert cleaned.report.gap_s == 0


def test_position_lost_while_distance_goes_on_is_no_gap():
    lat = np.full(121, 50.0)
    lat[30:90] = np.nan
    raw = at(range(121), distance_m=np.arange(121) * 3.0, latitude_deg=lat, longitude_deg=np.full(121, 8.0))
    cleaned = clean(raw, RUN)
    assert cleaned.report.gap_s == 0
    assert np.isfinite(cleaned.stream.speed_mps[1:]).all()
    assert np.isnan(cleaned.stream.latitude_deg[60])


def test_position_that_leaps_away_and_back_is_masked():
    lat, lon = 50 + np.arange(121) * 3e-5, np.full(121, 8.0)
    lat[60], lon[61] = 51.0, 0.0
    lat[61] = 0.0
    cleaned = clean(at(range(121), distance_m=np.arange(121) * 3.0, latitude_deg=lat, longitude_deg=lon), RUN)
    assert cleaned.report.position_spikes_count == 2
    assert np.nanmax(cleaned.stream.latitude_deg) < 50.01


def test_longitude_crosses_the_date_line_the_short_way():
    raw = at([0, 4], distance_m=[0, 12], latitude_deg=[0.001, 0.001], longitude_deg=[179.99995, -179.99995])
    longitude = clean(raw, RUN).stream.longitude_deg
    assert np.abs(longitude).min() > 179.999


@pytest.mark.parametrize("rate", [0, 255, 29, 231, np.inf, -5])
def test_impossible_heart_rate_is_masked_and_counted(rate):
    rates = np.full(61, 140.0)
    rates[30] = rate
    cleaned = clean(at(range(61), distance_m=np.arange(61) * 3.0, heart_rate_bpm=rates), RUN)
    assert cleaned.report.heart_rate_rejected_count == 1
    assert (cleaned.stream.heart_rate_bpm == 140).all()


def test_speed_that_shoots_up_for_a_second_is_masked():
    speeds = np.full(61, 3.0)
    speeds[30] = 11.0
    cleaned = clean(at(range(61), distance_m=np.arange(61) * 3.0, speed_mps=speeds), RUN)
    assert cleaned.report.speed_spikes_count == 1
    assert cleaned.stream.speed_mps[1:].max() == pytest.approx(3)


def test_bicycle_may_be_faster_than_a_runner():
    raw = at(range(61), distance_m=np.arange(61) * 15.0)
    assert metres(clean(raw, SportKind(sport="cycling"))) == 900
    assert not clean(raw, RUN).has_distance


def test_limits_can_be_set():
    times = [*range(61), *range(72, 133)]
    raw = at(times, distance_m=np.array(times) * 3.0)
    assert clean(raw, RUN, limits=CleaningLimits(gap_s=15)).report.gap_s == 0


def test_what_was_changed_is_said_in_words():
    rates = np.full(61, 140.0)
    rates[30] = 255
    report = clean(at(range(61), distance_m=np.arange(61) * 3.0, heart_rate_bpm=rates), RUN).report
    assert report.sentences() == ("1 record with an impossible heart rate masked",)


def test_clean_recording_says_nothing(recorded):
    assert clean(recorded([(3, 600)], heart_rate=150), RUN).report.sentences() == ()


def test_crop_keeps_both_ends_and_the_pauses_inside():
    raw = RawStreams.of(
        START + np.arange(101.0),
        distance_m=np.arange(101.0),
        pauses_s=((START + 10, START + 20), (START + 90, START + 95)),
    )
    part = crop(raw, START + 15, START + 50)
    assert part.timestamp_s[[0, -1]].tolist() == [START + 15, START + 50]
    assert part.pauses_s == ((START + 15, START + 20),)


def test_scaled_distance_is_the_corrected_one(recorded):
    raw = scale_distance(recorded([(3, 600)]), 1800, 2000)
    assert metres(clean(raw, RUN)) == pytest.approx(2000)


def test_columns_of_another_length_are_refused():
    with pytest.raises(InvalidStreamsError, match="heart_rate_bpm"):
        RawStreams.of(np.arange(3.0), heart_rate_bpm=np.arange(2.0))
