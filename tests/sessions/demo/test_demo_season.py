"""The made-up athletes: physically sensible, the same every time, and found out by the pipeline's own formulas."""

from datetime import date
from itertools import islice

import numpy as np
import pytest

from runners.physiology.critical_speed_changes import ChangeState
from runners.physiology.critical_speed_timeline import timeline
from runners.physiology.effort_evidence import with_highest_heart_rates
from sessions.analysis.graded_pace import graded_speed
from sessions.analysis.session import measure
from sessions.demo import ATHLETES, fitness_of, season_of
from sessions.demo.body import moved
from sessions.demo.noise import lagged, wander
from sessions.demo.route import loop_route, track_route
from sessions.demo.season import season_plan
from sessions.demo.workouts import Part, Workout
from sessions.formats.fit import read_sessions
from sessions.statistics.documents import to_document
from sessions.statistics.runner_efforts import trials_of
from sessions.statistics.work_bouts import work_of

END = date(2026, 11, 24)
NORA, MATEO, INES, JONAS = ATHLETES


def sessions_of(athlete, first=0, count=12):
    return [
        (run, *read_sessions(run.content)) for run in islice(season_of(athlete, END), first, first + count)
    ]


@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda one: one.key)
def test_a_season_is_the_same_bytes_every_time(athlete):
    once, again = ([run.content for run in islice(season_of(athlete, END), 4)] for _ in range(2))
    assert once == again


def test_athletes_do_not_share_a_run():
    assert len({next(season_of(athlete, END)).content for athlete in ATHLETES}) == len(ATHLETES)


@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda one: one.key)
def test_weeks_have_three_to_seven_runs_but_for_the_injury(athlete):
    plan = season_plan(athlete, END)
    first, last = athlete.habits.injury_weeks
    per_week = np.bincount([run.week for run in plan.runs], minlength=39)
    assert not per_week[first : last + 1].any()
    assert all(run.day < END for run in plan.runs)
    usual = np.delete(per_week[1:38], np.arange(first - 1, last))
    assert 3 <= round(usual.mean(), 0) <= 7
    assert usual.max() == len(athlete.habits.slots)


def test_every_fourth_week_is_for_recovery():
    plan = season_plan(INES, END)
    minutes = np.bincount([run.week for run in plan.runs], [run.minutes for run in plan.runs], 39)
    assert minutes[27] < 0.8 * minutes[26]


@pytest.mark.parametrize(
    "athlete", [NORA, MATEO, pytest.param(INES, marks=pytest.mark.slow), pytest.param(JONAS, marks=pytest.mark.slow)],
    ids=lambda one: one.key,
)  # fmt: skip
def test_the_pipelines_critical_speed_recovers_the_true_one(athlete):
    rows = [
        {
            "pk": run.file_name,
            "day": run.day,
            "effort": run.said.get("effort", "normal"),
            "is_treadmill": session.kind.is_treadmill,
            "distance_m": measured.figures["distance_m"].value,
            "elapsed_time_s": measured.figures["elapsed_time_s"].value,
            "best_efforts": to_document(measured.best_efforts),
            "work": work_of(None, to_document(measured.hard_bouts)),
        }
        for run, session in sessions_of(athlete, 0, 400)
        for measured in [measure(session.raw, session.totals, session.laps, session.kind)]
    ]
    told = with_highest_heart_rates(trials_of(rows), lambda _: athlete.max_heart_rate_bpm)
    found = timeline(told, END)
    truth = fitness_of(athlete, END)
    assert found.on(END).critical_speed.source == "fit"
    assert found.on(END).critical_speed.cs_mps == pytest.approx(truth.cs_on(END), rel=0.02)
    assert found.on(END).critical_speed.w_prime_m == pytest.approx(athlete.w_prime_m, rel=0.25)
    for change in found.changes:
        if change.state is ChangeState.IN_FORCE:
            assert change.in_force.cs_mps == pytest.approx(truth.cs_on(change.day), rel=0.02)


def test_critical_speed_falls_without_training_and_comes_back():
    fitness = fitness_of(NORA, END)
    first, last = NORA.habits.injury_weeks
    before, after, end = (fitness.cs_mps[7 * week] for week in (first, last + 1, 37))
    assert after < 0.98 * before
    assert end > 1.02 * after
    assert np.ptp(fitness.cs_mps) < 0.08 * NORA.cs_mps


def steady(route, seconds=2400.0, athlete=INES):
    workout = Workout((Part(0.75, seconds=seconds),), "loop", rpe=3, can_pause=False)
    return moved(athlete, workout, route, 4.0, np.random.default_rng(1))


