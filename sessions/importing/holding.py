"""Handles a file that is there already: its session is named, or the file is kept without being counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.physiology.sentences import stored_sentences
from sessions.analysis.words import WORDS
from sessions.importing.device_choices import counted_device, device_name, pair_of
from sessions.importing.duplicates import near_duplicate
from sessions.models import SessionFIT, UploadFile
from sessions.statistics.one_session import start_time
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from runners.physiology.sentences import Sentence
    from sessions.importing.reading import ReadFile
    from sessions.models import SessionStatistics

__all__ = ["gives_way", "hold", "name_original", "twin_of", "warn"]

_LONGEST_WARNING = 500


def name_original(row: UploadFile, fit: SessionFIT) -> None:
    """Name the session of a file whose bytes are known, or say why there is none."""
    row.status = UploadFile.Status.DUPLICATE
    if fit.role == SessionFIT.Role.DELETED:
        warn(row, WORDS.say("deleted_before"))
        row.duplicate_of = derived_ids.session_id(fit.runner_id, fit.sha256, 0)
    elif fit.role == SessionFIT.Role.HELD:
        warn(row, WORDS.say("same_file_held"))
        row.duplicate_of = fit.held_for
    else:
        row.sessions = [
            derived_ids.session_id(fit.runner_id, fit.sha256, index) for index in range(fit.sessions_count)
        ]
        row.duplicate_of = row.sessions[0] if row.sessions else None


def twin_of(fit: SessionFIT, read: ReadFile) -> SessionStatistics | None:
    """The session this file is a second recording of, if every part of it is one."""
    twins = [
        near_duplicate(
            fit.runner,
            fit=fit,
            start_time=start_time(recorded),
            duration_s=recorded.end_s - recorded.start_s,
            sport=recorded.sport,
        )
        for recorded in read.sessions
    ]
    return twins[0] if twins and all(twin is not None for twin in twins) else None


def gives_way(fit: SessionFIT, twin: SessionStatistics) -> bool:
    """Whether the athlete chose the new file's device over the one of the existing session."""
    before = twin.fit
    if before is None or before.sessions_count != fit.sessions_count:
        return False
    counts = counted_device(fit.runner, pair_of(fit.device, twin.device))
    return counts is not None and counts == device_name(fit.device)


def hold(row: UploadFile, fit: SessionFIT, twin: SessionStatistics) -> None:
    """Keep a second recording without counting it."""
    fit.role, fit.held_for = SessionFIT.Role.HELD, twin.pk
    fit.save(update_fields=["role", "held_for"])
    row.status, row.duplicate_of = UploadFile.Status.DUPLICATE, twin.pk
    warn(row, _why_held(fit, twin))


def _why_held(fit: SessionFIT, twin: SessionStatistics) -> Sentence:
    pair = pair_of(fit.device, twin.device)
    counts = counted_device(fit.runner, pair)
    if counts is not None:
        return WORDS.say("second_recording_by_choice", device=counts)
    held = WORDS.say("second_recording")
    if pair is None:
        return held
    return WORDS.say(
        "second_recording_of_two", second_recording=held, one_device=pair[0], other_device=pair[1]
    )


def warn(file: UploadFile | SessionFIT, *warnings: str) -> None:
    """Store the warnings of a file: their texts, and beside them codes and values."""
    file.warnings = [text[:_LONGEST_WARNING] for text in warnings]
    file.sentences = stored_sentences(warnings)
