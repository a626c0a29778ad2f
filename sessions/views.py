"""Pages of sessions and uploads: thin, read by sessions.pages, written by the services."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from runlab_site.figures import metres_per_unit
from runlab_site.models import BackgroundJob
from runlab_site.navigation import Place
from runlab_site.page_base import CoachPage, SignedInPage
from runlab_site.time_zones import zone
from runners.page_views import RunnerPageMixin, runner_context
from runners.pages.fitness import fitness_now
from runners.pages.zones import zones_page
from runners.physiology.critical_speed import NO_TRIALS
from runners.selectors import visible_runners
from runners.views import add_problem
from sessions import storage
from sessions.decisions import edits_of
from sessions.explanations import explained
from sessions.forms import SessionForm, TypedSessionForm
from sessions.models import SessionParquet, SessionStatistics, Upload
from sessions.pages import session as session_page
from sessions.pages import squad
from sessions.pages.figure_table import figure_groups, split_tables, why_of, zones_beside
from sessions.pages.names import load_unit
from sessions.pages.records import record_sentence
from sessions.pages.today import today_page
from sessions.pages.uploads import UploadPage, upload_page
from sessions.parts import place_of
from sessions.selectors import held_for, visible_files, visible_sessions, visible_uploads
from sessions.services import effort_service, session_service
from sessions.services.session_service import SessionProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

    from runlab_site.accounts.models import User
    from runlab_site.why import Why

__all__ = [
    "HeldFileView",
    "OriginalView",
    "SessionAddView",
    "SessionCutView",
    "SessionDeleteView",
    "SessionEditView",
    "SessionEffortView",
    "SessionExertionView",
    "SessionListView",
    "SessionView",
    "SessionWhyView",
    "SquadView",
    "TodayView",
    "UploadDetailView",
    "UploadFilesView",
    "UploadView",
]

SESSIONS_A_PAGE = 50
UPLOADS_SHOWN = 8
MEGABYTE = 1024 * 1024


class TodayView(RunnerPageMixin, TemplateView):
    """The week, where fitness stands, the last session, and what is still missing."""

    template_name = "sessions/today.html"
    page_key = "today"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the runner's own day."""
        return super().get_context_data(**kwargs) | {
            "page": today_page(self.runner, self.today, self.person.week_start),
            "now": fitness_now(self.runner),
            "heading": f"{self.today:%A} {self.today.day} {self.today:%B}",
            "no_trials": NO_TRIALS,
            "estimated_max": self._estimated_max(),
        }

    def _estimated_max(self) -> str:
        """What is used in place of a measured maximum heart rate, or nothing when one is known."""
        zones = zones_page(self.runner, self.today)
        if zones.max_is_measured:
            return ""
        bpm, room = zones.physiology.max_heart_rate.bpm, zones.max_uncertainty_bpm
        origin = "an assumed age" if zones.physiology.age_is_default else "age"
        return f"Using {bpm:.0f} bpm (± {room:.0f}) from {origin} as the highest heart rate."


class SessionListView(RunnerPageMixin, TemplateView):
    """All sessions of a runner, the newest first; found by name, notes or day."""

    template_name = "sessions/list.html"
    page_key = "sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find and cut into pages."""
        query = self.request.GET.get("q", "").strip()
        day = _day(self.request.GET.get("day", ""))
        found = self._found(query, day)
        parameters = urlencode({name: value for name, value in (("q", query), ("day", day)) if value})
        page = Paginator(found, SESSIONS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "page_query": f"{parameters}&" if parameters else "",
            "query": query,
            "day": day,
            "lead": f"{page.paginator.count} in all"
            if not (query or day)
            else f"{page.paginator.count} found",
        }

    def _found(self, query: str, day: date | None) -> QuerySet[SessionStatistics]:
        sessions = SessionStatistics.objects.filter(runner=self.runner).order_by("-start_time", "-pk")
        if query:
            sessions = sessions.filter(Q(name__icontains=query) | Q(notes__icontains=query))
        return sessions.filter(day=day) if day else sessions


