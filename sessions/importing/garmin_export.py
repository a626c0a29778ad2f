"""Garmin Connect's account export: JSON that names activities by the number in their files' names, and the gear of each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sessions.importing.export_words import TableRow, Words, plain_text, plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["garmin_rows"]


def garmin_rows(content: bytes) -> list[TableRow]:
    """The activities of a summarizedActivities or a gear file. Raises ValueError for what is no JSON."""
    documents = json.loads(content)
    activities, gear = [], dict[str, str]()
    for document in documents if isinstance(documents, list) else [documents]:
        if isinstance(document, dict):
            activities += _dicts(document.get("summarizedActivitiesExport"))
            gear |= _gear_by_activity(document)
    if not activities and not gear:
        return []
    rows = [_json_row(one) for one in activities]
    described = [
        replace(row, words=row.words.over(Words(gear=gear.pop(row.activity_id or "", None)))) for row in rows
    ]
    return [*described, *(TableRow(Words(gear=name), activity_id=number) for number, name in gear.items())]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _gear_by_activity(document: Mapping[str, Any]) -> dict[str, str]:
    """The name of the gear of each activity, by the activity's number."""
    names = {
        str(one.get("gearPk")): plain_text(one.get("displayName") or one.get("customMakeModel"))
        for one in _dicts(document.get("gearDTOS"))
    }
    used = document.get("gearActivityDTOs")
    pairs = used.items() if isinstance(used, dict) else ()
    return {
        str(one.get("activityId")): name
        for gear, activities in pairs
        for one in _dicts(activities)
        if (name := names.get(str(gear))) is not None
    }


def _json_row(activity: Mapping[str, Any]) -> TableRow:
    rpe = activity.get("workoutRpe")
    milliseconds = activity.get("startTimeGmt") or activity.get("beginTimestamp")
    start = None
    if isinstance(milliseconds, int | float) and 0 < milliseconds < 1e14:
        start = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return TableRow(
        words=plain_words(
            activity.get("name"),
            activity.get("description"),
            # Garmin keeps exertion in tenths of a point.
            rpe / 10 if isinstance(rpe, int | float) else None,
            None,
        ),
        activity_id=str(activity["activityId"]) if activity.get("activityId") else None,
        start=start,
    )
