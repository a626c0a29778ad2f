"""The questions of how a session felt: one tap for each answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["Choice", "Question", "how_it_felt"]

_FEELINGS = (
    gettext_lazy("Very weak"),
    gettext_lazy("Weak"),
    gettext_lazy("Normal"),
    gettext_lazy("Strong"),
    gettext_lazy("Very strong"),
)
# Kept as they are written here; shown in the reader's language.
_PLACES = {
    "Foot": gettext_lazy("Foot"),
    "Ankle": gettext_lazy("Ankle"),
    "Achilles": gettext_lazy("Achilles"),
    "Calf": gettext_lazy("Calf"),
    "Shin": gettext_lazy("Shin"),
    "Knee": gettext_lazy("Knee"),
    "Hamstring": gettext_lazy("Hamstring"),
    "Thigh": gettext_lazy("Thigh"),
    "Groin": gettext_lazy("Groin"),
    "Hip": gettext_lazy("Hip"),
    "Back": gettext_lazy("Back"),
    "Other": pgettext_lazy("place of pain", "Other"),
}


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
    has_numbers: bool = False


def how_it_felt(session: SessionStatistics) -> tuple[Question, ...]:
    """Exertion, feeling and pain; where it hurt is asked once something did."""
    questions = (
        Question(
            "rpe",
            _("Effort"),
            _numbers(range(11), session.rpe, (_("{number}: rest"), _("{number}: all you had"))),
            has_numbers=True,
        ),
        Question("feel", _("I felt"), _feelings(session.feel)),
        Question(
            "pain",
            _("Pain"),
            _numbers(range(11), session.pain, (_("{number}: none"), _("{number}: the worst"))),
            has_numbers=True,
        ),
    )
    return (*questions, _place(session)) if session.pain else questions


def _numbers(values: range, chosen: float | None, ends: tuple[str, str]) -> tuple[Choice, ...]:
    meanings = {values[0]: ends[0], values[-1]: ends[1]}
    return tuple(
        Choice(f"{value}", f"{value}", meanings.get(value, "{number}").format(number=value), value == chosen)
        for value in values
    )


def _feelings(chosen: int | None) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{value}", str(word), str(word), value == chosen)
        for value, word in enumerate(_FEELINGS, start=1)
    )


def _place(session: SessionStatistics) -> Question:
    known = [*_PLACES, *([session.pain_place] if session.pain_place not in ("", *_PLACES) else [])]
    words = {place: str(_PLACES.get(place, place)) for place in known}
    choices = tuple(Choice(place, word, word, place == session.pain_place) for place, word in words.items())
    return Question("pain_place", pgettext("place of pain", "Where"), choices)
