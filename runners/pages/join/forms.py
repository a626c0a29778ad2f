"""What is typed to join a coach."""

from __future__ import annotations

from django import forms

__all__ = ["CodeForm"]


class CodeForm(forms.Form):
    """The short code a coach gave."""

    code = forms.CharField(
        label="Code of your coach",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="Eight letters and digits. A link does the same.",
    )
