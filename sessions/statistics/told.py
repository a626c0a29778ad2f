"""What a session's documents say in sentences, in today's words; in those of the analysis where it stored no code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessions.analysis.words import WORDS

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["told", "told_cleaning", "told_missing", "told_warnings"]


def told(session: SessionStatistics, stored: Any) -> Any:
    """A stored text, list or document of the session with its sentences in words."""
    return WORDS.retold(stored, (session.judged or {}).get("sentences"))


def told_warnings(session: SessionStatistics) -> list[str]:
    """What one should know before reading the figures."""
    warnings: list[str] = told(session, session.warnings)
    return warnings


def told_missing(session: SessionStatistics) -> dict[str, str]:
    """Figure -> why there is none."""
    missing: dict[str, str] = told(session, session.missing)
    return missing


def told_cleaning(session: SessionStatistics) -> list[str]:
    """What cleaning changed of the recording."""
    sentences: list[str] = told(session, (session.measured or {}).get("cleaning_sentences") or [])
    return sentences
