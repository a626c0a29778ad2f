"""Weeks to years are kept as they would be computed anew, whatever changed and in whatever order."""

from datetime import date, timedelta

import pytest

from runners.models import RunnerHistory
from runners.physiology.summaries import Period, SessionTotal, summaries
from runners.runner_history_processor import append_rest_days
from runners.stored.history_days import stored_days
from sessions.models import PeriodTotal, SessionStatistics
from sessions.services import scale_squad
from sessions.services.scale_squad import ScaleOrder
from sessions.statistics.period_totals import period_totals, store_period_totals, weeks_from
from sessions.statistics.whole_runner import analyse
from tests import days

pytestmark = pytest.mark.django_db

TODAY = days.CHOSEN.date


@pytest.fixture
def runner(db):
    return scale_squad.seed(ScaleOrder(1, 120, 2, TODAY))[0]


def kept(runner, period):
    return [(one.first_day, one.figures) for one in period_totals(runner, period).reverse()]


def computed(runner, period):
    """What the formula says of all days and sessions."""
    history = stored_days(RunnerHistory.objects.filter(runner=runner).order_by("day"))
    rows = SessionStatistics.objects.filter(runner=runner).order_by("day")
    totals = [
        SessionTotal(*row) for row in rows.values_list("day", "distance_m", "moving_time_s", "ascent_m")
    ]
    return [
        (
            one.first_day,
            {name: getattr(one, name) for name in one.__slots__ if name not in {"first_day", "last_day"}}
            | {"last_day": one.last_day.isoformat()},
        )
        for one in summaries(history, totals, period)
    ]


def assert_all_kept(runner):
    for period in Period:
        found, expected = kept(runner, period), computed(runner, period)
        assert [first for first, _ in found] == [first for first, _ in expected]
        for (_, one), (_, other) in zip(found, expected, strict=True):
            assert one == pytest.approx(other)


def test_an_analysis_keeps_every_period(runner):
    assert_all_kept(runner)
    assert PeriodTotal.objects.filter(runner=runner, period="week").count() > 100


def test_a_changed_run_changes_the_periods_it_lies_in_and_those_after_it(runner):
    run = SessionStatistics.objects.filter(runner=runner).order_by("start_time")[60]
    before = kept(runner, Period.MONTH)
    SessionStatistics.objects.filter(pk=run.pk).update(rtss=run.rtss + 90, distance_m=run.distance_m + 5000)
    analyse(runner, run.day, lambda _percent, _text: None)
    assert_all_kept(runner)
    assert kept(runner, Period.MONTH) != before


def test_the_first_run_gone_takes_the_periods_before_the_next_one_with_it(runner):
    first, second = SessionStatistics.objects.filter(runner=runner).order_by("start_time")[:2]
    SessionStatistics.objects.filter(pk=second.pk).update(day=first.day + timedelta(days=40))
    third = SessionStatistics.objects.filter(runner=runner).order_by("start_time")[2]
    SessionStatistics.objects.filter(pk__in=[first.pk, second.pk]).delete()
    analyse(runner, first.day, lambda _percent, _text: None)
    assert_all_kept(runner)
    assert period_totals(runner, Period.WEEK).last().first_day <= third.day


def test_a_day_of_rest_is_in_its_periods(runner):
    update = append_rest_days(runner, TODAY + timedelta(days=9))
    store_period_totals(runner, update.first_day)
    assert_all_kept(runner)


def test_no_session_leaves_no_period(runner):
    SessionStatistics.objects.filter(runner=runner).delete()
    analyse(runner, date.min, lambda _percent, _text: None)
    assert PeriodTotal.objects.filter(runner=runner).count() == 0


def test_what_was_analysed_before_periods_were_kept_has_them_when_they_are_asked_for(runner):
    PeriodTotal.objects.all().delete()
    assert_all_kept(runner)


def test_weeks_that_begin_on_sunday_hold_the_same_runs(runner):
    weeks = weeks_from(runner, 6, TODAY, 120)
    assert {week.first_day.weekday() for week in weeks} == {6}
    assert [week.first_day for week in weeks] == sorted((week.first_day for week in weeks), reverse=True)
    kept_weeks = [one.figures for one in period_totals(runner, Period.WEEK)]
    for name in ("sessions", "load", "rest_days", "days"):
        assert sum(getattr(week, name) for week in weeks) == pytest.approx(
            sum(week[name] for week in kept_weeks)
        )
