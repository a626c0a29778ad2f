"""The stored sentences of a session in today's words, or as the analysis wrote them where it stored no code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessions.analysis.words import WORDS

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["cleaning_in_words", "in_words", "missing_in_words", "warnings_in_words"]


def in_words(session: SessionStatistics, stored: Any) -> Any:
    """A stored text, list or document of the session with its sentences in words."""
    return WORDS.in_words(stored, (session.judged or {}).get("sentences"))


def warnings_in_words(session: SessionStatistics) -> list[str]:
    """What one should know before reading the figures."""
    warnings: list[str] = in_words(session, session.warnings)
    return warnings


def missing_in_words(session: SessionStatistics) -> dict[str, str]:
    """Figure -> why there is none."""
    missing: dict[str, str] = in_words(session, session.missing)
    return missing


def cleaning_in_words(session: SessionStatistics) -> list[str]:
    """What cleaning changed of the recording."""
    sentences: list[str] = in_words(session, (session.measured or {}).get("cleaning_sentences") or [])
    return sentences
