"""The English words about files: what was odd about one that was read, and why one was not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from runners.physiology.sentences import Words

__all__ = ["HELD_FILES", "ODD_FILES", "PROBLEMS", "TITLES"]


def _start_outside(values: Mapping[str, Any]) -> str:
    moment = datetime.fromisoformat(values["start_at"])
    return (
        f"The start the watch wrote ({moment:%d %b %Y %H:%M} UTC) lies outside its records; theirs is used."
    )


_RECORDS = "{records_count:|record|records}"
ODD_FILES: dict[str, Words] = {
    "both_feet": "The cadence is taken as steps of both feet: it is too high for strides.",
    "out_of_turn": "Some records were written out of turn; they were put in the order of time.",
    "no_records": "There are no records; only the watch's totals are known.",
    "start_outside": _start_outside,
    "no_session_written": "The file ends without a session; it was made from the records.",
    "clock_unset": "The watch's clock was not set; the time is the local one it wrote at the end.",
    "clock_set": f"The clock was set during the recording: the time of {_RECORDS} was put right.",
    "other_time": f"{_RECORDS} of another time did not belong to this recording and were left out.",
    "untimed": "{points_count} points without a time were left out.",
    "strays": "{points_count} points with a time far from all others were left out: the clock was not set yet.",
    "taken_as_ride": "The file names no sport; it is too fast for a run and counts as a ride.",
    "taken_as_run": "The file names no sport; it is taken as a run.",
    "several_tracks": "The file holds {tracks_count} tracks; each is a session.",
    "several_activities": "The file holds {activities_count} activities; each is a session.",
    "file_cut_off": "The file is cut off; what is there was read. Copy it from the watch again to get the rest.",
    "checksum_wrong": "The file's checksum is wrong: it was damaged on its way. What can be read was read; copy it "
    "from the watch again if anything looks odd.",
    "part_left_out": "A part of the file cannot be understood and was left out.",
    "fault_worked_around": "The file has a fault that was worked around: {fault}.",
    "later_part_unread": "A later part of the file could not be read: {what}",
}

HELD_FILES: dict[str, Words] = {
    "deleted_before": "You deleted this session before. Bring it back if you want it to count again.",
    "same_file_held": "The same file is held already as a second recording of a session.",
    "second_recording": "A second recording of a session that is there already: the same sport at the same time. "
    "It is kept and does not count; swap the two or count both on the session's page.",
    "second_recording_of_two": "{second_recording} {one_device} and {other_device} recorded it: say once which of them "
    "counts.",
    "second_recording_by_choice": "A second recording of a session that is there already. It is kept and does not count: "
    "as you chose, {device} counts.",
    "counts_by_choice": "{file_name} recorded this run, too. It is held: as you chose, {device} counts.",
}

TITLES: dict[str, Words] = {
    "title_cut_off": "Cut off",
    "title_damaged": "Damaged",
    "title_damaged_file": "Damaged file",
    "title_empty_file": "Empty file",
    "title_empty_zip": "Empty ZIP",
    "title_encrypted": "Encrypted",
    "title_given_up": "Given up",
    "title_grows": "Grows too much",
    "title_in_future": "In the future",
    "title_link": "A link",
    "title_names_and_notes": "Names and notes",
    "title_no_date": "No date",
    "title_no_times": "No times",
    "title_none_read": "No file could be read",
    "title_not_activity": "Not an activity",
    "title_not_activity_file": "Not an activity file",
    "title_nothing_recorded": "Nothing recorded",
    "title_not_ordinary_file": "Not an ordinary file",
    "title_not_ordinary_zip": "Not an ordinary ZIP",
    "title_not_readable_zip": "Not a readable ZIP",
    "title_packed_too_deep": "Packed too deep",
    "title_pdf": "A PDF",
    "title_too_large": "Too large",
    "title_too_large_unpacked": "Too large unpacked",
    "title_too_many_files": "Too many files",
    "title_unsafe_name": "Unsafe name",
    "title_web_page": "A web page",
}

_ANY_FILE: dict[str, Words] = {
    "none_read": "{reasons:sentences}",
    "empty_file": "{name} is empty. Copy it from the watch again.",
    "file_too_large": "{name} is larger than {allowed_mb} MB, which no activity file is.",
    "other_format": "{name} is no FIT, GPX or TCX file. Export the original activity file from the watch or its app.",
    "web_page": "{name} is a web page, not an activity: the download probably failed. Sign in there and export it again.",
    "pdf": "{name} is a PDF, not an activity file.",
    "picture": "{name} is a picture, not an activity file. Export the original activity file from the watch or its app.",
    "no_date": "{name} says it began on {start_day:day}: the watch's clock was not set. Set it for the next run, and "
    "type this session in by hand with its real date.",
    "in_future": "{name} says it begins on {start_day:day}, which is in the future. Set the watch's clock, and type this "
    "session in by hand with its real date.",
    "stopped_reader": "{name} stopped the reader {attempts_count} times, so it was given up.",
    "names_and_notes": "{name} was read for the names, notes, exertion and gear of {activities_count} activities.",
}

_FIT: dict[str, Words] = {
    "fit_damaged": "{name}: {what}",
    "fit_fault": "{fault}. Copy it from the watch again.",
    "fit_fault_at": "{fault} at byte {offset_bytes}. Copy it from the watch again.",
    "fit_too_many_records": "It holds more records than any activity, so it was not read.",
    "fit_cut_off": "{name} is cut off before the first record. Copy it from the watch again.",
    "fit_no_records": "{name} has no records: the watch was probably stopped at once. If you did run, type the session in "
    "by hand.",
    "fit_other_kind": "{name} is {kind} {advice}",
    "upload_recorded": "Upload the activity that the watch recorded.",
    "nothing_to_do": "Runlab reads activities only; there is nothing to do.",
    "kind_activity_summary": "a summary of activities without their recordings, not an activity.",
    "kind_blood_pressure": "a file of blood pressure, not an activity.",
    "kind_course": "a course file: a way to follow, not an activity.",
    "kind_daily": "a file of daily monitoring (steps, heart rate through the day), not an activity.",
    "kind_device": "a file that describes the watch, not an activity.",
    "kind_display_settings": "a file of the settings of a display, not an activity.",
    "kind_goals": "a file of goals, not an activity.",
    "kind_hrv_status": "a file of the nightly HRV status, not an activity.",
    "kind_named": "a {kind} file, not an activity.",
    "kind_numbered": "a file of the maker's own kind {number}, not an activity.",
    "kind_schedules": "a calendar of planned workouts, not an activity.",
    "kind_segment": "a segment to race on, not an activity.",
    "kind_segment_list": "a list of segments, not an activity.",
    "kind_settings": "a file of the watch's settings, not an activity.",
    "kind_sleep": "a file of a night's sleep, not an activity.",
    "kind_sport_settings": "a file of the watch's settings for a sport, not an activity.",
    "kind_stress": "a file of the stress and recovery that the watch measured, not an activity.",
    "kind_totals": "a file of the watch's running totals, not an activity.",
    "kind_training_metrics": "a file of training metrics that the watch keeps for itself, not an activity.",
    "kind_weight": "a file of weighings, not an activity.",
    "kind_workout": "a workout file: what is to be run, not an activity.",
}

_TRACKS: dict[str, Words] = {
    "xml_too_deep": "{name} is nested deeper than any activity, so it was not read.",
    "xml_damaged": "{name} is damaged or was cut off ({fault}). Export it again and upload it.",
    "xml_entities": "{name} defines entities of its own, which no watch or app does. It was not read.",
    "xml_too_large": "{name} holds more than any activity, so it was not read.",
    "too_many_points": "{name} holds more points than any activity, so it was not read.",
    "gpx_route": "{name} holds a planned route, not a recording. Export the activity that was recorded.",
    "gpx_places": "{name} holds a list of places, not a recording. Export the activity that was recorded.",
    "gpx_no_track": "{name} holds no track. Export the activity again.",
    "gpx_no_times": "{name} has positions but no times: a planned way, not a recording. Export the activity with times, "
    "best as FIT.",
    "gpx_no_points": "{name} holds a track without points. If you did run, type the session in by hand.",
    "tcx_course": "{name} holds a course: a way to follow, not an activity. Export the activity that was recorded.",
    "tcx_workout": "{name} holds a workout: what is to be run, not an activity. Export the activity that was recorded.",
    "tcx_no_activity": "{name} holds no activity. Export it again.",
    "tcx_no_times": "{name} has points but no times. Export the activity with times, best as FIT.",
    "tcx_no_points": "{name} holds an activity without points. If you did run, type the session in by hand.",
}

_ARCHIVES: dict[str, Words] = {
    "zip_too_large": "The ZIP unpacks to more than {allowed_mb} MB. Split it in two.",
    "zip_damaged": "The ZIP is damaged or was cut off. Make it again and upload it once more.",
    "zip_too_many_files": "The ZIP has {entries_count} entries; at most {allowed_count} are read. Split it in two.",
    "zip_overlaps": "Entries of the ZIP overlap, which no ordinary program writes. It was not unpacked.",
    "zip_name_outside": "The name {name} points outside the ZIP, so this entry was not read.",
    "zip_encrypted": "{name} is encrypted. Unpack it with its password and upload the files.",
    "zip_link": "{name} is a link to another file, not a file. Upload the file itself.",
    "zip_member_damaged": "{name} is damaged inside the ZIP. Export it again and upload it.",
    "zip_too_deep": "{name} is a ZIP inside a ZIP inside a ZIP. Unpack it once and upload it again.",
    "zip_empty": "{name} is a ZIP without files. Put the activity files into it.",
    "unpacked_too_large": "{name} is larger than {allowed_mb} MB, so it was not read.",
    "unpacked_grows": "{name} unpacks to more than {allowed_ratio} times its size, which no activity file does.",
    "gzip_damaged": "{name} is damaged and could not be unpacked.",
}

PROBLEMS: dict[str, Words] = {**_ANY_FILE, **_FIT, **_TRACKS, **_ARCHIVES}
