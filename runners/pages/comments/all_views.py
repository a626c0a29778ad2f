"""All comments about a coach's athletes on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import TemplateView
from rest_framework.exceptions import ValidationError

from runlab_site.api.pagination import Page, page_of_queryset
from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from runners.comments.selectors import visible_comments
from runners.comments.services import mark_read
from runners.pages.comments.context import listed_rows

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["COMMENTS_A_PAGE", "AllCommentsView"]

COMMENTS_A_PAGE = 25


class AllCommentsView(CoachPage, TemplateView):
    """What was written about the runners one may see, the newest first; read here, a comment stays unread until one says so."""

    template_name = "runners/comments/all_comments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of them: from the place in ?at=, else from the newest."""
        page = self._page()
        rows = listed_rows(page.rows, self.person)
        return super().get_context_data(**kwargs) | {
            "place": Place("squad"),
            "rows": rows,
            "has_unread": any(row.was_unread for row in rows),
            "newer": page.previous_cursor,
            "older": page.next_cursor,
        }

    def _page(self) -> Page:
        """Raises Http404 for a place that this page did not name."""
        comments, place = visible_comments(self.person), self.request.GET.get("at")
        try:
            return page_of_queryset(comments, "-created_at", COMMENTS_A_PAGE, place)
        except ValidationError as error:
            raise Http404 from error

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that the named comments were read."""
        named = [one for one in request.POST.getlist("comment")[:COMMENTS_A_PAGE] if ObjectId.is_valid(one)]
        if named:
            mark_read(visible_comments(self.person).filter(pk__in=named), self.person)
        return redirect(request.get_full_path())
