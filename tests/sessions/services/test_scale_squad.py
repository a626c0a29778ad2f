"""Squads of any size for measuring: small documents that agree with each other."""

from datetime import date, timedelta
from io import StringIO

import bson
import pytest
from django.core.management import call_command

from runlab_site.database import database
from runners.models import Runner, RunnerHistory
from sessions.demo.scale_season import scale_season
from sessions.models import SessionStatistics
from sessions.services import scale_squad
from sessions.services.scale_squad import ScaleOrder

END = date(2026, 11, 24)


def test_a_season_has_its_runs_within_its_years_and_is_the_same_each_time():
    runs = list(scale_season(3, 400, 2, END))
    assert runs == list(scale_season(3, 400, 2, END))
    assert len(runs) == 400
    assert runs == sorted(runs, key=lambda run: run.start)
    assert END - timedelta(days=730) < runs[0].day <= runs[-1].day <= END
    assert all(run.start.date() == run.day for run in runs)


def test_efforts_lie_within_their_run_and_none_is_slower_than_it():
    for run in scale_season(1, 200, 1, END):
        for distance_m, time_s, start_s in run.efforts:
            assert start_s + time_s <= run.time_s + 0.01
            assert distance_m / time_s >= run.speed_mps - 0.001


@pytest.mark.django_db
def test_thin_sessions_are_small_and_history_and_bests_follow_from_them():
    (runner,) = scale_squad.seed(ScaleOrder(1, 150, 1, END))
    documents = list(database.collection("sessionStatistics").find())
    assert len(documents) == 150
    assert max(len(bson.encode(one)) for one in documents) <= 1500
    load = sum(row.load_rtss for row in RunnerHistory.objects.filter(runner=runner))
    assert load == pytest.approx(sum(one["rtss"] for one in documents))
    best = min(
        effort["time_s"]
        for one in documents
        for effort in one["best_efforts"]
        if effort["distance_m"] == 5000.0
    )
    kept = [row for row in Runner.objects.get(pk=runner.pk).personal_bests if row["distance_m"] == 5000.0]
    assert min(row["time_s"] for row in kept if not row["is_default"]) == best


@pytest.mark.django_db
def test_whole_sessions_have_all_that_an_analysed_recording_has():
    (runner,) = scale_squad.seed(ScaleOrder(1, 5, 1, END, is_whole=True))
    sessions = SessionStatistics.objects.filter(runner=runner).order_by("start_time")
    assert sessions.count() == 5
    assert all(session.figures and session.judged and session.measured for session in sessions)


@pytest.mark.django_db
def test_the_command_says_how_to_sign_in_and_a_second_run_adds_nothing():
    said = StringIO()
    for _ in range(2):
        call_command(
            "seed_scale",
            "--athletes=2",
            "--sessions-per-athlete=30",
            "--years=1",
            stdout=said,
            stderr=StringIO(),
        )
    assert said.getvalue().count("coach=coach@scale.example athlete=athlete@scale.example") == 2
    assert Runner.objects.count() == 2
    assert SessionStatistics.objects.count() == 60
