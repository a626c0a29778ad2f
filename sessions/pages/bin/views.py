"""The page of the bin, and bringing back a session or all sessions of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from runlab_site.web.page_base import SignedInPage
from runlab_site.web.returning import back_to
from runners.pages.base import RunnerPageMixin
from sessions.models import DeletedSession
from sessions.selectors import find_deleted, kept_file, visible_deleted, visible_files
from sessions.services import session_service
from sessions.services.session_problems import SessionProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["BinView", "FileBringBackView", "SessionBringBackView"]

_SHOWN = 100


class BinView(RunnerPageMixin, TemplateView):
    """What was deleted in the last 30 days, the latest first."""

    template_name = "sessions/bin/bin.html"
    page_key = "sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the bin."""
        found = visible_deleted(self.person).filter(runner_id=self.runner.pk)
        return super().get_context_data(**kwargs) | {
            "deleted": found.order_by("-deleted_at", "-pk")[:_SHOWN],
            "lead": _kept_words(DeletedSession.KEPT_DAYS),
        }


def _kept_words(days: int) -> str:
    words = ngettext("What was deleted is kept for {n} day.", "What was deleted is kept for {n} days.", days)
    return words.format(n=days)


class SessionBringBackView(SignedInPage):
    """Brings one deleted session back."""

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        """Through the service, then to the list; it appears there when its figures are made."""
        decision = find_deleted(self.person, session_id)
        if decision is None:
            raise Http404
        runner, fit = decision.runner, kept_file(decision.fit_id)
        return _brought_back(
            request,
            lambda: session_service.bring_back_session(runner, session_id, fit, self.person),
            str(runner.pk),
        )


class FileBringBackView(SignedInPage):
    """Brings back all deleted sessions of a file that came again."""

    def post(self, request: HttpRequest, fit_id: str) -> HttpResponse:
        """Through the service."""
        fit = get_object_or_404(visible_files(self.person).select_related("runner"), pk=fit_id)
        return _brought_back(
            request, lambda: session_service.bring_back(fit, self.person), str(fit.runner_id)
        )


def _brought_back(request: HttpRequest, bring: Callable[[], object], runner_id: str) -> HttpResponse:
    try:
        bring()
    except SessionProblem as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("Brought back. Figures follow in a moment."))
    return back_to(request, reverse("runner_sessions", args=[runner_id]))
