"""Whom to invite."""

from __future__ import annotations

from django import forms

__all__ = ["InviteForm"]


class InviteForm(forms.Form):
    """Whom to invite to a profile."""

    email = forms.EmailField(label="Email", max_length=254)
