"""Actions on the page of a session; each calls its service and returns to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from runlab_site.web.form_fields import add_problem
from runlab_site.web.page_base import SignedInPage
from runlab_site.web.returning import back_to
from runlab_site.web.undo import say_with_undo
from sessions.models import SessionStatistics
from sessions.pages.base import SessionPageMixin
from sessions.pages.session.forms import SessionForm
from sessions.pages.session.how_it_felt import how_it_felt
from sessions.pages.session.views import SessionView
from sessions.selectors import visible_files, visible_sessions
from sessions.services import effort_service, session_service
from sessions.services.session_service import SessionProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

    from runlab_site.accounts.models import User

__all__ = [
    "HeldFileView",
    "SessionCutView",
    "SessionDeleteView",
    "SessionEditView",
    "SessionEffortView",
    "SessionFeltView",
]


class SessionEditView(SessionView):
    """What a person says about a session; wrong words bring the page back with the dialog open."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, session_id: str) -> HttpResponseBase:
        """Save through the service."""
        form = SessionForm(request.POST, instance=self.session, units=self.units)
        if form.is_valid():
            session = visible_sessions(self.person).select_related("runner").get(pk=session_id)
            try:
                changed = {name: form.cleaned_data[name] for name in form.changed_data}
                session_service.edit_session(session, changed, self.person)
            except SessionProblem as problem:
                add_problem(form, problem)
            else:
                messages.success(request, _("Session saved."))
                return redirect("session_detail", session_id)
        context = self.get_context_data() | {"edit_form": form}
        return self.render_to_response(context, status=422)


class SessionEffortView(SessionView):
    """Sets what the session was; asks again, with the consequences, when figures of other days would change."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What would follow if it had been that, as a part of the page."""
        del args, kwargs
        expected = effort_service.preview(self.session, _effort(request.GET))
        return render(request, "sessions/session/effort_expected.html", {"preview": expected})

    def post(self, request: HttpRequest, session_id: str) -> HttpResponseBase:
        """Record it, or ask once more with all that would follow."""
        effort = _effort(request.POST)
        expected = effort_service.preview(self.session, effort)
        if expected.changes_past and request.POST.get("seen") != expected.fingerprint:
            context = self.get_context_data() | {
                "asked": expected,
                "asked_name": SessionStatistics.Effort(effort).label,
            }
            return self.render_to_response(context)
        session_service.edit_session(self.session, {"effort": effort}, self.person)
        messages.success(request, _("Recorded. Critical Speed and loads follow in a moment."))
        return redirect("session_detail", session_id)


def _effort(posted: QueryDict) -> str:
    """The effort that was named. Raises Http404."""
    effort = posted.get("effort", "")
    if effort not in SessionStatistics.Effort.values:
        raise Http404
    return effort


class SessionCutView(SessionPageMixin):
    """Crops a session, cuts it in two, and takes either back; the recording itself stays as it is."""

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        """Through the service; figures follow in a job."""
        cut = request.POST.get("cut", "")
        if cut not in _CUTS:
            raise Http404
        try:
            stay = _CUTS[cut](self.session, request.POST, self.person) or session_id
        except SessionProblem as problem:
            messages.warning(request, str(problem))
            return redirect("session_detail", session_id)
        except ValueError as error:
            raise Http404 from error
        messages.success(request, _("Done. Figures follow in a moment."))
        return redirect("session_detail", stay)


def _crop(session: SessionStatistics, posted: QueryDict, person: User) -> None:
    session_service.crop_session(session, _seconds(posted, "from_s"), _seconds(posted, "to_s"), person)


def _uncrop(session: SessionStatistics, _posted: QueryDict, person: User) -> None:
    session_service.uncrop_session(session, person)


def _split(session: SessionStatistics, posted: QueryDict, person: User) -> None:
    session_service.split_session(session, _seconds(posted, "at_s"), person)


def _join(session: SessionStatistics, _posted: QueryDict, person: User) -> str:
    """Join the cut session and go to the joined one, since the part will be deleted."""
    return session_service.join_session(session, person)[1]


_CUTS: dict[str, Callable[[SessionStatistics, QueryDict, User], str | None]] = {
    "crop": _crop,
    "uncrop": _uncrop,
    "split": _split,
    "join": _join,
}


def _seconds(posted: QueryDict, name: str) -> float:
    """Seconds, as a number or as runners write a time. Raises ValueError."""
    seconds = 0.0
    for part in posted.get(name, "").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


class SessionFeltView(SessionPageMixin):
    """How hard a session was, how it felt and what hurt: one tap for each answer."""

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        """Through the service; the load follows where nothing better than exertion is known."""
        try:
            answers = _answers(request.POST)
            session = session_service.edit_session(self.session, answers, self.person)
        except SessionProblem as problem:
            messages.warning(request, str(problem))
            session = self.session
        except ValueError as error:
            raise Http404 from error
        if getattr(request, "htmx", False):
            context = {"session": session, "felt": how_it_felt(session), "next": request.POST.get("next", "")}
            return render(request, "sessions/components/how_it_felt.html", context)
        messages.success(request, _("Recorded."))
        return back_to(request, reverse("session_detail", args=[session_id]))


def _answers(posted: QueryDict) -> dict[str, Any]:
    """The answers that were sent. Raises ValueError when there are none, or for what is no number."""
    answers: dict[str, Any] = {
        name: int(str(posted[name])) for name in ("rpe", "feel", "pain") if posted.get(name)
    }
    if "pain_place" in posted:
        answers["pain_place"] = posted["pain_place"]
    if not answers:
        raise ValueError("nothing was said")
    return answers


class SessionDeleteView(SessionPageMixin):
    """Deletes a session into the bin: nothing is asked, and the toast takes it back."""

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        """Back to the list."""
        runner_id = self.session.runner_id
        session_service.delete_session(self.session, self.person)
        say_with_undo(request, _("Session deleted."), reverse("session_bring_back", args=[session_id]))
        return redirect("runner_sessions", runner_id)


class HeldFileView(SignedInPage):
    """Settles which of two recordings counts: the other one, or both."""

    def post(self, request: HttpRequest, fit_id: str) -> HttpResponse:
        """One click, through the service."""
        fit = get_object_or_404(visible_files(self.person).select_related("runner"), pk=fit_id)
        decide = {"swap": session_service.swap_duplicate, "separate": session_service.separate_duplicate}
        decision = request.POST.get("decision", "")
        if decision not in decide:
            raise Http404
        try:
            decide[decision](fit, self.person)
        except SessionProblem as problem:
            messages.warning(request, str(problem))
        else:
            messages.success(request, _("Done. Figures follow in a moment."))
        return redirect("runner_sessions", fit.runner_id)
