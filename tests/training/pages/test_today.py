"""Today: the workout of the day, the week, the next race, the last session."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from runlab_site.web import figures
from runners.models import CalendarEntry, Runner
from sessions.models import SessionStatistics
from tests import days
from training.models import TrainingPlan, TrainingPlanSchema
from training.pages.today.context import followed_plan, today_page
from training.planning.records import Plan
from training.selectors.next_race import next_race
from training.services.plan_service import publish_plan, store_generated
from training.services.session_matching import match_sessions

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def mara():
    return Runner.objects.create(name="Mara")


def session(runner, day, distance_m):
    start = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    return SessionStatistics.objects.create(
        runner=runner,
        sport="running",
        start_time=start,
        time_zone="UTC",
        day=day,
        distance_m=distance_m,
        timer_time_s=distance_m / 3,
        rtss=distance_m / 200,
    )


def test_this_week_stands_beside_the_mean_of_the_four_before(mara):
    for weeks in range(1, 5):
        session(mara, TODAY - timedelta(weeks=weeks), 10_000)
    session(mara, TODAY, 5_000)
    page = today_page(mara, None, TODAY, week_start=0)
    assert page.week.distance_m.done == 5_000
    assert page.week.distance_m.usual == 10_000
    assert page.week.distance_m.share_percent == 50
    assert page.week.days_left == 5


def test_a_week_may_begin_on_sunday(mara):
    page = today_page(mara, None, TODAY, week_start=6)
    assert page.week.days[0].day == date(2026, 11, 22)
    assert [day.is_today for day in page.week.days].index(True) == 2


STEPS = [
    {
        "kind": "step", "intensity": "active", "duration": {"type": "time", "value": 2400.0},
        "target": {"type": "pace", "low_mps": 2.8, "high_mps": 3.2}, "planned_if": 0.75, "planned_s": 2400.0, "label": "E",
    }
]  # fmt: skip


@pytest.fixture
def published(plan):
    """The plan as published, its first week moved so that it holds today: yesterday, today and tomorrow a run each."""
    document = plan.candidates[0]
    week = document["blocks"][0]["weeks"][0]
    workout = next(w for day in week["days"] for w in day["workouts"] if w["role"] == "easy")
    named = {-1: ("a", "Easy 40 min"), 0: ("b", "Easy 41 min"), 1: ("c", "Easy 42 min")}
    start = days.CHOSEN.date - timedelta(days=1)
    for offset, day in enumerate(week["days"], start=-1):
        day["date"] = (days.CHOSEN.date + timedelta(days=offset)).isoformat()
        letter, name = named.get(offset, ("", ""))
        day["workouts"] = [workout | {"id": letter * 24, "name": name, "steps": STEPS}] if letter else []
    week["start_date"] = start.isoformat()
    document |= {"plan_id": "e" * 24, "start_date": start.isoformat()}
    stored = store_generated("e" * 24, plan.runner, [Plan.from_document(document)], None)
    publish_plan(stored, None)
    return TrainingPlanSchema.objects.get(pk=stored.pk)


def page_of(browser, runner):
    return browser.get(f"/runners/{runner.pk}/").content.decode()


def box_of(page, name):
    """The text of one box of Today."""
    inside = page[page.index(f'id="{name}"') :]
    return " ".join(strip_tags(inside[: inside.index("</section>")]).split())


@pytest.fixture
def by_athlete(athlete):
    browser = Client()
    browser.force_login(athlete)
    return browser


def test_the_workout_of_the_day_stands_first_with_its_steps_and_paces(published, by_athlete):
    page = page_of(by_athlete, published.runner)
    assert "Easy 41 min" in box_of(page, "workout")
    assert "40 min Easy 5:13 – 5:57/km" in box_of(page, "workout")
    assert "you can speak in whole sentences" in box_of(page, "workout")
    assert "week 1 of" in page
    boxes = [page.index(f'id="{name}"') for name in ("workout", "last-session", "week", "race")]
    assert boxes[0] == min(boxes)


def test_the_week_says_what_is_done_of_what_is_planned(published, by_athlete):
    week = today_page(
        published.runner, followed_plan(published.runner, days.CHOSEN.date),
        days.CHOSEN.date, week_start=(days.CHOSEN.date.weekday() - 1) % 7,
    ).week  # fmt: skip
    expected_m = sum(one.workout.expected_m for day in week.days for one in day.planned)
    assert week.distance_m.planned == expected_m > 0
    assert len([one for day in week.days for one in day.planned]) == 3
    assert " of " in box_of(page_of(by_athlete, published.runner), "week")


def test_the_last_session_says_whether_it_was_as_planned(published, by_athlete):
    yesterday = days.CHOSEN.date - timedelta(days=1)
    SessionStatistics.objects.filter(runner=published.runner, day__gte=yesterday).delete()
    run = session(published.runner, yesterday, 8000)
    workout = TrainingPlan.objects.get(planned_id="a" * 24)
    SessionStatistics.objects.filter(pk=run.pk).update(timer_time_s=workout.expected_s)
    match_sessions(str(published.runner.pk))
    page = page_of(by_athlete, published.runner)
    assert "As planned, 100 %" in box_of(page, "last-session")


def test_the_next_race_has_its_days_its_goal_and_a_forecast_with_its_band(published, by_athlete):
    plan = Plan.from_document(published.published)
    race = next_race(published.runner, plan, days.CHOSEN.date)
    assert (race.name, race.day) == ("10 km", plan.goal.race_date)
    assert race.expected.fast_s < race.expected.time_s < race.expected.slow_s
    said = box_of(page_of(by_athlete, published.runner), "race")
    assert f"{race.days_left} days" in said
    assert figures.duration(race.expected.time_s).value in said


def test_a_race_of_the_calendar_comes_before_the_goal_and_says_what_its_forecast_lacks(published, by_athlete):
    CalendarEntry.objects.create(
        runner=published.runner, kind="race", day=days.CHOSEN.date + timedelta(days=9),
        last_day=days.CHOSEN.date + timedelta(days=9), title="Park run", distance_m=5000.0, target_time_s=1200.0,
        priority="C",
    )  # fmt: skip
    said = box_of(page_of(by_athlete, published.runner), "race")
    assert "Park run" in said
    assert "9 days" in said
    assert "Your goal20:00" in said
    assert "a race or a test of the last year" in said


def test_a_day_of_rest_names_what_comes_next(published, by_athlete):
    document = published.published
    today = days.CHOSEN.date.isoformat()
    for day in document["blocks"][0]["weeks"][0]["days"]:
        if day["date"] == today:
            day["workouts"] = []
    TrainingPlanSchema.objects.filter(pk=published.pk).update(published=document)
    said = box_of(page_of(by_athlete, published.runner), "workout")
    assert "Rest" in said
    assert "Next: Easy 42 min" in said
