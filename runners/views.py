"""Pages of a runner and of the squad: thin, read by runners.pages, written by runners.services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.generic import FormView, TemplateView

from runlab_site.navigation import Place
from runlab_site.page_base import CoachPage, SignedInPage
from runners.forms import (
    BestForm,
    ForecastForm,
    HeartRateForm,
    InviteForm,
    PercentForm,
    RunnerForm,
    ZonesForm,
)
from runners.page_views import RunnerPageMixin, runner_context
from runners.pages import critical_speed, fitness
from runners.pages.forecasts import asked_forecast, forecasts_page
from runners.pages.impulse_response import model_days, model_page
from runners.pages.threshold_forms import RaceForm, SpeedForm
from runners.pages.zones import best_rows, zones_page
from runners.physiology.critical_speed import NO_TRIALS
from runners.selectors import visible_runners
from runners.services.critical_speed_service import decide_proposal, may_decide
from runners.services.invitations import InvitationProblem, invite_athlete
from runners.services.personal_bests import exclude_best, type_best
from runners.services.runner_service import (
    RunnerProblem,
    create_runner_with_defaults,
    default_profile,
    set_heart_rate_zones,
    update_runner_with_defaults,
)
from runners.services.standings import facts_of_day
from runners.services.typed_thresholds import newest_typed
from runners.staleness import stale_parts
from runners.whys import find_why, page_why

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

__all__ = [
    "AsKnownView",
    "BestAddView",
    "BestExcludeView",
    "CriticalSpeedDecideView",
    "CriticalSpeedView",
    "DefaultsView",
    "FitnessView",
    "HeartRateZonesView",
    "HeartRatesView",
    "InviteView",
    "ProfileView",
    "RunnerCreateView",
    "WhyView",
    "ZonePercentsView",
    "ZonesView",
]


class Refusal(Protocol):
    """What services raise for people: a sentence for each field."""

    errors: dict[str, str]


DEFAULT_RANGE = "3m"


class FitnessView(RunnerPageMixin, TemplateView):
    """CTL, ATL, TSB and ramp over a range of days."""

    template_name = "runners/fitness.html"
    page_key = "fitness"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the range asked for."""
        now = fitness.fitness_now(self.runner)
        context = super().get_context_data(**kwargs) | {"now": now}
        if now is None:
            return context
        days = fitness.fitness_days(self.runner, self.range_key)
        return context | {
            "days": days,
            "has_filling": any(day["is_filling"] for day in days),
            "has_estimated": any(day["estimated_load_rtss"] for day in days),
            "has_unknown": any(day["unknown"] for day in days),
            "ranges": self._ranges(),
            "heaviest": fitness.heaviest_days(self.runner),
            "alerts": facts_of_day(self.runner, now.today.day).alerts,
            "stale": stale_parts(self.runner),
            **self._ratio(),
            **self._races(),
        }

    def _ratio(self) -> dict[str, Any]:
        """The acute:chronic ratio only for who asks for it."""
        if self.request.GET.get("ratio") != "show":
            return {"shows_ratio": False}
        ratio = fitness.load_ratio(self.runner)
        return {"shows_ratio": True, "ratio": ratio, "ratio_words": fitness.RATIO_WORDS}

    def _races(self) -> dict[str, Any]:
        asks = "distance_m" in self.request.GET
        form = ForecastForm(self.request.GET if asks else None, initial={"race_day": self.today})
        asked = None
        if asks and form.is_valid():
            asked = asked_forecast(
                self.runner, form.cleaned_data["distance_m"], form.cleaned_data["race_day"]
            )
        model = model_page(self.runner)
        return {
            "forecasts": forecasts_page(self.runner),
            "forecast_form": form,
            "asked": asked,
            "model": model,
            "model_chart": {
                **model_days(self.runner, fitness.days_shown(self.range_key)),
                "curve": model.curve,
                "is_kept": model.is_kept,
            }
            if model
            else None,
        }

    @property
    def range_key(self) -> str:
        """The range in the address, or three months."""
        asked = self.request.GET.get("range", DEFAULT_RANGE)
        return asked if asked in fitness.RANGES else DEFAULT_RANGE

    def _ranges(self) -> list[dict[str, Any]]:
        return [
            {"key": key, "label": label, "is_current": key == self.range_key}
            for key, (label, _) in fitness.RANGES.items()
        ]