class _SessionMixin(SignedInPage):
    """A page of the session named in the address; one that may not be seen is 404."""

    @cached_property
    def session(self) -> SessionStatistics:
        """The session."""
        sessions = visible_sessions(self.person).select_related("runner", "fit")
        return get_object_or_404(sessions, pk=self.kwargs["session_id"])


class SessionView(_SessionMixin, TemplateView):
    """One session: figures, map, curves, laps, zones, best efforts."""

    template_name = "sessions/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is stored of it."""
        session, runner = self.session, self.session.runner
        units = self.units
        stories = explained(session)
        whys = session_page.whys(stories, units)
        groups, unknown = figure_groups(stories, units)
        before, after = session_page.neighbours(session)
        return super().get_context_data(**kwargs) | {
            **runner_context(runner, self.person, "sessions"),
            **_session_words(session, whys),
            "previous_id": before,
            "next_id": after,
            "has_streams": SessionParquet.objects.filter(pk=session.pk, rows_count__gt=1).exists(),
            "notes": session_page.notes(session, units),
            "heart_rate_bars": session_page.zone_bars(session.time_in_heart_rate_zones_s, "heart_rate"),
            "pace_bars": session_page.zone_bars(session.time_in_pace_zones_s, "pace"),
            "efforts": session_page.effort_rows(session, runner),
            "zones_beside": zones_beside(stories),
            "figure_groups": groups,
            "figures_unknown": unknown,
            "curve_rows": session_page.curve_rows(session),
            "curve_data": session_page.curve_data(session),
            "split_tables": split_tables(session),
            "same_intervals": session_page.same_intervals(session),
            "intervals": session.judged.get("intervals"),
            "balance": session.judged.get("w_prime_balance"),
            "held": held_for(session),
            "edit_form": SessionForm(instance=session),
            **_said_of(session),
            **_cuts_in(session),
        }


class SessionWhyView(_SessionMixin):
    """Why a figure of the session is what it is, as the inside of the popover."""

    def get(self, request: HttpRequest, session_id: str) -> HttpResponseBase:
        """One figure, by its name."""
        del session_id
        name = request.GET.get("figure", "")
        figure = explained(self.session).get(name)
        if figure is None:
            raise Http404
        return render(request, "components/why.html", {"why": why_of(name, figure, self.units)})


class SessionEditView(SessionView):
    """What a person says about a session; wrong words bring the page back with the dialog open."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, session_id: str) -> HttpResponseBase:
        """Save through the service."""
        form = SessionForm(request.POST, instance=self.session)
        if form.is_valid():
            session = visible_sessions(self.person).select_related("runner").get(pk=session_id)
            try:
                changed = {name: form.cleaned_data[name] for name in form.changed_data}
                session_service.edit_session(session, changed, self.person)
            except SessionProblem as problem:
                add_problem(form, problem)
            else:
                messages.success(request, "Session saved.")
                return redirect("session_detail", session_id)
        context = self.get_context_data() | {"edit_form": form}
        return self.render_to_response(context, status=422)


class SessionEffortView(SessionView):
    """What the session was, in one tap; where figures of other days would change, these are shown first."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What would follow if it had been that, as a part of the page."""
        del args, kwargs
        expected = effort_service.preview(self.session, _effort(request.GET))
        return render(request, "sessions/effort_expected.html", {"preview": expected})

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
        messages.success(request, "Recorded. Critical Speed and loads follow in a moment.")
        return redirect("session_detail", session_id)


def _effort(said: QueryDict) -> str:
    """The effort that was named. Raises Http404."""
    effort = said.get("effort", "")
    if effort not in SessionStatistics.Effort.values:
        raise Http404
    return effort


class SessionCutView(_SessionMixin):
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
        messages.success(request, "Done. Figures follow in a moment.")
        return redirect("session_detail", stay)


