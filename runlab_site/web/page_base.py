"""Base classes of every page behind the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.views.generic import View

if TYPE_CHECKING:
    from runlab_site.accounts.models import User
    from runlab_site.web.figures import Units

__all__ = ["AdministratorPage", "CoachPage", "SignedInPage"]


class SignedInPage(LoginRequiredMixin, View):
    """A page for people who are signed in; others are sent to the sign-in and back."""

    @property
    def person(self) -> User:
        """Who looks at the page."""
        return cast("User", self.request.user)

    @property
    def units(self) -> Units:
        """What the person counts in."""
        return "mi" if self.person.units == "mi" else "km"


class CoachPage(UserPassesTestMixin, SignedInPage):
    """A page for coaches and superusers; anyone else who is signed in gets 403."""

    def test_func(self) -> bool:
        """Whether the person coaches anyone."""
        return self.request.user.is_authenticated and (self.person.is_coach or self.person.is_superuser)


class AdministratorPage(UserPassesTestMixin, SignedInPage):
    """A page for superusers; anyone else who is signed in gets 403."""

    def test_func(self) -> bool:
        """Whether the person administers the site."""
        return self.request.user.is_authenticated and self.person.is_superuser
