"""The Critical Speed page: what is missing, what is stale, what is estimated, and thresholds typed on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.models import CriticalSpeedRecord, RunnerDecision
from runners.services.runner_service import create_minimal_runner_for_user
from tests import days
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db
TODAY = days.CHOSEN.date


@pytest.fixture
def runner(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    return create_minimal_runner_for_user(User.objects.create_user("ada@example.com", name="Ada Quick"))


@pytest.fixture
def browser(runner):
    browser = Client()
    browser.force_login(runner.user)
    return browser


@pytest.fixture
def place(runner):
    return f"/runners/{runner.pk}/critical-speed/"


def in_use(runner, *, age_days, state="in_force", source="fit", flags=()):
    day = TODAY - timedelta(days=age_days)
    point = {
        "distance_m": 5000.0, "time_s": 1200.0, "day": day.isoformat(), "session": None, "kind": "race",
        "used": True, "why_not": None, "evidence": "A race, as said.",
    }  # fmt: skip
    return CriticalSpeedRecord.objects.create(
        runner=runner, valid_from=day, state=state, source=source, critical_speed_mps=4.0, w_prime_m=200.0,
        points=[point], reason={"code": state, "text": "New."}, flags=list(flags), formula_version="1",
    )  # fmt: skip


def test_without_a_value_the_page_says_which_test_fills_it(browser, place):
    page = browser.get(place).content.decode()
    assert "No Critical Speed yet" in page
    assert "3 and 9 minutes all-out" in page


def test_a_value_whose_efforts_are_old_is_called_stale(browser, runner, place):
    record = in_use(runner, age_days=80)
    assert b"data-old-efforts" not in browser.get(place).content
    record.delete()
    in_use(runner, age_days=91)
    assert b"data-old-efforts" in browser.get(place).content


def test_an_estimate_from_one_race_says_so_and_what_is_missing(browser, runner, place):
    in_use(runner, age_days=3, state="estimated", source="race", flags=["estimated"])
    page = browser.get(place).content.decode()
    assert "Estimated from one race" in page
    assert "data-missing" in page
    assert "A race, as said." in page


def test_what_an_earlier_formula_stored_is_still_shown(browser, runner, place):
    record = in_use(runner, age_days=3, source="provisional", flags=["provisional"])
    del record.points[0]["evidence"]
    record.save()
    assert browser.get(place).status_code == 200


@pytest.mark.parametrize(
    ("form", "body", "speed_mps"),
    [
        ("type", {"pace_s": "4:10", "w_prime_m": "180", "from_day": ""}, 4.0),
        ("type-race", {"distance_km": "10", "time_s": "40:00", "day": TODAY.isoformat()}, 10_000 / 2400),
    ],
)
def test_a_threshold_is_typed_and_taken_back_on_the_page(browser, runner, place, form, body, speed_mps):
    assert browser.post(f"{place}{form}/", body).status_code == 302
    work_off_jobs()
    runner.refresh_from_db()
    assert runner.critical_speed_mps == pytest.approx(speed_mps)
    assert b"Take back what was typed last" in browser.get(place).content
    assert browser.post(f"{place}withdraw/").status_code == 302
    work_off_jobs()
    runner.refresh_from_db()
    assert runner.critical_speed_mps is None


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("type", {"pace_s": "1:10"}),
        ("type", {"pace_s": "4:10", "w_prime_m": "27"}),
        ("type", {"pace_s": "4:10", "from_day": "2100-01-01"}),
        ("type-race", {"distance_km": "1", "time_s": "3:00", "day": "2026-05-01"}),
    ],
)
def test_what_no_runner_has_is_refused_with_the_page(browser, place, form, body):
    assert browser.post(f"{place}{form}/", body).status_code == 422
    assert not RunnerDecision.objects.exists()
