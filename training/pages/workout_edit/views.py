"""The page on which a workout is written, with its picture beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from runlab_site.web.navigation import Place
from runners.selectors import visible_runners
from training.models import Workout
from training.pages.library_base import LibraryPage
from training.pages.workout.context import WorkoutCard
from training.pages.workout_edit.forms import WorkoutForm
from training.services import workout_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


__all__ = ["WorkoutEditView", "WorkoutNewView", "WorkoutPreviewView"]


class WorkoutFormView(LibraryPage, FormView):  # type: ignore[type-arg]
    """Writing a workout, with its picture beside it while one types."""

    template_name = "training/workout_edit/workout_edit.html"
    form_class = WorkoutForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For whom the picture is."""
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "runners": visible_runners(self.person).order_by("name"),
        }

    def shown(self, workout: Workout) -> HttpResponse:
        """The workout's page, for the athlete whose picture was looked at."""
        runner = visible_runners(self.person).filter(pk=self.request.POST.get("runner") or None).first()
        query = f"?runner={runner.pk}" if runner else ""
        return redirect(f"{reverse('workout', args=[workout.pk])}{query}")


class WorkoutNewView(WorkoutFormView):
    """A new one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it is called."""
        return super().get_context_data(**kwargs) | {"title": _("New workout"), "workout": None}

    def form_valid(self, form: WorkoutForm) -> HttpResponse:
        """Make it and show it."""
        made = workout_service.create_workout(self.person, form.cleaned_data)
        messages.success(self.request, _("The workout is in the library."))
        return self.shown(made)


class WorkoutEditView(WorkoutFormView):
    """One of one's own, as a new version."""

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        workout = self.own_workout()
        return {name: getattr(workout, name) for name in WorkoutForm.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it is called."""
        workout = self.own_workout()
        return super().get_context_data(**kwargs) | {"title": workout.name, "workout": workout}

    def form_valid(self, form: WorkoutForm) -> HttpResponse:
        """Keep the version before and show the new one."""
        workout = workout_service.update_workout(self.own_workout(), form.cleaned_data, str(self.person.pk))
        stored = _("Version {version} is stored.").format(version=workout.version)
        messages.success(self.request, stored)
        return self.shown(workout)


class WorkoutPreviewView(LibraryPage, TemplateView):
    """The picture and the figures of what is being typed; nothing is stored."""

    template_name = "training/workout_edit/workout_preview.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read as the form would."""
        return self.render_to_response(self.get_context_data(*args, **kwargs, typed=request.POST))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A card, or the error with its column."""
        typed = kwargs.pop("typed", {})
        form = WorkoutForm({"name": "Preview", **typed.dict()} if typed else None)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not typed.get("shorthand", "").strip():
            return context
        form.is_valid()
        if "shorthand" not in form.cleaned_data:
            return context
        workout = Workout(
            name="Preview",
            role=typed.get("role", "quality"),
            shorthand=form.cleaned_data["shorthand"],
            all_out=typed.get("role") == "test",
            owner=self.person,
        )
        runner = visible_runners(self.person).filter(pk=typed.get("runner") or None).first()
        return context | {"card": WorkoutCard.of(workout, runner, workout_service.MIDDLE_LEVEL)}
