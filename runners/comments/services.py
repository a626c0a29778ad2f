"""Writing, changing and reading comments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from runlab_site.database import database, object_id
from runlab_site.time_zones import rfc3339
from runners.comments.models import Comment
from runners.comments.selectors import thread_of
from runners.models import Runner
from runners.selectors import coaching_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runlab_site.accounts.models import User
    from runlab_site.personal_data import Subject
    from runners.comments.selectors import CommentSubject

__all__ = [
    "LONGEST_COMMENT",
    "CommentProblem",
    "answer_comment",
    "delete_comment",
    "edit_comment",
    "forget_reader",
    "forget_thread",
    "mark_read",
    "mark_unread",
    "readers_of",
    "write_comment",
]

LONGEST_COMMENT = 5000
_MOST_MENTIONS = 20


class CommentProblem(ValueError):  # noqa: N818 - shown to a person, field by field
    """A comment that cannot be; `errors` maps each field to a sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def write_comment(
    subject: CommentSubject,
    author: User,
    text: str,
    *,
    parent_id: str | None = None,
    mentions: Sequence[str] = (),
) -> Comment:
    """Add a comment to a thread; it is unread by all others who follow the runner. Raises CommentProblem."""
    readers = readers_of(subject.runner_id)
    _refuse_foreign(mentions, {*readers, str(author.pk)})
    if parent_id is not None and not thread_of(subject).filter(pk=parent_id).exists():
        raise CommentProblem({"parent": "The comment it answers is not in this thread."})
    return Comment.objects.create(
        runner_id=subject.runner_id,
        thread=subject.thread,
        subject=subject.kind,
        subject_id=subject.subject_id,
        day=subject.day,
        parent_id=parent_id,
        author=author,
        text=_checked(text),
        mentions=list(mentions),
        unread_by=sorted(readers - {str(author.pk)}),
    )


def answer_comment(subject: CommentSubject, author: User, text: str, parent_id: str | None) -> Comment:
    """Write a comment; who answers one (parent_id) has read it. Raises CommentProblem."""
    written = write_comment(subject, author, text, parent_id=parent_id)
    if parent_id is not None:
        mark_read(thread_of(subject).filter(pk=parent_id), author)
    return written


def edit_comment(
    comment: Comment, editor: User, *, text: str | None = None, mentions: Sequence[str] | None = None
) -> Comment:
    """Change one's own comment. Raises PermissionDenied for another's, CommentProblem."""
    _refuse_others(comment, editor)
    if text is not None:
        comment.text = _checked(text)
    if mentions is not None:
        _refuse_foreign(mentions, {*readers_of(str(comment.runner_id)), str(editor.pk)})
        comment.mentions = list(mentions)
    comment.edited_at = datetime.now(UTC)
    comment.save(update_fields=["text", "mentions", "edited_at"])
    return comment


def delete_comment(comment: Comment, person: User) -> None:
    """Delete one's own comment: its words go. Raises PermissionDenied for another's."""
    _refuse_others(comment, person)
    comment.text, comment.mentions, comment.unread_by, comment.reads = "", [], [], []
    comment.deleted_at = datetime.now(UTC)
    comment.save()


def mark_read(comments: Iterable[Comment], reader: User) -> int:
    """Note that a person read these comments, whichever were unread; returns how many."""
    unread = [one.pk for one in comments if str(reader.pk) in map(str, one.unread_by)]
    return _change_reading(unread, reader, read_at=datetime.now(UTC)) if unread else 0


def mark_unread(comment: Comment, reader: User) -> None:
    """Have a comment wait for a person again."""
    _change_reading([comment.pk], reader, read_at=None)


def readers_of(runner_id: str) -> set[str]:
    """The ids of those who follow a runner: the athlete, and the coaches."""
    runner = Runner.objects.only("user_id", "coach_id").get(pk=runner_id)
    coaches = {coach for _, coach in coaching_of([runner_id]).get(runner_id, [])}
    return coaches | {str(one) for one in (runner.user_id, runner.coach_id) if one}


def forget_thread(runner_id: str, session_ids: Iterable[str]) -> None:
    """Delete what was written about sessions that are gone for good."""
    kind = Comment.Subject.SESSION
    threads = [f"{runner_id}:{kind}:{session_id}" for session_id in session_ids]
    Comment.objects.filter(thread__in=threads).delete()


def forget_reader(subject: Subject) -> None:
    """Take a person whose account goes out of what others wrote."""
    who = object_id(subject.user_id)
    comments = database.raw[_table()]
    comments.update_many({"mentions": who}, {"$pull": {"mentions": who}})
    comments.update_many({"unread_by": who}, {"$pull": {"unread_by": who}})
    comments.update_many({"reads.user": subject.user_id}, {"$pull": {"reads": {"user": subject.user_id}}})


def _change_reading(comment_ids: Sequence[str], reader: User, *, read_at: datetime | None) -> int:
    who, name = object_id(str(reader.pk)), str(reader.pk)
    change: dict[str, dict[str, Any]] = (
        {"$addToSet": {"unread_by": who}, "$pull": {"reads": {"user": name}}}
        if read_at is None
        else {"$pull": {"unread_by": who}, "$push": {"reads": {"user": name, "at": rfc3339(read_at)}}}
    )
    wanted = {"_id": {"$in": [object_id(one) for one in comment_ids]}}
    done = database.collection(_table()).update_many(wanted, change, session=database.session)
    return int(done.matched_count)


def _table() -> str:
    return Comment._meta.db_table  # noqa: SLF001 - Django's documented model API


def _checked(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise CommentProblem({"text": _("Write something: an empty comment says nothing.")})
    if len(stripped) > LONGEST_COMMENT:
        detail = _("A comment has at most %(most)s characters; this one has %(count)s.") % {
            "most": f"{LONGEST_COMMENT:,}",
            "count": f"{len(stripped):,}",
        }
        raise CommentProblem({"text": detail})
    return stripped


def _refuse_foreign(mentions: Sequence[str], known: set[str]) -> None:
    if len(mentions) > _MOST_MENTIONS or not set(mentions) <= known:
        raise CommentProblem({"mentions": "Only the athlete and the coaches can be mentioned here."})


def _refuse_others(comment: Comment, person: User) -> None:
    if str(comment.author_id) != str(person.pk):
        raise PermissionDenied("Only who wrote a comment may change it.")