class AsKnownView(RunnerPageMixin, TemplateView):
    """A past day as it stood then, beside today's recomputation of it."""

    template_name = "runners/as_known.html"
    page_key = "fitness"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the day in the address; yesterday without one, or when it is no day that has been."""
        yesterday = self.today - timedelta(days=1)
        day = _day_in(self.request.GET.get("day", "")) or yesterday
        page = fitness.as_known_page(self.runner, min(day, self.today), self.units)
        return super().get_context_data(**kwargs) | {"page": page, "latest": self.today}


def _day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


class WhyView(RunnerPageMixin):
    """The inside of the popover of one figure."""

    def get(self, request: HttpRequest, runner_id: str, figure: str) -> HttpResponse:
        """A figure that this runner does not have is 404."""
        del runner_id
        why = find_why(self.runner, self.today, figure)
        if why is None:
            raise Http404
        return render(request, "components/why.html", {"why": page_why(why, self.units)})


class CriticalSpeedView(RunnerPageMixin, TemplateView):
    """The fit in force, its trials, and every change with its reason."""

    template_name = "runners/critical_speed.html"
    page_key = "critical_speed"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the log."""
        page = critical_speed.critical_speed_page(self.runner, self.today)
        units = self.units
        lines = critical_speed.log_lines(page.log, units)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "chart": page.chart(),
            "words": critical_speed.tile_words(page, units),
            "may_decide": may_decide(self.runner, self.person),
            "doubts": critical_speed.flag_sentences(page),
            "stale": stale_parts(self.runner),
            "log_lines": lines,
            "idle_count": sum(line.changed_nothing for line in lines),
            "missing_reason": self.runner.critical_speed_missing_reason or NO_TRIALS,
            "speed_form": SpeedForm(),
            "race_form": RaceForm(),
            "has_typed": newest_typed(self.runner) is not None,
        }


class ZonesView(RunnerPageMixin, TemplateView):
    """Heart rates, zones and bests: what is in force, and forms to change it by hand."""

    template_name = "runners/zones.html"
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
            messages.success(request, self.saved)
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
    saved = "Heart rates saved. Zones and loads follow."

    def save(self, typed: dict[str, Any]) -> None:
        """Heart rates count from the day named."""
        effective_day = typed.pop("effective_day")
        update_runner_with_defaults(self.runner, typed, decided_by=self.person, effective_day=effective_day)


