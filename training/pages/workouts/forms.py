"""What is chosen above the list of workouts, and the FIT file that is read into it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.pages.choices import KIND_CHOICES, LEVEL_CHOICES

__all__ = ["FitFileForm", "ShelfForm"]

WHOSE = (("", _("All")), ("own", _("My own")), ("shared", _("Shared with me")), ("library", _("Library")))


class ShelfForm(forms.Form):
    """Which workouts are shown, and for whom they are sized."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=WHOSE)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=(("", _("All kinds")), *KIND_CHOICES))
    folder = forms.ChoiceField(label=_("Folder"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    runner = forms.ChoiceField(label=_("Athlete"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=LEVEL_CHOICES, initial="0.5")

    def __init__(self, *args: Any, shelves: dict[str, Any], runners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "folder": [("", _("All folders")), *((name, name) for name in shelves["folders"])],
            "tag": [("", _("All tags")), *((name, name) for name in shelves["tags"])],
            "runner": [("", _("Nobody in particular")), *((str(one.pk), one.name) for one in runners)],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # they are ChoiceFields

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and can be; a wrong choice is none."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FitFileForm(forms.Form):
    """A FIT workout file."""

    file = forms.FileField(label=_("FIT workout"), widget=forms.FileInput(attrs={"accept": ".fit"}))
