"""The page of one workout of the library, and what its buttons do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runlab_site.web.navigation import Place
from training.models import WorkoutVersion
from training.pages.library_base import LibraryActionView, LibraryPage
from training.pages.workout.context import WorkoutCard
from training.services import workout_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


__all__ = ["WorkoutCopyView", "WorkoutDeleteView", "WorkoutRestoreView", "WorkoutView"]


class WorkoutView(LibraryPage, TemplateView):
    """One workout: profile, figures for an athlete, W' step by step, downloads, versions."""

    template_name = "training/workout/workout.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """At a level."""
        workout = self.workout()
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "shelf": self.shelf,
            "card": WorkoutCard.of(workout, self.athlete, self.level),
            "may_change": workout_service.may_change(workout, self.person),
            "versions": WorkoutVersion.objects.filter(workout=workout).order_by("-version"),
        }


class WorkoutCopyView(LibraryActionView):
    """A copy of one's own."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """To be changed at once."""
        del kwargs
        made = workout_service.copy_workout(self.workout(), self.person)
        messages.success(request, _("This is your own copy."))
        return redirect("workout_edit", made.pk)


class WorkoutDeleteView(LibraryActionView):
    """One of one's own goes; plans keep their copies."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """And back to the list."""
        del kwargs
        workout = self.own_workout()
        workout_service.delete_workout(workout)
        said = _("{name} is deleted. Plans that use it keep their copy.").format(name=workout.name)
        messages.success(request, said)
        return redirect("workouts")


class WorkoutRestoreView(LibraryActionView):
    """A version comes back."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """As a new version."""
        del kwargs
        workout = self.own_workout()
        typed = request.POST.get("version", "")
        try:
            workout_service.restore_version(
                workout, int(typed) if typed.isdecimal() else 0, str(self.person.pk)
            )
        except WorkoutVersion.DoesNotExist as error:
            raise Http404 from error
        said = _("Version {version} is back, as version {newest}.")
        messages.success(request, said.format(version=typed, newest=workout.version))
        return redirect("workout", workout.pk)
