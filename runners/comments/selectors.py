"""What may be read of comments, and what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.database import database, object_id
from runlab_site.web.links import link_to
from runners.comments.models import Comment
from runners.selectors import of_visible_runners

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "MOST_UNREAD",
    "CommentSubject",
    "newest_comment_by_others",
    "read_at",
    "subject_of",
    "thread_of",
    "unread_comments",
    "visible_comments",
]

MOST_UNREAD = 50

Subject = Comment.Subject
_PAGES = {
    Subject.SESSION: "session_comments",
    Subject.PLANNED_WORKOUT: "planned_workout_comments",
    Subject.DAY: "day_comments",
}


@dataclass(frozen=True, slots=True)
class CommentSubject:
    """What a thread is about: a session or planned workout by its id, or a day of a runner."""

    runner_id: str
    kind: str
    day: date
    subject_id: str | None = None

    @property
    def thread(self) -> str:
        """The key of its thread."""
        return f"{self.runner_id}:{self.kind}:{self.subject_id or self.day.isoformat()}"

    @property
    def url(self) -> str:
        """The page of the thread."""
        place = (self.runner_id, self.day) if self.kind == Subject.DAY else (self.subject_id,)
        return link_to(_PAGES[Subject(self.kind)], *place)


def subject_of(comment: Comment) -> CommentSubject:
    """What a comment is about."""
    return CommentSubject(str(comment.runner_id), comment.subject, comment.day, comment.subject_id)


def visible_comments(user: User | Any) -> QuerySet[Comment]:
    """The comments about the runners a person may see, with their authors."""
    comments = of_visible_runners(Comment.objects.all(), user)
    return comments.filter(deleted_at=None).select_related("author")


def thread_of(subject: CommentSubject) -> QuerySet[Comment]:
    """The comments of a thread, the oldest first."""
    comments = Comment.objects.filter(thread=subject.thread, deleted_at=None).select_related("author")
    return comments.order_by("created_at", "pk")


def unread_comments(user: User) -> list[Comment]:
    """What a person has not read, the oldest first, at most `MOST_UNREAD`."""
    collection = database.collection(Comment._meta.db_table)  # noqa: SLF001 - Django's documented model API
    waiting = collection.find({"unread_by": object_id(str(user.pk))}, {"_id": 1}, session=database.session)
    ids = [str(one["_id"]) for one in waiting.sort([("created_at", 1), ("_id", 1)]).limit(MOST_UNREAD)]
    return list(visible_comments(user).filter(pk__in=ids).order_by("created_at", "pk")) if ids else []


def newest_comment_by_others(runner: Runner, user: User) -> Comment | None:
    """The newest comment about a runner that someone else than `user` wrote."""
    comments = Comment.objects.filter(runner=runner, deleted_at=None).exclude(author=user)
    return comments.select_related("author").order_by("-created_at", "-pk").first()


def read_at(comment: Comment, user: User) -> str | datetime | None:
    """When a person read a comment (text as stored, or when it was written); None while it is unread."""
    if str(user.pk) in map(str, comment.unread_by):
        return None
    moments = {one["user"]: one["at"] for one in comment.reads}
    return moments.get(str(user.pk)) or comment.created_at
