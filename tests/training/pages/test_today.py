"""Today: the week beside the usual one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from runners.models import Runner
from sessions.models import SessionStatistics
from training.pages.today.context import today_page

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def runner():
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


def test_this_week_stands_beside_the_mean_of_the_four_before(runner):
    for weeks in range(1, 5):
        session(runner, TODAY - timedelta(weeks=weeks), 10_000)
    session(runner, TODAY, 5_000)
    page = today_page(runner, TODAY, week_start=0)
    assert page.distance_m.done == 5_000
    assert page.distance_m.usual == 10_000
    assert page.distance_m.share_percent == 50
    assert page.days_left == 5


def test_a_week_may_begin_on_sunday(runner):
    page = today_page(runner, TODAY, week_start=6)
    assert page.week[0].day == date(2026, 11, 22)
    assert [day.is_today for day in page.week].index(True) == 2
