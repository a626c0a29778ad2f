"""A Critical Speed or a race result typed on the Critical Speed page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from runlab_site.web import figures
from runners.pages.critical_speed.forms import RaceForm, SpeedForm
from runners.pages.critical_speed.views import CriticalSpeedView
from runners.physiology.errors import InvalidInputError
from runners.services.typed_thresholds import type_critical_speed, type_race, withdraw_typed

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

__all__ = ["CriticalSpeedTypeView", "RaceTypeView", "TypedWithdrawView"]


class _TypingView(CriticalSpeedView):
    """A form of the page: when it is wrong, the page is shown again with what was typed."""

    http_method_names = ["post"]
    form_class: type[forms.Form]
    form_name = ""

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or say what is wrong."""
        form = self.form_class(request.POST)
        if form.is_valid() and self._save(form):
            messages.success(request, _("Saved. What follows from it is computed in a moment."))
            return redirect("runner_critical_speed", self.runner.pk)
        context = self.get_context_data(**kwargs) | {self.form_name: form}
        return self.render_to_response(context, status=422)

    def _save(self, form: forms.Form) -> bool:
        try:
            self.save(form.cleaned_data)
        except InvalidInputError as error:
            form.add_error(None, str(error))
            return False
        return True

    def save(self, typed: dict[str, Any]) -> None:
        """Pass it on to the service."""
        raise NotImplementedError

    def past(self, day: Any) -> Any:
        """The day, today without one. Raises InvalidInputError for one that has not come."""
        if day is not None and day > self.today:
            raise InvalidInputError(_("The day lies in the future."))
        return day or self.today


class CriticalSpeedTypeView(_TypingView):
    """Types a Critical Speed."""

    form_class, form_name = SpeedForm, "speed_form"

    def save(self, typed: dict[str, Any]) -> None:
        """A pace of the reader's unit."""
        speed_mps = figures.metres_per_unit(self.units) / typed["pace_s"]
        day = self.past(typed["from_day"])
        type_critical_speed(self.runner, speed_mps, typed["w_prime_m"], day, self.person)


class RaceTypeView(_TypingView):
    """Types a race result."""

    form_class, form_name = RaceForm, "race_form"

    def save(self, typed: dict[str, Any]) -> None:
        """It counts from its day."""
        day = self.past(typed["day"])
        type_race(self.runner, 1000 * typed["distance_km"], typed["time_s"], day, self.person)


class TypedWithdrawView(CriticalSpeedView):
    """Takes back what was typed last."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Fits and estimates count again."""
        try:
            withdraw_typed(self.runner, self.person)
        except LookupError as problem:
            messages.warning(request, str(problem))
        else:
            messages.success(request, _("Taken back. What follows from it is computed in a moment."))
        return redirect("runner_critical_speed", self.runner.pk)
