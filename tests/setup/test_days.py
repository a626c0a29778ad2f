"""The days tests run on: which they are, how one is chosen, and that the docs tell the same."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests import days

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_the_docs_list_the_same_days():
    rows = [
        line for line in (ROOT / "docs" / "testing.md").read_text().splitlines() if line.startswith("| `")
    ]
    told = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if "RUNLAB" not in row]
    assert told == [[f"`{d.name}`", d.weekday, d.local, d.zone, d.why] for d in days.DAYS]


def test_every_weekday_is_there_and_each_zone():
    assert {day.date.weekday() for day in days.DAYS} == set(range(7))
    assert {day.zone for day in days.DAYS} == {
        "Europe/Berlin",
        "America/New_York",
        "Asia/Tokyo",
        "Pacific/Auckland",
    }


def test_the_ends_of_months_and_years_and_a_leap_day_are_there():
    dates = {day.date for day in days.DAYS}
    next_ones = {one + timedelta(days=1) for one in dates}
    assert any(one.day == 1 and one.month > 1 for one in dates)
    assert any(one.day == 1 and one.month > 1 for one in next_ones)
    assert {(1, 1), (12, 31), (2, 29)} <= {(one.month, one.day) for one in dates}


def test_both_changes_of_the_clock_are_there():
    def change_of(day):
        noon = datetime(day.date.year, day.date.month, day.date.day, 12, tzinfo=day.moment.tzinfo)
        before = noon - timedelta(days=1)
        return (noon.utcoffset() - before.utcoffset()) / timedelta(hours=1)

    assert {change_of(day) for day in days.DAYS} == {-1, 0, 1}


def test_some_days_are_another_date_in_utc_both_ways():
    ahead = {(day.moment.astimezone(UTC).date() - day.date).days for day in days.DAYS}
    assert ahead == {-1, 0, 1}


def test_a_day_is_chosen_by_name_by_the_number_of_the_run_or_by_the_hour():
    assert days.chosen({}, NOW) == days.DAYS[0]
    assert days.chosen({days.VARIABLE: "leap-day"}, NOW).date == date(2028, 2, 29)
    numbered = [days.chosen({days.VARIABLE: "next", "CI_RUN_NUMBER": str(n)}, NOW) for n in range(10)]
    assert sorted(numbered, key=days.DAYS.index) == list(days.DAYS)
    by_the_hour = {days.chosen({days.VARIABLE: "next"}, NOW + timedelta(hours=n)) for n in range(10)}
    assert by_the_hour == set(days.DAYS)
    with pytest.raises(ValueError, match="no-day is none of"):
        days.chosen({days.VARIABLE: "no-day"}, NOW)


def test_make_goes_through_all_of_them():
    command = [sys.executable, "-m", "tests.days"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [day.name for day in days.DAYS]
