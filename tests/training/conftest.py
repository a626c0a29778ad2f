"""A coach with an athlete who has run for six weeks, and a plan for the athlete."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.models import Runner, RunnerHistory
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of
from sessions.models import SessionStatistics
from tests import days
from tests.jobs import work_off_jobs
from training import training_plan_generator
from training.models import TrainingPlanSchema
from training.planning.records import Plan

TODAY = days.CHOSEN.date
START = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def coach(db):
    return User.objects.create_user("coach@example.com", name="Coach", is_coach=True, is_staff=True)


@pytest.fixture
def foreign_coach(db):
    return User.objects.create_user("other@example.com", name="Other", is_coach=True)


@pytest.fixture
def athlete(db):
    return User.objects.create_user("anna@example.com", name="Anna")


@pytest.fixture
def runner(coach, athlete):
    made = create_minimal_runner_for_user(athlete)
    join_squad_of(coach, made)
    Runner.objects.filter(pk=made.pk).update(critical_speed_mps=4.0, w_prime_m=180.0)
    RunnerHistory.objects.create(
        runner=made, day=TODAY - timedelta(days=1), day_number=200, load_rtss=40, ctl=40, atl=40, tsb=0,
        banister_fitness=0, banister_fatigue=0, banister_performance=0, phase="settled", source="sessions",
        formula_version="test",
    )  # fmt: skip
    for ago in range(1, 41, 2):
        add_run(made, TODAY - timedelta(days=ago), 3600, 11_000, 55)
    return Runner.objects.get(pk=made.pk)


@pytest.fixture
def by_coach(coach):
    """The coach's browser."""
    client = Client()
    client.force_login(coach)
    return client


@pytest.fixture
def by_athlete(athlete):
    """The athlete's browser."""
    client = Client()
    client.force_login(athlete)
    return client


def add_run(runner, day: date, seconds: float, metres: float, load: float) -> SessionStatistics:
    return SessionStatistics.objects.create(
        runner=runner, sport="running", start_time=datetime(day.year, day.month, day.day, 7, tzinfo=UTC),
        time_zone="UTC", day=day, timer_time_s=seconds, elapsed_time_s=seconds, distance_m=metres, rtss=load,
    )  # fmt: skip


def wish(**changes):
    plain = {
        "start_day": START.isoformat(),
        "goal_day": (START + timedelta(days=69)).isoformat(),
        "goal_distance_m": 10_000.0,
    }
    return plain | changes


@pytest.fixture
def plan(runner, coach):
    job = training_plan_generator.generate(runner, wish(), user_id=coach.pk)
    work_off_jobs()
    job.refresh_from_db()
    assert job.status == "completed", job.problem
    return TrainingPlanSchema.objects.get(pk=job.plan_id)


def easy_and_rest(plan):
    """An easy workout's id and a day of rest, ISO."""
    record = Plan.from_document(plan.document)
    easy = next(w for day in record.days for w in day.workouts if w.role == "easy")
    rest = next(day.date for day in record.days if not day.workouts and day.max_s)
    return easy.id, rest
