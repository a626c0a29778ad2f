"""The thread of a day, and what its author does with a comment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import date as format_date
from django.utils.functional import cached_property

from runlab_site.web.links import link_to
from runlab_site.web.page_base import SignedInPage
from runners.comments.selectors import CommentSubject, subject_of, visible_comments
from runners.comments.services import CommentProblem, delete_comment, edit_comment
from runners.models import Comment
from runners.pages.base import RunnerPageMixin
from runners.pages.comments.base import CARD, ThreadPage, is_fragment
from runners.pages.comments.context import read_thread

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from runners.models import Runner

__all__ = ["CommentDeleteView", "CommentEditView", "CommentView", "DayCommentsView"]


class DayCommentsView(ThreadPage, RunnerPageMixin):
    """The comments on a day of a runner."""

    def subject(self) -> CommentSubject:
        """The day in the address. Raises Http404."""
        try:
            day = date.fromisoformat(self.kwargs["day"])
        except ValueError as error:
            raise Http404 from error
        return CommentSubject(str(self.runner.pk), Comment.Subject.DAY, day)

    def subject_runner(self) -> Runner:
        """The runner in the address."""
        return self.runner

    def heading(self) -> tuple[str, str]:
        """The day in words; it is on Today that one comes from."""
        return format_date(self.subject().day, "l j F Y"), link_to("runner_today", self.runner.pk)


class _CommentPage(SignedInPage):
    """A page of the comment in the address; one that may not be seen is 404."""

    @cached_property
    def comment(self) -> Comment:
        """The comment."""
        return get_object_or_404(visible_comments(self.person), pk=self.kwargs["comment_id"])

    def answer(self, request: HttpRequest, problem: str = "") -> HttpResponse:
        """The thread as it is now: its card, or its page."""
        subject = subject_of(self.comment)
        if is_fragment(request):
            thread = read_thread(subject, self.person, problem=problem)
            return render(request, CARD, {"thread": thread})
        if problem:
            messages.warning(request, problem)
        return redirect(subject.url)


class CommentView(_CommentPage):
    """Leads to the thread in which a comment stands."""

    def get(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """To its place."""
        del request
        return redirect(f"{subject_of(self.comment).url}#comment-{self.comment.pk}")


class CommentEditView(_CommentPage):
    """Changes the words of one's own comment."""

    def post(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """Through the service."""
        try:
            edit_comment(self.comment, self.person, text=request.POST.get("text", ""))
        except CommentProblem as problem:
            return self.answer(request, str(problem))
        return self.answer(request)


class CommentDeleteView(_CommentPage):
    """Deletes one's own comment."""

    def post(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """Through the service."""
        delete_comment(self.comment, self.person)
        return self.answer(request)
