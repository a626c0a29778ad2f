"""What the pages of threads share, whatever a thread is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _

from runlab_site.web.page_base import SignedInPage
from runlab_site.web.returning import back_to
from runners.comments.services import CommentProblem, answer_comment
from runners.pages.base import runner_context
from runners.pages.comments.context import read_thread

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from runners.comments.selectors import CommentSubject
    from runners.models import Runner

__all__ = ["CARD", "ThreadPage", "is_fragment", "thread_answer"]

CARD, PAGE = "runners/components/comments_card.html", "runners/comments/comments.html"


class ThreadPage(SignedInPage):
    """The comments on one thing: read and written, as a page of its own and as the card within another."""

    page_key = "today"

    def subject(self) -> CommentSubject:
        """What they are about. Raises Http404."""
        raise NotImplementedError

    def subject_runner(self) -> Runner:
        """Whose it is."""
        raise NotImplementedError

    def heading(self) -> tuple[str, str]:
        """The title of the page, and the address of what it is about."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """The thread; it counts as read."""
        return thread_answer(self, request)

    def post(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """Write a comment; an empty one is refused and its words are kept."""
        text, parent_id = request.POST.get("text", ""), _parent_id(request)
        try:
            answer_comment(self.subject(), self.person, text, parent_id)
        except CommentProblem as problem:
            return thread_answer(self, request, problem=str(problem), draft=text)
        if is_fragment(request):
            return thread_answer(self, request)
        messages.success(request, _("Sent."))
        return back_to(request, self.subject().url)


def _parent_id(request: HttpRequest) -> str | None:
    """The comment that is answered; None where none is named."""
    named = request.POST.get("parent", "")
    return named if ObjectId.is_valid(named) else None


def is_fragment(request: HttpRequest) -> bool:
    """Whether the card alone is wanted."""
    return bool(getattr(request, "htmx", False))


def thread_answer(
    page: ThreadPage, request: HttpRequest, *, problem: str = "", draft: str = ""
) -> HttpResponse:
    """The card for a page that swaps it in, else the page of the thread."""
    thread = read_thread(page.subject(), page.person, problem=problem, draft=draft)
    if is_fragment(request):
        return render(request, CARD, {"thread": thread})
    title, url = page.heading()
    context = runner_context(page.subject_runner(), page.person, page.page_key)
    context |= {"thread": thread, "title": title, "about_url": url}
    return render(request, PAGE, context, status=422 if problem else 200)
