"""Long ranges of the history in at most as many points as a screen shows."""

from datetime import date, timedelta

import pytest

from runlab_site.time_zones import midnight
from runners.models import RunnerHistory
from runners.runner_history_processor import SessionLoad, SportLoad, update_history
from runners.services.runner_service import create_runner_with_defaults
from runners.stored.thinned_history import (
    MOST_POINTS,
    MOST_POINTS_OF_WEEKS,
    thinned_history,
)
from runners.stored.thinned_history import (
    days_a_point as points_of,
)

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)


def history_of(days_count):
    runner = create_runner_with_defaults(name="Ada", time_zone="UTC")
    loads = [
        SportLoad(SessionLoad(f"{n:024x}", midnight(day), day, float(n % 90), n % 3 == 0), "running")
        for n in range(days_count)
        if (day := FIRST + timedelta(days=n)) and n % 4
    ]
    loads.insert(0, SportLoad(SessionLoad("f" * 24, midnight(FIRST), FIRST, 10.0, False), "running"))
    update_history(runner, loads, date.min, FIRST + timedelta(days=days_count - 1))
    return runner, list(RunnerHistory.objects.filter(runner=runner).order_by("day"))


def test_a_range_that_fits_has_each_day_as_it_is_stored():
    runner, rows = history_of(MOST_POINTS)
    thinned = thinned_history(runner, rows[-1], None)
    assert thinned.days_a_point == 1
    assert [(point["day"], point["ctl"], point["load_rtss"]) for point in thinned.points] == [
        (row.day, row.ctl, row.load_rtss) for row in rows
    ]


def test_a_long_range_keeps_its_last_day_its_load_and_where_fitness_stood():
    runner, rows = history_of(1002)
    thinned = thinned_history(runner, rows[-1], None)
    assert thinned.days_a_point == 7
    assert len(thinned.points) == 144 <= MOST_POINTS
    assert [point["day"] for point in thinned.points] == [row.day for row in rows[::-1][::7]][::-1]
    assert [point["ctl"] for point in thinned.points] == [row.ctl for row in rows[::-1][::7]][::-1]
    whole = [point["load_rtss"] * 7 for point in thinned.points[1:]]
    assert sum(whole) + thinned.points[0]["load_rtss"] == pytest.approx(sum(row.load_rtss for row in rows))
    assert sum(point["unknown_load_count"] for point in thinned.points) == 0


@pytest.mark.parametrize(
    ("days_count", "days_a_point"), [(400, 1), (401, 7), (1400, 7), (1401, 14), (3652, 21)]
)
def test_a_point_is_a_day_or_whole_weeks(days_count, days_a_point):
    assert points_of(days_count) == days_a_point
    assert -(-days_count // days_a_point) <= (MOST_POINTS if days_a_point == 1 else MOST_POINTS_OF_WEEKS)


def test_a_range_ends_with_the_last_day_and_has_its_length():
    runner, rows = history_of(200)
    points = thinned_history(runner, rows[-1], 91).points
    assert [point["day"] for point in points] == [row.day for row in rows[-91:]]