def test_effort_stays_even_over_hills_by_minettis_cost():
    motion = steady(loop_route(np.random.default_rng(5), (51.0, -2.0), 8000, 90))
    uphill, downhill = motion.grade > 0.03, motion.grade < -0.03
    assert motion.speed_mps[uphill].mean() < 0.9 * motion.speed_mps[downhill].mean()
    level = graded_speed(motion.speed_mps[1:], motion.grade[1:])
    assert level.mean() == pytest.approx(3.0, rel=0.01)
    assert level[uphill[1:]].mean() == pytest.approx(level[downhill[1:]].mean(), rel=0.03)


def test_the_heart_lags_behind_the_effort():
    step = np.concatenate((np.zeros(100), np.ones(200)))
    followed = lagged(step, 28.0, start=0.0)
    assert followed[99] == 0
    assert followed[100 + 28] == pytest.approx(1 - np.exp(-29 / 28), abs=0.01)


def test_the_heart_rate_drifts_up_at_an_even_effort_and_stays_within_the_athlete():
    motion = steady(track_route((48.0, 7.0)), 7200, NORA)
    beats = motion.heart_rate_bpm
    assert beats[-600:].mean() > beats[600:1200].mean() + 5
    assert NORA.resting_heart_rate_bpm < beats.min()
    assert beats.max() <= NORA.max_heart_rate_bpm


def test_noise_has_its_deviation_and_forgets_itself():
    noise = wander(np.random.default_rng(1), 200_000, 3.0, 25.0)
    assert noise.std() == pytest.approx(3.0, rel=0.05)
    assert np.corrcoef(noise[:-25], noise[25:])[0, 1] == pytest.approx(np.exp(-1), abs=0.05)


def test_loops_lead_home_with_no_wall_in_them():
    route = loop_route(np.random.default_rng(3), (51.0, -2.0), 10_000, 60)
    at_home = route.at(np.array([0.0, 10_000.0]), route.latitude_deg)
    assert at_home[0] == pytest.approx(at_home[1], abs=1e-5)
    assert np.abs(route.grade).max() <= 0.121
    assert np.ptp(route.altitude_m) > 20


def test_three_watches_record_now_and_then_and_one_every_second():
    for athlete in ATHLETES:
        _, session = sessions_of(athlete, 0, 1)[0]
        steps = np.diff(session.raw.timestamp_s)
        if athlete is JONAS:
            assert set(steps) == {1.0}
        else:
            assert 3 < steps.mean() < 6
            assert steps.max() <= 8


def test_a_pause_stops_the_timer_and_leaves_no_records_in_it():
    paused = [session for _, session in sessions_of(NORA, 0, 25) if session.raw.pauses_s]
    assert paused
    for session in paused:
        off = sum(start - stop for stop, start in session.raw.pauses_s)
        assert session.totals.elapsed_time_s - session.totals.timer_time_s == pytest.approx(off)
        for stop, start in session.raw.pauses_s:
            assert not ((session.raw.timestamp_s > stop) & (session.raw.timestamp_s < start)).any()


def test_a_treadmill_run_has_neither_place_nor_height():
    indoor = [session for _, session in sessions_of(MATEO, 0, 25) if session.sub_sport == "treadmill"]
    assert indoor
    assert not any(session.has_gps for session in indoor)
    assert not np.isfinite(indoor[0].raw.altitude_m).any()
    assert np.isfinite(indoor[0].raw.distance_m).all()


def test_one_strap_drops_out_and_measures_dynamics():
    sessions = [session for _, session in sessions_of(MATEO, 0, 25)]
    assert any(np.isnan(session.raw.heart_rate_bpm).mean() > 0.02 for session in sessions)
    running = sessions[0].raw.cadence_spm > 0
    assert 150 < np.nanmean(sessions[0].raw.ground_contact_ms[running]) < 300
    assert not any(np.isnan(session.raw.heart_rate_bpm).any() for _, session in sessions_of(INES))


def test_one_pod_tells_power_as_a_developer_field():
    sessions = [session for _, session in sessions_of(INES)]
    assert {session.raw.power_source for session in sessions} == {"developer"}
    assert 100 < np.nanmean(sessions[0].raw.power_w) < 350


def test_laps_are_kilometres_or_repetitions():
    sessions = [session for _, session in sessions_of(INES)]
    words = {lap.intensity for session in sessions for lap in session.laps}
    triggers = {lap.trigger for session in sessions for lap in session.laps}
    assert {"warmup", "interval", "recovery", "cooldown", "active"} <= words
    assert {"distance", "manual", "session_end"} <= triggers
    by_kilometre = next(
        one for one in sessions if {lap.trigger for lap in one.laps} == {"distance", "session_end"}
    )
    assert by_kilometre.laps[0].distance_m == pytest.approx(1000, abs=6)


@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda one: one.key)
def test_the_files_are_read_without_a_complaint(athlete):
    sessions = sessions_of(athlete, 0, 6)
    assert sessions
    for _, session in sessions:
        measured = measure(session.raw, session.totals, session.laps, session.kind)
        assert (session.warnings, measured.cleaning.sentences()) == ((), ())
