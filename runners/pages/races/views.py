"""The page of an athlete's races, and what is done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.generic import FormView

from runlab_site.web import figures
from runlab_site.web.page_base import SignedInPage
from runners.calendar.selectors import visible_entries
from runners.calendar.services import create_entry, delete_entry, update_entry
from runners.models import CalendarEntry
from runners.pages.base import RunnerPageMixin, remember_own, runner_context
from runners.pages.races.context import race_rows
from runners.pages.races.forms import RaceForm, ResultForm

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

__all__ = ["RaceChangeView", "RaceDeleteView", "RaceResultView", "RacesView"]


class RacesView(RunnerPageMixin, FormView):  # type: ignore[type-arg]
    """Races to come, races that were, and a form for one more."""

    template_name = "runners/races/races.html"
    form_class = RaceForm
    page_key = "today"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Distances in the reader's units."""
        return super().get_form_kwargs() | {"units": self.units}

    def form_valid(self, form: RaceForm) -> HttpResponse:
        """Into the calendar."""
        day = form.cleaned_data["day"]
        values = {
            **_named(form), "runner": self.runner, "kind": CalendarEntry.Kind.RACE, "last_day": day,
        }  # fmt: skip
        create_entry(values, self.person)
        messages.success(self.request, _("Race added."))
        return redirect("runner_races", self.runner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those to come and those that were."""
        coming, past = race_rows(self.runner, self.today)
        return super().get_context_data(**kwargs) | {"coming": coming, "past": past}


def _named(form: forms.Form) -> dict[str, Any]:
    """What was typed; an empty time is none."""
    return {name: None if value == "" else value for name, value in form.cleaned_data.items()}


class _RacePage(SignedInPage):
    """A page of the race in the address; one that may not be seen is 404."""

    form_class: type[RaceForm | ResultForm] = RaceForm
    title = gettext_noop("Change the race")
    saved = gettext_noop("Race saved.")

    @cached_property
    def race(self) -> CalendarEntry:
        """The race."""
        races = visible_entries(self.person).filter(kind=CalendarEntry.Kind.RACE).select_related("runner")
        found = get_object_or_404(races, pk=self.kwargs["entry_id"])
        remember_own(found.runner, self.person)
        return found

    def get(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """The form, filled in."""
        return self._page(request, self.form_class(initial=self._initial(), units=self.units))

    def post(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """Through the service; bests follow an official result."""
        form = self.form_class(request.POST, units=self.units)
        if not form.is_valid():
            return self._page(request, form)
        update_entry(self.race, self.values(form), self.person)
        messages.success(request, _(self.saved))
        return redirect("runner_races", self.race.runner_id)

    def values(self, form: forms.Form) -> dict[str, Any]:
        """What changes."""
        return _named(form)

    def _initial(self) -> dict[str, Any]:
        return {name: _shown(getattr(self.race, name), name) for name in self.form_class.base_fields}

    def _page(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        context = runner_context(self.race.runner, self.person, "today")
        context |= {"race": self.race, "form": form, "title": _(self.title), "lead": self.race.title}
        return render(request, "runners/races/race.html", context)


def _shown(value: Any, name: str) -> Any:
    """A stored value as its field shows it."""
    if value is None:
        return ""
    return figures.duration(value).value if name.endswith("_s") else value


class RaceChangeView(_RacePage):
    """Changes a race."""

    def values(self, form: forms.Form) -> dict[str, Any]:
        """A race takes one day."""
        return _named(form) | {"last_day": form.cleaned_data["day"]}


class RaceResultView(_RacePage):
    """The official result: a best at its distance, whatever the watch said."""

    form_class = ResultForm
    title = gettext_noop("Official result")
    saved = gettext_noop("Result saved. Bests and forecasts follow in a moment.")


class RaceDeleteView(_RacePage):
    """Takes a race out of the calendar."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_place: Any) -> HttpResponse:
        """Its result goes with it."""
        runner_id = self.race.runner_id
        delete_entry(self.race, self.person)
        messages.success(request, _("Race deleted."))
        return redirect("runner_races", runner_id)
