"""Zones and bests: what is in force, and the forms that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.generic import TemplateView

from runlab_site.web.form_fields import add_problem
from runners.pages.base import RunnerPageMixin
from runners.pages.zones.context import best_rows, zones_page
from runners.pages.zones.forms import BestForm, HeartRateForm, PercentForm, ZonesForm
from runners.services.heart_rate_zones import set_heart_rate_zones
from runners.services.personal_bests import exclude_best, type_best
from runners.services.profile_problems import RunnerProblem
from runners.services.runner_service import update_runner_with_defaults

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

__all__ = [
    "BestAddView",
    "BestExcludeView",
    "HeartRateZonesView",
    "HeartRatesView",
    "ZonePercentsView",
    "ZonesView",
]


class ZonesView(RunnerPageMixin, TemplateView):
    """Heart rates, zones and bests: what is in force, and forms to change it by hand."""

    template_name = "runners/zones/zones.html"
    page_key = "zones"
    forms: dict[str, forms.Form]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Begin with empty forms; a view that was sent a wrong one puts it in its place."""
        super().setup(request, *args, **kwargs)
        self.forms = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is in force today."""
        page = zones_page(self.runner, self.today)
        unbound = {
            "rate_form": HeartRateForm(),
            "zones_form": ZonesForm(),
            "percent_form": PercentForm.of(self.runner.zone_upper_percent),
            "best_form": BestForm(),
        }
        return super().get_context_data(**kwargs) | {"page": page} | unbound | self.forms


class _ZonesFormView(ZonesView):
    """A form of the zones page: when it is wrong, the page is shown again with what was typed."""

    http_method_names = ["post"]
    form_class: type[forms.Form]
    form_name = ""
    saved = ""

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or say what is wrong."""
        form = self.form_class(request.POST)
        if form.is_valid() and self._save(form):
            messages.success(request, _(self.saved))
            return redirect("runner_zones", self.runner.pk)
        self.forms = {self.form_name: form}
        return self.render_to_response(self.get_context_data(**kwargs), status=422)

    def _save(self, form: forms.Form) -> bool:
        try:
            self.save(form.cleaned_data)
        except RunnerProblem as problem:
            add_problem(form, problem)
            return False
        return True

    def save(self, typed: dict[str, Any]) -> None:
        """Pass it on to the service."""
        raise NotImplementedError


class HeartRatesView(_ZonesFormView):
    """Measured heart rates, from a day on."""

    form_class, form_name = HeartRateForm, "rate_form"
    saved = gettext_noop("Heart rates saved. Zones and loads follow.")

    def save(self, typed: dict[str, Any]) -> None:
        """Heart rates count from the day named."""
        effective_day = typed.pop("effective_day")
        update_runner_with_defaults(self.runner, typed, decided_by=self.person, effective_day=effective_day)


class HeartRateZonesView(_ZonesFormView):
    """Zones typed by hand, or computed again."""

    form_class, form_name = ZonesForm, "zones_form"
    saved = gettext_noop("Zones saved. Time in zones follows.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The second button goes back to computed zones, whatever the fields hold."""
        if request.POST.get("source") != "computed":
            return super().post(request, *args, **kwargs)
        set_heart_rate_zones(self.runner, None, decided_by=self.person)
        messages.success(request, _("Zones are computed from the highest heart rate again."))
        return redirect("runner_zones", self.runner.pk)

    def save(self, typed: dict[str, Any]) -> None:
        """Five upper bounds and where zone 1 begins."""
        set_heart_rate_zones(
            self.runner,
            [typed[f"upper_{zone}_bpm"] for zone in range(1, 6)],
            floor_bpm=typed["floor_bpm"],
            decided_by=self.person,
            effective_day=typed["effective_day"],
        )


class ZonePercentsView(_ZonesFormView):
    """The percentages of the maximum at which zones end."""

    form_class, form_name = PercentForm, "percent_form"
    saved = gettext_noop("Percentages saved. Zones and time in them follow.")

    def save(self, typed: dict[str, Any]) -> None:
        """They count for the whole history."""
        percents = [typed[f"zone_{zone}_percent"] for zone in range(1, 6)]
        update_runner_with_defaults(self.runner, {"zone_upper_percent": percents}, decided_by=self.person)


class BestAddView(_ZonesFormView):
    """A best typed by hand."""

    form_class, form_name = BestForm, "best_form"
    saved = gettext_noop("Best added. Critical Speed follows.")

    def save(self, typed: dict[str, Any]) -> None:
        """It counts from its day."""
        type_best(self.runner, typed["distance_m"], typed["time_s"], typed["achieved_on"], self.person)


class BestExcludeView(RunnerPageMixin):
    """Leaves a best out of the table and of Critical Speed, or uses it again."""

    def post(self, request: HttpRequest, runner_id: str) -> HttpResponse:
        """The best is named by its key."""
        del runner_id
        best = next((row for row in best_rows(self.runner) if row.key == request.POST.get("best")), None)
        if best is None or not best.session_id or best.day is None:
            raise Http404
        excluded = request.POST.get("excluded") == "true"
        exclude_best(
            self.runner,
            best.session_id,
            best.distance_m,
            best.day,
            excluded=excluded,
            decided_by=self.person,
        )
        done = (
            _("%(best)s is left out. Bests and Critical Speed follow in a moment.")
            if excluded
            else _("%(best)s is used again. Bests and Critical Speed follow in a moment.")
        )
        messages.success(request, done % {"best": best.name})
        return redirect(reverse("runner_zones", args=[self.runner.pk]) + "#bests")
