"""sessions/{id}/comments/: what is written about a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.api.comments import ThreadViewSet
from runners.models import Comment
from sessions.api.base import OfSession
from sessions.selectors import comments_subject

if TYPE_CHECKING:
    from runners.comments.selectors import CommentSubject

__all__ = ["SessionCommentsViewSet"]


class SessionCommentsViewSet(ThreadViewSet, OfSession):
    """The comments on a session."""

    queryset: Any = Comment.objects.none()

    def subject(self) -> CommentSubject:
        """The session in the address. Raises Http404."""
        return comments_subject(self.session)
