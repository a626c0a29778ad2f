"""Base classes of the pages of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from runlab_site.web.page_base import SignedInPage
from runners.pages.base import remember_own
from sessions.selectors import visible_sessions

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["SessionPageMixin"]


class SessionPageMixin(SignedInPage):
    """A page of the session named in the address; one that may not be seen is 404."""

    @cached_property
    def session(self) -> SessionStatistics:
        """The session."""
        sessions = visible_sessions(self.person).select_related("runner", "fit", "detail")
        found = get_object_or_404(sessions, pk=self.kwargs["session_id"])
        remember_own(found.runner, self.person)
        return found
