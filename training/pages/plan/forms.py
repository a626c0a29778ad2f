"""What a coach types on the page of a plan: a share for a week, the name of a template."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from training.planning.edits import SCALE_BOUNDS

__all__ = ["ScaleForm", "TemplateForm"]

SCALE_CHOICES = tuple(
    (f"{percent / 100:g}", f"{percent} %")
    for percent in (50, 60, 70, 80, 90, 110, 120, 130)
    if SCALE_BOUNDS[0] <= percent / 100 <= SCALE_BOUNDS[1]
)


class ScaleForm(forms.Form):
    """A week longer or shorter."""

    week = forms.IntegerField(min_value=0, max_value=60, widget=forms.HiddenInput())
    factor = forms.ChoiceField(label=_("Easy and long parts"), choices=SCALE_CHOICES, initial="0.8")


class TemplateForm(forms.Form):
    """How a template is called."""

    name = forms.CharField(label=_("Name of the template"), max_length=200)
    notes = forms.CharField(label=_("Notes"), required=False, max_length=10_000)