class HeartRateZonesView(_ZonesFormView):
    """Zones typed by hand, or computed again."""

    form_class, form_name = ZonesForm, "zones_form"
    saved = "Zones saved. Time in zones follows."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The second button goes back to computed zones, whatever the fields hold."""
        if request.POST.get("source") != "computed":
            return super().post(request, *args, **kwargs)
        set_heart_rate_zones(self.runner, None, decided_by=self.person)
        messages.success(request, "Zones are computed from the highest heart rate again.")
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
    saved = "Percentages saved. Zones and time in them follow."

    def save(self, typed: dict[str, Any]) -> None:
        """They count for the whole history."""
        percents = [typed[f"zone_{zone}_percent"] for zone in range(1, 6)]
        update_runner_with_defaults(self.runner, {"zone_upper_percent": percents}, decided_by=self.person)


class BestAddView(_ZonesFormView):
    """A best typed by hand."""

    form_class, form_name = BestForm, "best_form"
    saved = "Best added. Critical Speed follows."

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
        done = "left out" if excluded else "used again"
        messages.success(request, f"{best.name} is {done}. Bests and Critical Speed follow in a moment.")
        return redirect(reverse("runner_zones", args=[self.runner.pk]) + "#bests")


class CriticalSpeedDecideView(RunnerPageMixin):
    """Accepts or dismisses the Critical Speed that waits for a decision."""

    def post(self, request: HttpRequest, runner_id: str) -> HttpResponse:
        """The coach decides, an athlete without one alone; what is decided is kept with the name."""
        del runner_id
        accepted = request.POST.get("decision") == "accept"
        try:
            decide_proposal(self.runner, accepted=accepted, decided_by=self.person)
        except LookupError as problem:
            messages.warning(request, str(problem))
        else:
            done = "accepted" if accepted else "dismissed"
            messages.success(
                request, f"The proposal is {done}. What follows from it is computed in a moment."
            )
        return redirect("runner_critical_speed", self.runner.pk)


class InviteView(RunnerPageMixin):
    """A coach invites the person behind a profile; the link is shown once."""

    def post(self, request: HttpRequest, runner_id: str) -> HttpResponse:
        """Only for coaches, and only for a runner without an account."""
        del runner_id
        if not (self.person.is_coach or self.person.is_superuser):
            raise PermissionDenied
        form = InviteForm(request.POST)
        if not form.is_valid():
            messages.warning(request, "Write the email address of the person to invite.")
            return redirect("runner_profile", self.runner.pk)
        try:
            _, token = invite_athlete(self.runner, form.cleaned_data["email"], self.person)
        except InvitationProblem as problem:
            messages.warning(request, str(problem))
            return redirect("runner_profile", self.runner.pk)
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        context = runner_context(self.runner, self.person, "zones") | {
            "link": link,
            "email": form.cleaned_data["email"],
        }
        return render(request, "runners/invited.html", context)


class ProfileView(RunnerPageMixin, FormView):  # type: ignore[type-arg]
    """The profile of a runner, to be changed."""

    template_name = "runners/runner_form.html"
    form_class = RunnerForm
    page_key = "zones"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": self.runner}

    def form_valid(self, form: RunnerForm) -> HttpResponse:
        """Save through the one service."""
        runner = visible_runners(self.person).get(pk=self.runner.pk)  # untouched by the form
        try:
            update_runner_with_defaults(runner, form.cleaned_data, decided_by=self.person)
        except RunnerProblem as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, "Profile saved.")
        return redirect("runner_zones", runner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page, and the defaults that go with the birth date."""
        return super().get_context_data(**kwargs) | {
            "title": "Profile",
            "lead": "Zones and loads follow what you change here.",
            "action": "Save profile",
            "back_url": reverse("runner_zones", args=[self.runner.pk]),
            "invite_form": InviteForm() if self._may_invite() else None,
            **_defaults(self.runner.birth_date),
        }

    def _may_invite(self) -> bool:
        return self.runner.user_id is None and (self.person.is_coach or self.person.is_superuser)


class RunnerCreateView(CoachPage, FormView):  # type: ignore[type-arg]
    """A coach adds a runner: defaults are filled in as the birth date is typed."""

    template_name = "runners/runner_form.html"
    form_class = RunnerForm

    def get_initial(self) -> dict[str, Any]:
        """The coach's zone is the best guess."""
        return {"time_zone": self.person.time_zone}

    def form_valid(self, form: RunnerForm) -> HttpResponse:
        """Create through the one service."""
        try:
            runner = create_runner_with_defaults(coach=self.person, **form.cleaned_data)
        except RunnerProblem as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, f"{runner.name} is in your squad.")
        return redirect("runner_today", runner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page, and the defaults without a birth date."""
        return super().get_context_data(**kwargs) | {
            "place": Place("runner_new"),
            "title": "Add a runner",
            "lead": "Only the name is needed. The rest is filled in by age until you know better.",
            "action": "Add runner",
            "back_url": reverse("squad"),
            **_defaults(None),
        }


class DefaultsView(SignedInPage):
    """What a birth date gives, while it is typed: the server's one implementation, nothing stored."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """A fragment for the form's side card."""
        text = request.GET.get("birth_date", "")
        try:
            birth_date = parse_date(text) if text else None
        except ValueError:
            birth_date = None
        return render(request, "runners/defaults_card.html", _defaults(birth_date))


def add_problem(form: forms.BaseForm, problem: Refusal) -> None:
    """Say each refusal of a service under its field, or over the form."""
    for field, sentence in problem.errors.items():
        form.add_error(field if field in form.fields else None, sentence)


def _defaults(birth_date: Any) -> dict[str, Any]:
    try:
        profile = default_profile(birth_date, timezone.localdate())
    except RunnerProblem as problem:
        return {"error": str(problem)}
    maximum = profile["max_heart_rate"]
    profile["uncertainty_bpm"] = (maximum["high_bpm"] - maximum["low_bpm"]) / 2
    return {"profile": profile}
