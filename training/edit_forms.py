"""What a coach types to change a plan: a day, steps, a note, a week's share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from runlab_site.web.form_fields import DayInput
from training.planning.edits import SCALE_BOUNDS
from training.workout_page import LEVEL_CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runners.models import Runner
    from training.models import Workout

__all__ = [
    "ApplyTemplateForm",
    "LibraryForm",
    "MoveForm",
    "NoteForm",
    "ScaleForm",
    "StepsForm",
    "SwapForm",
    "TemplateForm",
]

LEVEL_SHIFT_CHOICES = (
    ("-2", "Much easier"), ("-1", "Easier"), ("0", "As it is"), ("1", "Harder"), ("2", "Much harder"),
)  # fmt: skip
SCALE_CHOICES = tuple(
    (f"{percent / 100:g}", f"{percent} %")
    for percent in (50, 60, 70, 80, 90, 110, 120, 130)
    if SCALE_BOUNDS[0] <= percent / 100 <= SCALE_BOUNDS[1]
)


class MoveForm(forms.Form):
    """Another day."""

    day = forms.DateField(label="Move to", widget=DayInput())


class SwapForm(forms.Form):
    """A day whose workouts come here in turn."""

    day = forms.DateField(label="Swap with", widget=DayInput())


class StepsForm(forms.Form):
    """Other steps."""

    name = forms.CharField(label="Name", required=False, max_length=200)
    shorthand = forms.CharField(
        label="Steps", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    )


class LibraryForm(forms.Form):
    """A workout of the library in its place."""

    workout = forms.ChoiceField(label="From the library")
    level = forms.ChoiceField(label="Level", choices=LEVEL_CHOICES, initial="0.5")

    def __init__(self, *args: Any, workouts: Iterable[Workout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.code} {one.name}".strip()) for one in workouts]
        self.fields["workout"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


class NoteForm(forms.Form):
    """Words to the athlete."""

    notes = forms.CharField(
        label="Note to the athlete",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ScaleForm(forms.Form):
    """A week longer or shorter."""

    week = forms.IntegerField(min_value=0, max_value=60, widget=forms.HiddenInput())
    factor = forms.ChoiceField(label="Easy and long parts", choices=SCALE_CHOICES, initial="0.8")


class TemplateForm(forms.Form):
    """How a template is called."""

    name = forms.CharField(label="Name of the template", max_length=200)
    notes = forms.CharField(label="Notes", required=False, max_length=10_000)


class ApplyTemplateForm(forms.Form):
    """For whom, to which race, how hard."""

    goal_day = forms.DateField(label="Race day", widget=DayInput())
    level_shift = forms.ChoiceField(label="Level", choices=LEVEL_SHIFT_CHOICES, initial="0")
    runners = forms.MultipleChoiceField(label="Athletes", widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, runners: Iterable[Runner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in runners]
        self.fields["runners"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
