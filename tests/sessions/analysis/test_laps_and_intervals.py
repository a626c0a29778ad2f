import numpy as np
import pytest

from sessions.analysis.session import AthleteContext, analyse, measure
from sessions.analysis.streams import RawStreams, RecordedLap, crop_laps

START = 1_700_000_000.0
KNOWN = AthleteContext(cs_mps=4.0, w_prime_m=180)


def intervals_of(raw, laps=(), context=KNOWN):
    return analyse(raw, laps=tuple(laps), context=context).judged.intervals


def test_splits_cut_every_kilometre_to_the_metre_and_the_second(recorded):
    splits = measure(recorded([(4, 250), (2.5, 400), (4, 125)])).splits_km
    assert [one.elapsed_time_s for one in splits] == pytest.approx([250, 400, 125])
    assert [one.distance_m for one in splits] == pytest.approx([1000, 1000, 500])
    assert [one.is_partial for one in splits] == [False, False, True]


def test_splits_by_mile_sum_to_the_whole_run(recorded):
    splits = measure(recorded([(3.7, 2400)])).splits_mile
    assert len(splits) == 6
    assert sum(one.distance_m for one in splits) == pytest.approx(3.7 * 2400)
    assert sum(one.timer_time_s for one in splits) == pytest.approx(2400)


def test_split_with_a_pause_inside_tells_timer_from_elapsed():
    times = np.concatenate((np.arange(101.0), np.arange(160.0, 261.0)))
    metres = np.concatenate((np.arange(101), np.arange(100, 201))) * 5.0
    raw = RawStreams.of(START + times, distance_m=metres, pauses_s=((START + 100, START + 160),))
    (split,) = measure(raw).splits_km
    assert (split.elapsed_time_s, split.timer_time_s) == (260, 200)
    assert split.avg_speed_mps == pytest.approx(5)


def test_lap_shows_what_the_watch_wrote_and_ours_where_it_wrote_nothing(recorded):
    raw = recorded(
        [(4, 300), (3, 300)], heart_rate=np.concatenate((np.full(301, 160.0), np.full(300, 140.0)))
    )
    laps = (
        RecordedLap(START, 300, distance_m=1201.0, trigger="manual"),
        RecordedLap(START + 300, 300, avg_heart_rate_bpm=141),
    )
    first, second = measure(raw, laps=laps).laps
    assert (first.distance_m, first.avg_heart_rate_bpm, first.trigger) == (1201, 160, "manual")
    assert first.avg_speed_mps == pytest.approx(1201 / 300)
    assert (second.distance_m, second.avg_heart_rate_bpm) == (pytest.approx(900), 141)


def test_lap_cut_in_two_by_a_crop_is_left_out():
    laps = tuple(RecordedLap(START + k * 100, 100) for k in range(4))
    assert crop_laps(laps, START + 50, START + 300) == laps[1:3]


def test_repetitions_are_found_by_speed_to_a_few_seconds(recorded):
    found = intervals_of(recorded([(2.8, 600), *[(4.1, 180), (2.4, 90)] * 10, (2.8, 600)]))
    assert (found.source, found.summary) == ("speed", "10 × 3:00")
    assert len(found.work) == 10
    assert all(bout.time_s == pytest.approx(180, abs=5) for bout in found.work)
    assert found.work[0].start_offset_s == pytest.approx(600, abs=3)
    assert found.work[0].cs_share == pytest.approx(4.1 / 4.0, abs=0.03)


def test_repetitions_over_a_distance_are_written_as_a_distance(recorded):
    reps = [part for speed in (4.1, 4.4, 4.9, 4.2, 4.6) for part in ((speed, 1000 / speed), (2.4, 90))]
    found = intervals_of(recorded([(2.8, 600), *reps]))
    assert found.summary == "5 × 1000 m"


def test_the_same_workout_on_another_day_has_the_same_name(recorded):
    first = intervals_of(recorded([(2.8, 600), *[(4.1, 180), (2.4, 90)] * 6]))
    second = intervals_of(recorded([(3.0, 900), *[(4.3, 181), (2.0, 120)] * 6, (2.5, 300)]))
    assert first.summary == second.summary == "6 × 3:00"


def test_laps_that_name_work_and_rest_are_believed(recorded):
    laps, offset = [], 0
    for _ in range(4):
        laps.append(RecordedLap(START + offset, 60, intensity="active"))
        laps.append(RecordedLap(START + offset + 60, 60, intensity="rest"))
        offset += 120
    found = intervals_of(recorded([(3, 480)]), laps, AthleteContext())
    assert (found.source, found.summary) == ("laps", "4 × 1:00")


@pytest.mark.parametrize("pieces", [[(3, 3600)], [(4.2, 1200)], [(2.8, 600), (4.1, 1200), (2.8, 600)]])
def test_steady_run_has_no_intervals(recorded, pieces):
    assert intervals_of(recorded(pieces)) is None


def test_without_critical_speed_and_marked_laps_there_is_nothing_to_find_them_by(recorded):
    assert intervals_of(recorded([(2.8, 600), *[(4.1, 180), (2.4, 90)] * 6]), (), AthleteContext()) is None


def test_a_moment_of_slowing_does_not_cut_a_repetition_in_two(recorded):
    rep = [(4.2, 90), (3.3, 4), (4.2, 86), (2.4, 90)]
    assert intervals_of(recorded([(2.8, 600), *rep * 5])).summary == "5 × 3:00"
