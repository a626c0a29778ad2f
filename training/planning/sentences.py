"""What is stored in plans in sentences, in today's words: by code and values, else as it was stored."""

from collections.abc import Iterable, Mapping
from typing import Any

from training.planning.records import Note, Plan
from training.planning.words import WORDS

__all__ = ["gives_up_texts", "note_text", "notes_in_words", "strategy_text"]


def note_text(note: Note) -> str:
    """The sentence of a reason or a remark."""
    return WORDS.words({"code": note.code, "text": note.text, **note.extra})


def notes_in_words(notes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored reasons or remarks with their texts."""
    return [{**note, "text": WORDS.words(note)} for note in notes]


def strategy_text(plan: Plan) -> str:
    """What a plan's strategy is called; empty where it has none."""
    text: str = WORDS.in_words(plan.strategy.text if plan.strategy else "", plan.extra.get("sentences"))
    return text


def gives_up_texts(plan: Plan) -> list[str]:
    """What a candidate gives up against the best."""
    texts: list[str] = WORDS.in_words(list(plan.gives_up or ()), plan.extra.get("sentences"))
    return texts
