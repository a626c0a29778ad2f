from datetime import UTC, date, datetime

import pytest

from runners.physiology.errors import InvalidInputError
from runners.physiology.local_days import calendar_days, local_day


def test_the_day_is_that_of_the_start_where_the_athlete_was():
    start = datetime(2024, 6, 1, 22, 30, tzinfo=UTC)
    assert local_day(start, "Europe/Oslo") == date(2024, 6, 2)
    assert local_day(start, "America/Los_Angeles") == date(2024, 6, 1)
    assert local_day(start, "Asia/Singapore") == date(2024, 6, 2)


def test_the_watchs_own_local_time_wins():
    start = datetime(2024, 6, 1, 22, 30, tzinfo=UTC)
    assert local_day(start, "Europe/Oslo", local_start=datetime(2024, 6, 1, 12, 30)) == date(2024, 6, 1)  # noqa: DTZ001 - FIT's local time has no zone


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused_by_name(zone):
    with pytest.raises(InvalidInputError, match="no time zone named"):
        local_day(datetime(2024, 6, 1, tzinfo=UTC), zone)


def test_a_start_without_an_offset_is_refused():
    with pytest.raises(InvalidInputError, match="offset from UTC"):
        local_day(datetime(2024, 6, 1), "Europe/Oslo")  # noqa: DTZ001 - the very thing refused


def test_calendar_days_pass_the_change_of_clocks_one_by_one():
    days = list(calendar_days(date(2024, 3, 30), date(2024, 4, 1)))
    assert days == [date(2024, 3, 30), date(2024, 3, 31), date(2024, 4, 1)]
    assert list(calendar_days(date(2024, 4, 1), date(2024, 3, 30))) == []