def _crop(session: SessionStatistics, said: QueryDict, person: User) -> None:
    session_service.crop_session(session, _seconds(said, "from_s"), _seconds(said, "to_s"), person)


def _uncrop(session: SessionStatistics, _said: QueryDict, person: User) -> None:
    session_service.uncrop_session(session, person)


def _split(session: SessionStatistics, said: QueryDict, person: User) -> None:
    session_service.split_session(session, _seconds(said, "at_s"), person)


def _join(session: SessionStatistics, _said: QueryDict, person: User) -> str:
    """What is left to look at is the joined session; the part may be gone any moment."""
    return session_service.join_session(session, person)[1]


_CUTS: dict[str, Callable[[SessionStatistics, QueryDict, User], str | None]] = {
    "crop": _crop,
    "uncrop": _uncrop,
    "split": _split,
    "join": _join,
}


def _seconds(said: QueryDict, name: str) -> float:
    """Seconds, as a number or as runners write a time. Raises ValueError."""
    seconds = 0.0
    for part in said.get(name, "").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


class SessionExertionView(_SessionMixin):
    """How hard the session felt, in one tap."""

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        """Through the service; the load follows where nothing better is known."""
        try:
            rpe = float(request.POST.get("rpe", ""))
            session_service.edit_session(self.session, {"rpe": rpe}, self.person)
        except SessionProblem as problem:
            messages.warning(request, str(problem))
        except ValueError as error:
            raise Http404 from error
        else:
            messages.success(request, "Recorded.")
        return redirect("session_detail", session_id)


class SessionDeleteView(_SessionMixin):
    """Deletes a session; the raw file is kept, and the same file can bring it back."""

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        """Back to the list."""
        del session_id
        runner_id = self.session.runner_id
        session_service.delete_session(self.session, self.person)
        messages.success(request, "Session deleted. Uploading its file again asks whether to bring it back.")
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
            messages.success(request, "Done. Figures follow in a moment.")
        return redirect("runner_sessions", fit.runner_id)


class SessionAddView(RunnerPageMixin, FormView):  # type: ignore[type-arg]
    """A session without a file: time, distance and effort as typed."""

    template_name = "sessions/add.html"
    form_class = TypedSessionForm
    page_key = "upload"

    def get_initial(self) -> dict[str, Any]:
        """Today, a run."""
        return {"day": self.today, "sport": "running"}

    def get_form(self, form_class: Any = None) -> TypedSessionForm:
        """The distance is asked for in the reader's units."""
        form: TypedSessionForm = super().get_form(form_class)
        form.fields["distance"].label = f"Distance ({self.units})"
        return form

    def form_valid(self, form: TypedSessionForm) -> HttpResponse:
        """Save through the service."""
        typed = form.cleaned_data
        start = datetime.combine(typed["day"], typed["clock"], zone(self.runner.time_zone))
        distance = typed["distance"]
        try:
            session = session_service.create_typed_session(
                self.runner,
                start_time=start,
                sport=typed["sport"],
                timer_time_s=typed["time_s"],
                distance_m=None if distance is None else distance * metres_per_unit(self.units),
                rpe=typed["rpe"],
                decided_by=self.person,
            )
        except SessionProblem as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        return redirect("session_detail", session.pk)


