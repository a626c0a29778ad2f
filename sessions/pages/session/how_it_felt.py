"""The questions of how a session felt: one tap for each answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["Choice", "Question", "how_it_felt"]

_FEELINGS = ("Very weak", "Weak", "Normal", "Strong", "Very strong")
_PLACES = (
    "Foot", "Ankle", "Achilles", "Calf", "Shin", "Knee", "Hamstring", "Thigh", "Groin", "Hip", "Back", "Other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what is sent, what stands on its button, what it means."""

    value: str
    text: str
    meaning: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a session: the field, its words, and the answers in order."""

    name: str
    text: str
    choices: tuple[Choice, ...]
    after: str = ""


def how_it_felt(session: SessionStatistics) -> tuple[Question, ...]:
    """Exertion, feeling and pain; where it hurt is asked once something did."""
    questions = (
        Question("rpe", "Effort", _numbers(range(11), session.rpe, ("rest", "all you had")), "of 10"),
        Question("feel", "I felt", _feelings(session.feel)),
        Question("pain", "Pain", _numbers(range(11), session.pain, ("none", "the worst")), "of 10"),
    )
    return (*questions, _place(session)) if session.pain else questions


def _numbers(values: range, chosen: float | None, ends: tuple[str, str]) -> tuple[Choice, ...]:
    meanings = {values[0]: f": {ends[0]}", values[-1]: f": {ends[1]}"}
    return tuple(
        Choice(f"{value}", f"{value}", f"{value}{meanings.get(value, '')}", value == chosen)
        for value in values
    )


def _feelings(chosen: int | None) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{value}", word, word, value == chosen) for value, word in enumerate(_FEELINGS, start=1)
    )


def _place(session: SessionStatistics) -> Question:
    known = [*_PLACES, *([session.pain_place] if session.pain_place not in ("", *_PLACES) else [])]
    choices = tuple(Choice(place, place, place, place == session.pain_place) for place in known)
    return Question("pain_place", "Where", choices)
