"""Reads a FIT file: every part of a chained one, with warnings in plain words about what was damaged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import fitparse_sdk as fit
from sessions.analysis.beat_intervals import NO_BEATS
from sessions.analysis.words import WORDS
from sessions.formats.fit import sessions_of
from sessions.formats.fit_beats import beats_of
from sessions.formats.fit_fields import FIT_EPOCH_S
from sessions.formats.fit_kinds import kind_of_file
from sessions.formats.reader import FileProblem, ReadFile

if TYPE_CHECKING:
    from runners.physiology.sentences import Sentence
    from sessions.formats.reader import ReadingLimits
    from sessions.formats.recorded import RecordedSession

__all__ = ["FitReader"]

# Beats written with a record may end a little after it.
_LATE_BEATS_S = 2.0


class FitReader:
    """Garmin's FIT, as nearly every watch writes it."""

    name = "fit"

    def recognises(self, content: bytes) -> bool:
        """By its header."""
        return fit.check(content).is_fit

    def read(self, content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
        """Decode. Raises FileProblem."""
        activities, warnings = _decode(content, name, limits)
        sessions: list[RecordedSession] = []
        for activity in activities:
            sessions += _with_beats(sessions_of(activity, first_index=len(sessions)), activity)
        if not sessions:
            raise _without_sessions(activities, name)
        return ReadFile(tuple(sessions), tuple(warnings), self.name)


def _with_beats(sessions: list[RecordedSession], activity: fit.Activity) -> list[RecordedSession]:
    """Each session with the beats of its own time."""
    beats = beats_of(activity) if sessions else NO_BEATS
    if not beats.interval_s.size:
        return sessions
    # The beats get the same correction of the clock as the records.
    beats = beats.shifted(_clock_shift_s(sessions[-1], activity))
    return [
        replace(one, raw=one.raw.with_beats(beats.between(one.start_s, one.end_s + _LATE_BEATS_S)))
        for one in sessions
    ]


def _clock_shift_s(last: RecordedSession, activity: fit.Activity) -> float:
    """The correction of the clock in seconds, by the last record: records of a wrong clock are at the start of files."""
    written = [
        stamp for one in activity.messages("record") if (stamp := one.raw.get("timestamp")) is not None
    ]
    if not written or not last.raw.timestamp_s.size:
        return 0.0
    return float(last.raw.timestamp_s[-1]) - (float(written[-1]) + FIT_EPOCH_S)


def _decode(content: bytes, name: str, limits: ReadingLimits) -> tuple[list[fit.Activity], list[Sentence]]:
    """Every part of a chained file; a later part that is damaged costs only itself."""
    activities: list[fit.Activity] = []
    warnings: list[Sentence] = []
    try:
        for activity in fit.read(content, limits=fit.Limits(max_messages=limits.records * 4)):
            activities.append(activity)
            warnings.extend(_in_words(activity))
    except fit.FitError as error:
        if not activities:
            detail = WORDS.say("fit_damaged", name=name, what=_sentence(error))
            raise FileProblem(WORDS.say("title_damaged_file"), detail) from error
        warnings.append(WORDS.say("later_part_unread", what=_sentence(error)))
    return activities, warnings


_FAULTS = {
    fit.FitTruncatedError: WORDS.say("file_cut_off"),
    fit.FitCrcError: WORDS.say("checksum_wrong"),
    fit.FitDataError: WORDS.say("part_left_out"),
}


def _in_words(activity: fit.Activity) -> list[Sentence]:
    """What was wrong with the file, once each, the most telling first."""
    kinds = {warning.kind for warning in activity.warnings}
    if fit.FitTruncatedError in kinds:
        kinds.discard(fit.FitCrcError)  # a file that is cut off has no checksum at its end
    known = [text for kind, text in _FAULTS.items() if kind in kinds]
    others = [warning for warning in activity.warnings if warning.kind not in _FAULTS]
    return [*known, *(WORDS.say("fault_worked_around", fault=str(one)) for one in others[:1])]


def _sentence(error: fit.FitError) -> Sentence:
    if isinstance(error, fit.FitLimitError):
        return WORDS.say("fit_too_many_records")
    fault = str(error).rstrip(".")
    if error.offset is None or "byte" in fault:
        return WORDS.say("fit_fault", fault=fault)
    return WORDS.say("fit_fault_at", fault=fault, offset_bytes=error.offset)


def _without_sessions(activities: list[fit.Activity], name: str) -> FileProblem:
    kind = kind_of_file(activities)
    if kind is not None:
        detail = WORDS.say("fit_other_kind", name=name, kind=kind.words, advice=kind.advice)
        return FileProblem(WORDS.say("title_not_activity"), detail, is_other_kind=True)
    if any(warning.kind is fit.FitTruncatedError for activity in activities for warning in activity.warnings):
        return FileProblem(WORDS.say("title_cut_off"), WORDS.say("fit_cut_off", name=name))
    return FileProblem(WORDS.say("title_nothing_recorded"), WORDS.say("fit_no_records", name=name))