class OriginalView(_SessionMixin):
    """The uploaded bytes, as they came."""

    def get(self, request: HttpRequest, session_id: str) -> FileResponse:
        """A download under the name the file came with."""
        del request, session_id
        fit = self.session.fit
        if fit is None or fit.blob_id is None:
            raise Http404
        response = FileResponse(
            storage.open_blob(fit.blob_id),
            as_attachment=True,
            filename=fit.file_name.rpartition("/")[2],
            content_type="application/vnd.ant.fit",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["ETag"] = f'"{fit.sha256}"'
        return response


class UploadView(RunnerPageMixin, TemplateView):
    """Where files are dropped, and what became of the last ones."""

    template_name = "sessions/upload.html"
    page_key = "upload"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The uploads that are still read stand open; the others are listed."""
        latest = list(Upload.objects.filter(runner=self.runner).order_by("-created_at")[:UPLOADS_SHOWN])
        pages = [_upload_page(upload) for upload in latest]
        megabytes = settings.CONFIG.max_file_mb
        return super().get_context_data(**kwargs) | {
            "open_uploads": [page for page in pages if page.upload.finished_at is None],
            "recent": [page for page in pages if page.upload.finished_at is not None],
            "is_first": not SessionStatistics.objects.filter(runner=self.runner).exists(),
            "max_file_bytes": megabytes * MEGABYTE,
            "lead": f"FIT files, or a ZIP of them. Up to {megabytes} MB each.",
        }


class SquadView(CoachPage, TemplateView):
    """The coach's athletes in one sortable table."""

    template_name = "sessions/squad.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find, read, sort."""
        query = self.request.GET.get("q", "").strip()
        runners = visible_runners(self.person).order_by("name")
        rows = squad.squad_rows(
            runners.filter(name__icontains=query) if query else runners, timezone.localdate()
        )
        sort = self.request.GET.get("sort", "")
        return super().get_context_data(**kwargs) | {
            "place": Place("squad"),
            "query": query,
            "rows": squad.sorted_rows(rows, sort),
            "columns": [column.heading(sort, query) for column in squad.COLUMNS],
            "lead": squad.lead(rows, query),
        }


class _UploadMixin(SignedInPage):
    """A page of the upload named in the address."""

    @cached_property
    def upload(self) -> Upload:
        """The upload; one that may not be seen is 404."""
        uploads = visible_uploads(self.person).select_related("runner")
        return get_object_or_404(uploads, pk=self.kwargs["upload_id"])


class UploadDetailView(_UploadMixin, TemplateView):
    """One upload: each file with its outcome and one next step."""

    template_name = "sessions/upload_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read its files."""
        context = super().get_context_data(**kwargs)
        context |= runner_context(self.upload.runner, self.person, "upload")
        return context | {"page": _upload_page(self.upload)}


class UploadFilesView(_UploadMixin):
    """The files of an upload as a fragment: asked for when an event says that something changed."""

    def get(self, request: HttpRequest, upload_id: str) -> HttpResponseBase:
        """The rows as they stand."""
        del upload_id
        return render(request, "sessions/upload_rows.html", {"page": _upload_page(self.upload)})


def _upload_page(upload: Upload) -> UploadPage:
    return upload_page(upload, BackgroundJob.objects.filter(pk=upload.job_id).first())


def _cuts_in(session: SessionStatistics) -> dict[str, Any]:
    """What was cropped and split, and the other parts."""
    place = place_of(session)
    others = [(number, part) for number, part in enumerate(place.ids, 1) if part != session.pk]
    return {
        "crop_s": edits_of(session.pk).get("crop"),
        "part": place if place.cuts else None,
        "other_parts": others if place.cuts else (),
    }


def _said_of(session: SessionStatistics) -> dict[str, Any]:
    """What the session seems to have been, what was said of it, and what may be said."""
    proposal = effort_service.proposal(session)
    return {
        "proposal": proposal,
        "proposed_name": SessionStatistics.Effort(proposal.effort).label if proposal else "",
        "efforts_to_say": SessionStatistics.Effort.choices if session.sport == "running" else (),
        "exertions_to_say": range(1, 11),
    }


def _session_words(session: SessionStatistics, whys: list[Why]) -> dict[str, Any]:
    return {
        "session": session,
        "sentence": record_sentence(session),
        "started": timezone.localtime(session.start_time, zone(session.time_zone)),
        "device": session_page.device_name(session.device),
        "load_unit": load_unit(session),
        "whys": whys,
        "why_ids": {why.key: f"#why-{why.key}" for why in whys},
        "w_prime_m": session_page.input_value(session, "w_prime_balance_min_m", "W'"),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
