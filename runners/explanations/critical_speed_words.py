"""What is stored of Critical Speed in sentences, in today's words: why it changed, why a trial counts, why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.physiology.words import WORDS

if TYPE_CHECKING:
    from runners.models import CriticalSpeedRecord, Runner

__all__ = ["missing_text", "told_points", "told_reason"]


def told_reason(record: CriticalSpeedRecord) -> dict[str, Any]:
    """Why a line of the log is what it is: code, text, session, personal_bests."""
    reason = {name: value for name, value in record.reason.items() if name != "sentences"}
    told: dict[str, Any] = WORDS.in_words(reason, record.reason.get("sentences"))
    return told


def told_points(record: CriticalSpeedRecord) -> list[dict[str, Any]]:
    """The trials of a line of the log, why each counts or does not."""
    told: list[dict[str, Any]] = WORDS.in_words(record.points, record.reason.get("sentences"))
    return told


def missing_text(runner: Runner) -> str:
    """Why no Critical Speed is in force; empty where one is, or nothing was analysed yet."""
    stored = runner.critical_speed_missing_sentence
    return WORDS.words(stored) if stored else runner.critical_speed_missing_reason
