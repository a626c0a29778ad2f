"""The squad page and the Fitness page judge by the same rules."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.models import CriticalSpeedRecord, RunnerHistory
from runners.physiology.local_days import local_day
from runners.services.runner_service import create_runner_with_defaults
from sessions.statistics.squad_standing import refresh_squad_standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coach():
    return User.objects.create(name="Coach", email="coach@example.org", is_coach=True)


@pytest.fixture
def client(coach):
    client = Client()
    client.force_login(coach)
    return client


def athlete(coach, name, *, tsb=0.0, ramp=0.0, estimated=0.0, effort_age_days=10):
    """A runner with sixteen days of history; form, ramp and guesswork are those of all of them."""
    runner = create_runner_with_defaults(name=name, coach=coach)
    today = local_day(datetime.now(UTC), runner.time_zone)
    days = [today - timedelta(days=back) for back in range(15, -1, -1)]
    RunnerHistory.objects.bulk_create(
        RunnerHistory(
            runner=runner, day=day, day_number=400 + n, load_rtss=50.0, ctl=90.0, atl=90.0 - tsb, tsb=tsb,
            ramp_rate=ramp, estimated_percent=estimated, banister_fitness=0.0, banister_fatigue=0.0,
            banister_performance=0.0, phase="settled", source="sessions", formula_version="test",
        )
        for n, day in enumerate(days)
    )  # fmt: skip
    critical_speed(runner, today - timedelta(days=effort_age_days))
    refresh_squad_standing(runner)
    return runner


def critical_speed(runner, newest: date):
    CriticalSpeedRecord.objects.create(
        runner=runner, valid_from=newest, state="in_force", critical_speed_mps=4.0, w_prime_m=200.0,
        points=[{"distance_m": 3000.0, "time_s": 700.0, "day": newest.isoformat(), "session": None,
                 "kind": "normal", "used": True, "why_not": None}],
        reason={"code": "in_force", "text": "", "session": None}, formula_version="test",
    )  # fmt: skip


def fitness_alerts(client, runner):
    page = client.get(f"/runners/{runner.pk}/fitness/").content.decode()
    lines = re.findall(r"data-alert=.*?<span>(.*?)</span>", page, re.DOTALL)
    return {html.unescape(line).removesuffix(GUESSWORK_HELP) for line in lines}


GUESSWORK_HELP = " A Critical Speed, or runs with a heart rate strap, make it exact."


def squad_alerts(client, runner):
    page = client.get("/runners/").content.decode()
    (row,) = (one for one in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if f">{runner.name}<" in one)
    return {html.unescape(hint) for hint in re.findall(r'<span class="badge[^>]*title="([^"]*)"', row)}


@pytest.mark.parametrize(
    ("how", "count"),
    [
        ({}, 0),
        ({"ramp": 6.0}, 1),
        ({"ramp": 9.0}, 1),
        ({"tsb": -26.0}, 1),
        ({"tsb": -24.0}, 0),
        ({"estimated": 40.0}, 1),
        ({"effort_age_days": 61}, 1),
        ({"ramp": 9.0, "tsb": -36.0, "estimated": 40.0, "effort_age_days": 70}, 4),
    ],
)
def test_squad_and_fitness_show_the_same_alerts(client, coach, how, count):
    runner = athlete(coach, "Ada Quick", **how)
    shown = squad_alerts(client, runner)
    assert len(shown) == count
    assert shown == fitness_alerts(client, runner)


def test_the_worst_alert_comes_first_and_so_does_who_has_it(client, coach):
    athlete(coach, "Calm")
    athlete(coach, "Guessed", estimated=40.0)
    both = athlete(coach, "Both", estimated=40.0, tsb=-36.0)
    page = client.get("/runners/").content.decode()
    names = re.findall(r'class="row-link"[^>]*>([^<]*)<', page)
    assert names == ["Both", "Guessed", "Calm"]
    (row,) = (one for one in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if f">{both.name}<" in one)
    assert re.findall(r'class="badge badge-(\w+)"', row) == ["bad", "warn"]
    assert "2 need you." in page
