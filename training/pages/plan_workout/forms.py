"""What a coach types to change one planned workout: a day, other steps, a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from runlab_site.web.form_fields import DayInput
from training.pages.choices import LEVEL_CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.models import Workout

__all__ = ["LibraryForm", "MoveForm", "NoteForm", "StepsForm", "SwapForm"]


class MoveForm(forms.Form):
    """Another day."""

    day = forms.DateField(label=_("Move to"), widget=DayInput())


class SwapForm(forms.Form):
    """A day whose workouts come here in turn."""

    day = forms.DateField(label=_("Swap with"), widget=DayInput())


class StepsForm(forms.Form):
    """Other steps."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    shorthand = forms.CharField(
        label=_("Steps"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    )


class LibraryForm(forms.Form):
    """A workout of the library in its place."""

    workout = forms.ChoiceField(label=_("From the library"))
    level = forms.ChoiceField(label=_("Level"), choices=LEVEL_CHOICES, initial="0.5")

    def __init__(self, *args: Any, workouts: Iterable[Workout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.code} {one.name}".strip()) for one in workouts]
        self.fields["workout"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


class NoteForm(forms.Form):
    """Words to the athlete."""

    notes = forms.CharField(
        label=_("Note to the athlete"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
