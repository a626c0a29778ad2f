"""A thread as its card shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runners.comments.selectors import (
    newest_comment_by_others,
    read_at,
    subject_of,
    thread_of,
    unread_comments,
)
from runners.comments.services import LONGEST_COMMENT, mark_read
from runners.selectors import names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runlab_site.accounts.models import User
    from runners.comments.selectors import CommentSubject
    from runners.models import Comment, Runner

__all__ = [
    "CommentRow",
    "ListedComment",
    "PlacedComment",
    "Thread",
    "listed_rows",
    "newest_comment",
    "read_thread",
    "unread_rows",
]


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment: whether the reader wrote it, whether it was new to the reader, and whom it answers."""

    comment: Comment
    is_own: bool
    was_unread: bool
    answers: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread: its key, where it is written to, and its comments in order; `problem` says why the last was refused."""

    key: str
    url: str
    rows: tuple[CommentRow, ...]
    problem: str = ""
    draft: str = ""
    longest: int = LONGEST_COMMENT


@dataclass(frozen=True, slots=True)
class PlacedComment:
    """A comment, and the page it stands on."""

    comment: Comment
    url: str


@dataclass(frozen=True, slots=True)
class ListedComment:
    """A comment among those about many runners: the page of its thread, whom it is about, who wrote and read it."""

    comment: Comment
    url: str
    runner_name: str
    is_own: bool
    was_unread: bool


def read_thread(subject: CommentSubject, reader: User, *, problem: str = "", draft: str = "") -> Thread:
    """The thread as a person sees it; what was unread counts as read from now on."""
    comments = list(thread_of(subject))
    names = {str(one.pk): one.author.display_name for one in comments}
    rows = tuple(
        CommentRow(
            one,
            is_own=str(one.author_id) == str(reader.pk),
            was_unread=read_at(one, reader) is None,
            answers=names.get(str(one.parent_id), ""),
        )
        for one in comments
    )
    mark_read(comments, reader)
    return Thread(subject.thread, subject.url, rows, problem, draft)


def newest_comment(runner: Runner, reader: User) -> PlacedComment | None:
    """The newest comment about a runner that someone else wrote; it counts as read from now on."""
    comment = newest_comment_by_others(runner, reader)
    if comment is None:
        return None
    mark_read([comment], reader)
    return PlacedComment(comment, subject_of(comment).url)


def unread_rows(reader: User) -> list[PlacedComment]:
    """What waits for a person, the oldest first."""
    return [PlacedComment(one, subject_of(one).url) for one in unread_comments(reader)]


def listed_rows(comments: Sequence[Comment], reader: User) -> list[ListedComment]:
    """Comments about many runners as a person sees them, in the order given; none counts as read by that."""
    runners = {str(one.runner_id) for one in comments}
    names = names_of(runners) if runners else {}
    return [
        ListedComment(
            one,
            subject_of(one).url,
            names.get(str(one.runner_id), ""),
            is_own=str(one.author_id) == str(reader.pk),
            was_unread=read_at(one, reader) is None,
        )
        for one in comments
    ]
