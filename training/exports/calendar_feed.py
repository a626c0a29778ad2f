"""Planned workouts as iCalendar (RFC 5545): one all-day event a workout, cancelled ones included."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from runlab_site.web.figures import Units, distance
from training.exports.step_text import steps_text
from training.planning.records import Plan, Steps

Document = dict[str, Any]

PRODUCT_ID = "-//Runlab//Training plan//EN"


def calendar_bytes(
    rows: Iterable[Document],
    made_at: datetime,
    removed: Iterable[Document] = (),
    *,
    steps: Mapping[str, Steps],
    units: Units = "km",
) -> bytes:
    """The calendar of flat plan documents; `removed` are workouts that were there before and are cancelled now.

    `steps` of the workouts by id: they are written out with their paces, in `units`.

    UID is the workout's id and SEQUENCE the plan's version, so that calendars update events instead of adding them.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    for row in rows:
        if row["role"] != "rest":
            calendar.add_component(_event(row, made_at, steps.get(row["id"], ()), units))
    for row in removed:
        event = _event(row, made_at, (), units)
        event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def steps_of_plans(plans: Iterable[Plan]) -> dict[str, Steps]:
    """The steps of all workouts of some plans, by the workout's id."""
    return {one.id: one.steps for plan in plans for week in plan.weeks for one in week.workouts}


def _event(row: Document, made_at: datetime, steps: Steps, units: Units) -> Event:
    day = date.fromisoformat(row["date"])
    event = Event()
    event.add("uid", row["id"])
    event.add("sequence", row["version"])
    event.add("dtstamp", made_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", row["name"])
    event.add("description", _description(row, steps, units))
    event.add("transp", "TRANSPARENT")
    return event


def _description(row: Document, steps: Steps, units: Units) -> str:
    minutes = round(row["expected_s"] / 60)
    whole = f"{minutes} min, {distance(row['expected_m'], units)}, load {row['expected_rtss']:.0f}"
    return "\n".join(text for text in (steps_text(steps, units), whole, row["shorthand"]) if text)
