"""The page of the workout library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runlab_site.visibility import is_coaching
from runlab_site.web.navigation import Place
from training.pages.library_base import LibraryActionView, LibraryPage
from training.pages.workout.context import WorkoutCard
from training.pages.workouts.context import filtered_workouts
from training.pages.workouts.forms import FitFileForm
from training.selectors import visible_workouts
from training.services import workout_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


__all__ = ["WorkoutImportView", "WorkoutsView"]

WORKOUTS_A_PAGE = 100


class WorkoutsView(LibraryPage, TemplateView):
    """The library and one's own, filtered and sized for an athlete."""

    template_name = "training/workouts/workouts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of them."""
        found = filtered_workouts(visible_workouts(self.person), self.chosen, str(self.person.pk))
        ordered = found.order_by("system", "code", "name", "pk")
        page = Paginator(ordered, WORKOUTS_A_PAGE).get_page(self.request.GET.get("page"))
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "shelf": self.shelf,
            "athlete": self.athlete,
            "may_use_templates": is_coaching(self.person),
            "fit_form": FitFileForm(),
            "page_obj": page,
            "page_query": f"{query.urlencode()}&" if query else "",
            "cards": [WorkoutCard.of(workout, self.athlete, self.level) for workout in page.object_list],
        }


class WorkoutImportView(LibraryActionView):
    """A FIT workout comes in."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it, or say why it cannot be read."""
        del kwargs
        form = FitFileForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.warning(request, _("Choose a FIT workout file first."))
            return redirect("workouts")
        data = form.cleaned_data["file"].read(workout_service.LARGEST_FIT_BYTES + 1)
        try:
            made = workout_service.import_fit(self.person, data)
        except workout_service.NotAWorkout as refusal:
            messages.warning(request, str(refusal))
            return redirect("workouts")
        messages.success(request, _("Read from the file. Its paces are as they were typed there."))
        return redirect("workout", made.pk)
