"""Tells what a FIT file without a recording is, by its file_id or by messages that only such files hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessions.analysis.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import fitparse_sdk as fit
    from runners.physiology.sentences import Sentence

__all__ = ["FileKind", "kind_of_file"]

_UPLOAD_INSTEAD = WORDS.say("upload_recorded")
_NO_NEED = WORDS.say("nothing_to_do")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what it is, as the sentence continues after "is", and what to do."""

    words: Sentence
    advice: Sentence = _NO_NEED


_DAILY = FileKind(WORDS.say("kind_daily"))
_SLEEP = FileKind(WORDS.say("kind_sleep"))
_HRV_STATUS = FileKind(WORDS.say("kind_hrv_status"))
_SETTINGS = FileKind(WORDS.say("kind_settings"))
_WORKOUT = FileKind(WORDS.say("kind_workout"), _UPLOAD_INSTEAD)
_COURSE = FileKind(WORDS.say("kind_course"), _UPLOAD_INSTEAD)

# Garmin numbers some kinds of files that the public profile does not name (44, 49, 58, 68 and others of account exports).
_BY_TYPE: dict[str, FileKind] = {
    "monitoring_a": _DAILY,
    "monitoring_b": _DAILY,
    "monitoring_daily": _DAILY,
    "49": _SLEEP,
    "68": _HRV_STATUS,
    "settings": _SETTINGS,
    "sport": FileKind(WORDS.say("kind_sport_settings")),
    "device": FileKind(WORDS.say("kind_device")),
    "exd_configuration": FileKind(WORDS.say("kind_display_settings")),
    "workout": _WORKOUT,
    "schedules": FileKind(WORDS.say("kind_schedules"), _UPLOAD_INSTEAD),
    "course": _COURSE,
    "segment": FileKind(WORDS.say("kind_segment"), _UPLOAD_INSTEAD),
    "segment_list": FileKind(WORDS.say("kind_segment_list"), _UPLOAD_INSTEAD),
    "totals": FileKind(WORDS.say("kind_totals")),
    "goals": FileKind(WORDS.say("kind_goals")),
    "weight": FileKind(WORDS.say("kind_weight")),
    "blood_pressure": FileKind(WORDS.say("kind_blood_pressure")),
    "activity_summary": FileKind(WORDS.say("kind_activity_summary"), _UPLOAD_INSTEAD),
    "44": FileKind(WORDS.say("kind_training_metrics")),
    "58": FileKind(WORDS.say("kind_stress")),
}
# Messages that no recording contains, the most specific first.
_BY_MESSAGE: tuple[tuple[tuple[str, ...], FileKind], ...] = (
    (("sleep_level", "sleep_assessment"), _SLEEP),
    (("hrv_status_summary", "hrv_value"), _HRV_STATUS),
    (("monitoring", "monitoring_info", "stress_level", "monitoring_hr_data"), _DAILY),
    (("workout", "workout_step"), _WORKOUT),
    (("course", "course_point"), _COURSE),
    (("device_settings", "user_profile", "hrm_profile", "zones_target"), _SETTINGS),
)


def kind_of_file(parts: Iterable[fit.Activity]) -> FileKind | None:
    """The kind of a file that is no activity; None for an activity in which nothing was recorded."""
    files = list(parts)
    types = [str(message.get("type")) for part in files for message in part.messages("file_id")]
    if "activity" in types:
        return None
    known = next((_BY_TYPE[one] for one in types if one in _BY_TYPE), None)
    told = _by_messages(files)
    # Watches also write nights and HRV into daily monitoring files; then the messages are more specific than the type.
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
    if other.isdigit():
        return FileKind(WORDS.say("kind_numbered", number=int(other)))
    return FileKind(WORDS.say("kind_named", kind=other.replace("_", " ")))
