"""FIT files of an account export that hold no recording are named for what they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

import fitparse_sdk as fit
from sessions.formats.reader import FileProblem
from sessions.importing.reading import ReadingLimits, read_file
from tests import fit_files

LIMITS = ReadingLimits(file_bytes=10_000_000, records=100_000)


def file_of(kind: str | int | None, *messages: tuple[str, dict]) -> bytes:
    named = {} if kind is None else {"type": kind}
    identity = {
        "manufacturer": "garmin",
        "product": 3113,
        "serial_number": 7,
        "time_created": fit_files.START,
    }
    return fit.encode([("file_id", named | identity), *messages])


def problem_of(content: bytes) -> FileProblem:
    with pytest.raises(FileProblem) as problem:
        read_file(content, "12345.fit", LIMITS)
    return problem.value


def at(minutes: int) -> dict:
    return {"timestamp": fit_files.START + timedelta(minutes=minutes)}


SLEEP = [("sleep_level", at(n) | {"sleep_level": "deep"}) for n in range(3)]
HRV = [("hrv_status_summary", at(0) | {"weekly_average": 50.0}), ("hrv_value", at(5) | {"value": 48.0})]
DAILY = [("monitoring_info", at(0)), ("monitoring", at(1) | {"heart_rate": 52})]
SETTINGS = [("user_profile", {"weight": 60.0}), ("device_settings", {"time_zone_offset": 0.0})]

KINDS = {
    "monitoring": (file_of("monitoring_b", *DAILY), "daily monitoring"),
    "the day's totals": (file_of("monitoring_daily"), "daily monitoring"),
    "sleep, by Garmin's number": (file_of(49, *SLEEP), "a night's sleep"),
    "sleep, by its messages": (file_of(77, *SLEEP), "a night's sleep"),
    "HRV status, by Garmin's number": (file_of(68, *HRV), "nightly HRV status"),
    "HRV status without a type": (file_of(None, *HRV), "nightly HRV status"),
    "HRV status in a file of monitoring": (file_of("monitoring_b", *HRV), "nightly HRV status"),
    "a night in a file of monitoring": (file_of("monitoring_b", *DAILY, *SLEEP), "a night's sleep"),
    "settings": (file_of("settings", *SETTINGS), "watch's settings"),
    "sport settings": (file_of("sport"), "watch's settings for a sport"),
    "a course": (file_of("course", ("course", {"name": "Lake"})), "a course file"),
    "a workout": (fit_files.workout(), "a workout file"),
    "goals": (file_of("goals"), "a file of goals"),
    "weighings": (file_of("weight"), "weighings"),
    "metrics": (file_of(44), "training metrics"),
    "an unknown kind": (file_of(231), "the maker's own kind 231"),
    "a kind the profile names": (file_of("mfg_range_min"), "mfg range min file"),
}


@pytest.mark.parametrize(("content", "words"), KINDS.values(), ids=KINDS)
def test_a_file_of_another_kind_is_named_for_what_it_is(content, words):
    problem = problem_of(content)
    assert problem.title == "Not an activity"
    assert problem.detail.startswith("12345.fit is ")
    assert words in problem.detail
    assert problem.is_other_kind


def test_an_activity_in_which_nothing_was_recorded_is_no_file_of_settings():
    problem = problem_of(file_of("activity", *SETTINGS))
    assert problem.title == "Nothing recorded"
    assert not problem.is_other_kind
