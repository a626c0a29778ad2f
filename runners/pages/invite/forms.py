"""Whom to invite."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

__all__ = ["InviteForm"]


class InviteForm(forms.Form):
    """Whom to invite to a profile."""

    email = forms.EmailField(label=gettext_lazy("Email"), max_length=254)
