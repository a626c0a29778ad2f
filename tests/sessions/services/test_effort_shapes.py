"""What is proposed of whole recordings: interval sessions, hills, walks and steady runs are training; trials and races are not.

Critical Speed is 4 m/s and W' 200 m, so 3 min allow 5.11 m/s, 5 min 4.67, 10 min 4.33 and 20 min 4.17.
"""

from __future__ import annotations

import numpy as np
import pytest

from sessions.analysis.effort_proposal import PlannedRace, propose
from sessions.analysis.session import AthleteContext, analyse
from sessions.analysis.streams import RecordedLap, SportKind
from sessions.models import SessionParquet, SessionStatistics
from sessions.services.effort_shapes import effort_shape
from sessions.statistics.judging import Work
from sessions.statistics.stored_figures import fill
from tests.sessions.analysis.conftest import START_S, recorded

CS, W_PRIME = 4.0, 200.0
RUN, TREADMILL = SportKind(), SportKind(is_treadmill=True)
EASY, JOG = (2.6, 900), (2.2, 120)


def allowed(seconds, share=1.0):
    return (share * (CS + W_PRIME / seconds), seconds)


def stored(pieces, *, laps=(), cs=CS, kind=RUN, **more):
    """A run as it is stored, from (speed, seconds) pieces."""
    context = AthleteContext(kind=kind, cs_mps=cs, w_prime_m=W_PRIME)
    done = analyse(recorded(pieces, **more), laps=laps, context=context)
    session = SessionStatistics(sport=kind.sport, is_treadmill=kind.is_treadmill)
    fill(session, Work(done.measured, done.judged, ""), SessionParquet(recorded={"warnings": []}))
    return session


def effort_of(pieces, *, races=(), others=(), **more):
    found = propose("", races, effort_shape(stored(pieces, **more), others))
    return None if found is None else found.effort


def marked(pieces):
    """Laps as a watch marks them in a workout: fast pieces are work, slow ones rest."""
    starts = np.concatenate([[0], np.cumsum([seconds for _, seconds in pieces])])
    return tuple(
        RecordedLap(START_S + start, seconds, intensity="active" if speed > 3 else "rest")
        for start, (speed, seconds) in zip(starts, pieces, strict=False)
    )


REPEATS = {
    "8 x 3 min as hard as once": [allowed(180), JOG] * 8,
    "5 x 1000 m": [allowed(225), (2.0, 150)] * 5,
    "a ladder": [allowed(180), JOG, allowed(300), JOG, allowed(600), JOG, allowed(300), JOG, allowed(180)],
    "2 x 10 min": [allowed(600), (2.2, 300), allowed(600)],
    "one of six repeated too fast": [*[allowed(180, 0.93), JOG] * 5, allowed(180, 1.02)],
}


@pytest.mark.parametrize("by_laps", [True, False], ids=["laps", "no laps"])
@pytest.mark.parametrize("name", REPEATS)
def test_an_interval_session_is_training(name, by_laps):
    pieces = [EASY, *REPEATS[name], EASY]
    assert effort_of(pieces, laps=marked(pieces) if by_laps else ()) is None


def test_intervals_of_who_is_faster_than_the_critical_speed_on_record_are_training():
    pieces = [EASY, *[(4.5, 230), (2.8, 130)] * 6, EASY]
    assert effort_of(pieces, cs=3.0) is None


def test_a_fartlek_is_training():
    parts = [(5.1, 180), (2.6, 60), (5.5, 120), (2.8, 90), (5.9, 60), (2.4, 60), (4.9, 240), (2.7, 120)]
    assert effort_of([EASY, *parts, *parts, EASY]) is None


def test_a_progressive_run_is_training_however_fast_it_ends():
    steps = [(speed, 60) for speed in np.linspace(3.2, 4.45, 60)]
    fastest = np.mean([speed for speed, _ in steps[-10:]])
    assert fastest > 0.97 * allowed(600)[0]
    assert effort_of(steps) is None


def test_a_hill_walk_is_no_time_trial_and_no_race():
    # 1.32 m/s up 20 %: graded, that is as fast as a trial of 10 min. The rests are those of a test.
    pieces, slopes = [(1.32, 600)] * 5, [0.0, 0.2, -0.1, 0.2, -0.3]
    climbed = np.cumsum([0, *[1.32 * 600 * slope for slope in slopes]])
    altitude = 100 + np.interp(np.arange(3001), np.arange(0, 3001, 600), climbed)
    session = stored(pieces, altitude=altitude, cs=3.0)
    work = [bout for bout in session.judged["intervals"]["bouts"] if bout["is_work"]]
    assert max(bout["graded_speed_mps"] for bout in work) > 0.97 * (3.0 + W_PRIME / 600)
    assert propose("", (), effort_shape(session)) is None


@pytest.mark.parametrize("seconds", [180, 300, 600, 1000])
def test_one_all_out_stretch_in_an_easy_run_is_a_time_trial(seconds):
    assert effort_of([EASY, allowed(seconds), EASY]) == "time_trial"


def test_trials_of_several_lengths_with_long_rests_are_a_test():
    rest = (1.5, 1500)
    assert effort_of([EASY, allowed(180), rest, allowed(360), rest, allowed(720), EASY]) == "test"


def test_an_easy_and_a_steady_run_are_training():
    assert effort_of([(2.8, 3600)]) is None
    assert effort_of([(3.6, 3000)]) is None
    assert effort_of([(3.6, 3000)], cs=3.0) is None


def race_of(metres):
    """(speed, seconds) of a race over a distance, as Riegel's rule has it from 40 min at Critical Speed."""
    seconds = round(2400 * (metres / (CS * 2400)) ** 1.06)
    return metres / seconds, seconds


@pytest.mark.parametrize("metres", [5000, 10_000, 21_097.5])
def test_a_race_with_warm_up_and_cool_down_in_its_file_is_a_race(metres):
    pieces = [(2.5, 900), race_of(metres), (2.3, 600)]
    assert effort_of(pieces) == "race"


def test_a_race_in_the_calendar_is_found_in_the_file_that_holds_its_warm_up():
    pieces = [(2.5, 900), (3.3, 3640), (2.3, 600)]
    race = PlannedRace("Lake run", 12_000)
    assert effort_of(pieces, races=[race]) == "race"
    assert effort_of(pieces) is None


def test_the_long_easy_run_of_a_day_is_not_the_race_that_has_a_file_of_its_own():
    race = PlannedRace("Lake run", 12_000)
    assert effort_of([(2.8, 5400)], races=[race], others=(12_040,)) is None
    assert effort_of([(2.8, 9000)], races=[race]) is None


def test_of_a_treadmill_the_calendar_alone_speaks():
    pieces = [EASY, allowed(600), EASY]
    assert effort_of(pieces, kind=TREADMILL) is None
    race = PlannedRace("Virtual 5 km", sum(speed * seconds for speed, seconds in pieces))
    assert effort_of(pieces, kind=TREADMILL, races=[race]) == "race"
