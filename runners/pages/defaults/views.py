"""What a birth date gives, shown while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.dateparse import parse_date

from runlab_site.web.page_base import SignedInPage
from runners.pages.defaults.context import defaults_context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

__all__ = ["DefaultsView"]


class DefaultsView(SignedInPage):
    """What a birth date gives, while it is typed: the server's one implementation, nothing stored."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """A fragment for the form's side card."""
        text = request.GET.get("birth_date", "")
        try:
            birth_date = parse_date(text) if text else None
        except ValueError:
            birth_date = None
        return render(request, "runners/defaults/defaults_card.html", defaults_context(birth_date))
