"""An athlete's days: what is planned, what was run, what else stands in the calendar; and weeks of them summed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runners.calendar.selectors import entries_between
from runners.models import CalendarEntry
from sessions.models import SessionStatistics
from sessions.pages.names import session_title
from training.models import TrainingPlanSchema
from training.planning.compliance import colour, ratio
from training.planning.document import flat
from training.planning.records import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runners.models import Runner

__all__ = ["calendar_rows", "compliance_weeks", "planned_rows", "published_plans", "rows_of_plans"]

Document = dict[str, Any]
_OF_A_SESSION = (
    "name", "sport", "start_time", "time_zone", "day", "is_treadmill", "timer_time_s", "distance_m", "rtss",
)  # fmt: skip


def planned_rows(runner: Runner, first: date, last: date) -> list[Document]:
    """The published workouts of a range of days in order, as flat documents; rest days left out."""
    return rows_of_plans(published_plans(runner, first, last), first, last)


def rows_of_plans(plans: Iterable[Plan], first: date, last: date) -> list[Document]:
    """The workouts of plans in a range of days, as flat documents; rest days left out."""
    since, until = first.isoformat(), last.isoformat()
    return [
        row for plan in plans for row in flat(plan) if row["role"] != "rest" and since <= row["date"] <= until
    ]


def published_plans(runner: Runner, first: date, last: date) -> list[Plan]:
    """The plans as published that touch a range of days, in order."""
    plans = TrainingPlanSchema.objects.filter(
        runner=runner,
        status=TrainingPlanSchema.Status.PUBLISHED,
        start_date__lte=last,
        race_date__gte=first,
    ).order_by("start_date", "pk")
    documents = plans.values_list("published", flat=True)
    return [Plan.from_document(document) for document in documents if document is not None]


def calendar_rows(runner: Runner, first: date, last: date) -> list[Document]:
    """Planned workouts, sessions and entries of a range of days, by day."""
    rows = [_planned(row) for row in planned_rows(runner, first, last)]
    rows += [_session(session) for session in _sessions(runner, first, last)]
    rows += [_entry(entry) for entry in entries_between(runner, first, last)]
    return sorted(rows, key=lambda row: (row["day"], row["kind"]))


def compliance_weeks(runner: Runner, first: date, last: date) -> list[Document]:
    """Planned and done of each week (Monday first) with something planned, from `first` to `last`."""
    weeks: dict[date, Document] = {}
    for row in planned_rows(runner, first, last):
        week = _week_of(weeks, date.fromisoformat(row["date"]))
        week["planned_s"] += row["expected_s"]
        week["planned_m"] += row["expected_m"]
        week["planned_rtss"] += row["expected_rtss"]
    for session in _sessions(runner, first, last):
        week = weeks.get(_monday(session.day), {})
        if week:
            week["done_s"] += session.timer_time_s or 0.0
            week["done_m"] += session.distance_m or 0.0
            week["done_rtss"] += session.rtss or 0.0
    return [_judged(weeks[start]) for start in sorted(weeks)]


def _week_of(weeks: dict[date, Document], day: date) -> Document:
    start = _monday(day)
    figures = ("planned_s", "done_s", "planned_m", "done_m", "planned_rtss", "done_rtss")
    return weeks.setdefault(start, {"week_start": start.isoformat(), **dict.fromkeys(figures, 0.0)})


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _judged(week: Document) -> Document:
    share = ratio(week["planned_s"], week["done_s"])
    return week | {
        "compliance_percent": None if share is None else 100 * share,
        "colour": colour(share),
    }


def _sessions(runner: Runner, first: date, last: date) -> Iterable[SessionStatistics]:
    sessions = SessionStatistics.objects.filter(runner=runner, day__gte=first, day__lte=last)
    return sessions.order_by("start_time", "pk").only(*_OF_A_SESSION)


def _planned(row: Document) -> Document:
    share = (row["compliance"] or {}).get("ratio")
    percent = None if share is None else 100 * share
    return _row(
        row["date"], "planned", row["name"], workout=row["id"], session=row["session_id"], percent=percent
    )


def _session(session: SessionStatistics) -> Document:
    return _row(session.day.isoformat(), "session", session_title(session), session=str(session.pk))


def _entry(entry: CalendarEntry) -> Document:
    kind = "race" if entry.kind == CalendarEntry.Kind.RACE else "note"
    return _row(entry.day.isoformat(), kind, entry.title)


def _row(
    day: str,
    kind: str,
    title: str,
    *,
    workout: str | None = None,
    session: str | None = None,
    percent: float | None = None,
) -> Document:
    return {
        "day": day,
        "kind": kind,
        "title": title,
        "workout": workout,
        "session": session,
        "compliance_percent": percent,
    }
