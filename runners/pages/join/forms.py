"""What is typed to join a coach."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

__all__ = ["CodeForm"]


class CodeForm(forms.Form):
    """The short code a coach gave."""

    code = forms.CharField(
        label=gettext_lazy("Code of your coach"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Eight letters and digits. A link does the same."),
    )
