"""What a coach says when a plan is made again from today."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from runlab_site.web.form_fields import DayInput

__all__ = ["AdaptForm"]


class AdaptForm(forms.Form):
    """The race day, and from when on published days may change."""

    race_day = forms.DateField(
        label=_("Race day"),
        widget=DayInput(),
        help_text=_("Another day moves blocks and taper with it."),
    )
    released_from = forms.DateField(
        label=_("Published days may change from"),
        required=False,
        widget=DayInput(),
        help_text=_(
            "Leave it empty and all that is published stays. What is locked, edited or done always stays."
        ),
    )
