"""What session pages say: names, the one true sentence, bars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from runners.models import Runner
from sessions.models import SessionStatistics
from sessions.pages.names import session_title
from sessions.pages.records import record_sentence
from sessions.pages.session.tables import zone_bars

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def runner():
    return Runner.objects.create(name="Mara")


def session(runner, day, distance_m, **fields):
    start = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    figures = {"distance_m": distance_m, "timer_time_s": distance_m / 3, "rtss": distance_m / 200}
    return SessionStatistics.objects.create(
        **{"runner": runner, "sport": "running", "start_time": start, "time_zone": "UTC", "day": day}
        | figures
        | fields
    )


def test_a_session_without_a_name_is_called_by_its_hour_where_the_athlete_was(runner):
    morning = session(runner, TODAY, 5000)
    evening = session(runner, TODAY, 5000, time_zone="Asia/Tokyo")
    assert session_title(morning) == "Morning run"
    assert session_title(evening) == "Afternoon run"
    assert session_title(session(runner, TODAY, 5000, name="Club mile")) == "Club mile"


def test_the_longest_run_says_over_which_span_it_is_the_longest(runner):
    session(runner, TODAY - timedelta(days=100), 20_000)
    session(runner, TODAY - timedelta(days=40), 12_000)
    session(runner, TODAY - timedelta(days=5), 8_000)
    assert record_sentence(session(runner, TODAY, 15_000)) == "Longest run in 90 days"
    assert record_sentence(session(runner, TODAY + timedelta(days=1), 14_000)) == ""


def test_the_first_runs_are_no_record_since_the_span_is_not_full(runner):
    session(runner, TODAY - timedelta(days=3), 5_000)
    assert record_sentence(session(runner, TODAY, 9_000)) == ""


def test_zone_bars_share_out_the_time_in_zones():
    bars = zone_bars([60, 0, 180, 0, 0], "heart_rate")
    assert [bar.percent for bar in bars] == [25, 0, 75, 0, 0]
    assert zone_bars([], "pace") == []
