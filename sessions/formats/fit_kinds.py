"""What a FIT file without a recording is: by its file_id, else by the messages that only such files hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import fitparse_sdk as fit

__all__ = ["FileKind", "kind_of_file"]

_UPLOAD_INSTEAD = "Upload the activity that the watch recorded."
_NO_NEED = "Runlab reads activities only; there is nothing to do."


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what it is as a sentence goes on after "is", and what to do."""

    words: str
    advice: str = _NO_NEED


_DAILY = FileKind("a file of daily monitoring (steps, heart rate through the day), not an activity.")
_SLEEP = FileKind("a file of a night's sleep, not an activity.")
_HRV_STATUS = FileKind("a file of the nightly HRV status, not an activity.")
_SETTINGS = FileKind("a file of the watch's settings, not an activity.")
_WORKOUT = FileKind("a workout file: what is to be run, not an activity.", _UPLOAD_INSTEAD)
_COURSE = FileKind("a course file: a way to follow, not an activity.", _UPLOAD_INSTEAD)

# Garmin numbers some kinds of files that the public profile does not name (44, 49, 58, 68 and others of account exports).
_BY_TYPE: dict[str, FileKind] = {
    "monitoring_a": _DAILY,
    "monitoring_b": _DAILY,
    "monitoring_daily": _DAILY,
    "49": _SLEEP,
    "68": _HRV_STATUS,
    "settings": _SETTINGS,
    "sport": FileKind("a file of the watch's settings for a sport, not an activity."),
    "device": FileKind("a file that describes the watch, not an activity."),
    "exd_configuration": FileKind("a file of the settings of a display, not an activity."),
    "workout": _WORKOUT,
    "schedules": FileKind("a calendar of planned workouts, not an activity.", _UPLOAD_INSTEAD),
    "course": _COURSE,
    "segment": FileKind("a segment to race on, not an activity.", _UPLOAD_INSTEAD),
    "segment_list": FileKind("a list of segments, not an activity.", _UPLOAD_INSTEAD),
    "totals": FileKind("a file of the watch's running totals, not an activity."),
    "goals": FileKind("a file of goals, not an activity."),
    "weight": FileKind("a file of weighings, not an activity."),
    "blood_pressure": FileKind("a file of blood pressure, not an activity."),
    "activity_summary": FileKind(
        "a summary of activities without their recordings, not an activity.", _UPLOAD_INSTEAD
    ),
    "44": FileKind("a file of training metrics that the watch keeps for itself, not an activity."),
    "58": FileKind("a file of the stress and recovery that the watch measured, not an activity."),
}
# Messages that stand in no recording, the most telling first.
_BY_MESSAGE: tuple[tuple[tuple[str, ...], FileKind], ...] = (
    (("sleep_level", "sleep_assessment"), _SLEEP),
    (("hrv_status_summary", "hrv_value"), _HRV_STATUS),
    (("monitoring", "monitoring_info", "stress_level", "monitoring_hr_data"), _DAILY),
    (("workout", "workout_step"), _WORKOUT),
    (("course", "course_point"), _COURSE),
    (("device_settings", "user_profile", "hrm_profile", "zones_target"), _SETTINGS),
)


def kind_of_file(parts: Iterable[fit.Activity]) -> FileKind | None:
    """What it is in place of an activity; None for an activity in which nothing was recorded."""
    files = list(parts)
    types = [str(message.get("type")) for part in files for message in part.messages("file_id")]
    if "activity" in types:
        return None
    known = next((_BY_TYPE[one] for one in types if one in _BY_TYPE), None)
    told = _by_messages(files)
    # Watches also put nights and HRV into files of daily monitoring; then what is in it says more.
    if known is None or (known is _DAILY and told in (_SLEEP, _HRV_STATUS)):
        known = told or known
    return known or _unnamed(types)


def _by_messages(files: Iterable[fit.Activity]) -> FileKind | None:
    there = {name for part in files for name in part.names}
    return next((kind for names, kind in _BY_MESSAGE if there & set(names)), None)


def _unnamed(types: Iterable[str]) -> FileKind | None:
    other = next((one for one in types if one != "None"), None)
    if other is None:
        return None
    words = (
        f"a {other.replace('_', ' ')} file"
        if not other.isdigit()
        else f"a file of the maker's own kind {other}"
    )
    return FileKind(f"{words}, not an activity.")
