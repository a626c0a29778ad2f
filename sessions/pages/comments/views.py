"""The thread of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from runners.pages.comments.base import ThreadPage
from sessions.pages.base import SessionPageMixin
from sessions.pages.names import session_title
from sessions.selectors import comments_subject

if TYPE_CHECKING:
    from runners.comments.selectors import CommentSubject
    from runners.models import Runner

__all__ = ["SessionCommentsView"]


class SessionCommentsView(ThreadPage, SessionPageMixin):
    """The comments on a session."""

    page_key = "sessions"

    def subject(self) -> CommentSubject:
        """The session in the address."""
        return comments_subject(self.session)

    def subject_runner(self) -> Runner:
        """Who ran it."""
        return self.session.runner

    def heading(self) -> tuple[str, str]:
        """As the session is called."""
        return session_title(self.session), reverse("session_detail", args=[self.session.pk])
