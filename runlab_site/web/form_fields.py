"""What forms of every app share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django import forms

__all__ = ["Refusal", "add_problem"]


class Refusal(Protocol):
    """What services raise for people: a sentence for each field."""

    errors: dict[str, str]


def add_problem(form: forms.BaseForm, problem: Refusal) -> None:
    """Say each refusal of a service under its field, or over the form."""
    for field, sentence in problem.errors.items():
        form.add_error(field if field in form.fields else None, sentence)
