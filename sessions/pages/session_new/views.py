"""The page where a session without a file is typed in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from runlab_site.time_zones import zone
from runlab_site.web.figures import metres_per_unit
from runlab_site.web.form_fields import add_problem
from runners.pages.base import RunnerPageMixin
from sessions.pages.session_new.forms import TypedSessionForm
from sessions.services import session_service
from sessions.services.session_service import SessionProblem

if TYPE_CHECKING:
    from django.http import HttpResponse

__all__ = ["SessionNewView"]


class SessionNewView(RunnerPageMixin, FormView):  # type: ignore[type-arg]
    """A session without a file: time, distance and effort as typed."""

    template_name = "sessions/session_new/session_new.html"
    form_class = TypedSessionForm
    page_key = "upload"

    def get_initial(self) -> dict[str, Any]:
        """Today, a run."""
        return {"day": self.today, "sport": "running"}

    def get_form(self, form_class: Any = None) -> TypedSessionForm:
        """The distance is asked for in the reader's units."""
        form: TypedSessionForm = super().get_form(form_class)
        form.fields["distance"].label = _("Distance ({unit})").format(unit=self.units)
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
