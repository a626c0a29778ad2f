"""The page of a morning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from runlab_site.web import dates
from runlab_site.web.links import link_to
from runners.check_ins.selectors import check_in_of
from runners.check_ins.services import check_in, may_check_in, update_check_in
from runners.pages.base import RunnerPageMixin
from runners.pages.check_in.forms import CheckInForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from runners.models import CheckIn

__all__ = ["CheckInView"]


class CheckInView(RunnerPageMixin, FormView):  # type: ignore[type-arg]
    """One screen, one thumb; another day by `?day=`. Only for who may write it."""

    template_name = "runners/check_in/check_in.html"
    form_class = CheckInForm
    page_key = "check_in"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a coach the athlete's own screen."""
        if request.user.is_authenticated and not may_check_in(self.runner, self.person):
            raise PermissionDenied("Only the athlete checks in.")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def day(self) -> date:
        """The day asked for, not a coming one; else today."""
        try:
            asked = date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return self.today
        return min(asked, self.today)

    @cached_property
    def stored(self) -> CheckIn | None:
        """What was said of it already."""
        return check_in_of(self.runner, self.day)

    def get_initial(self) -> dict[str, Any]:
        """Filled in with it."""
        return CheckInForm.initial_of(self.stored)

    def form_valid(self, form: CheckInForm) -> HttpResponse:
        """Through the service, then to Today."""
        if self.stored is None:
            check_in(self.runner, self.day, form.values(), self.person)
        else:
            update_check_in(self.stored, form.values(), self.person)
        messages.success(self.request, _("Checked in."))
        return HttpResponseRedirect(link_to("runner_today", self.runner.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day in words."""
        return super().get_context_data(**kwargs) | {
            "lead": dates.heading(self.day),
            "shows_cycle": self.runner.sex != "male",
        }
