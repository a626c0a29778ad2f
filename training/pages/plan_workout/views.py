"""The page of one planned workout, where a coach changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from training.pages.base import PlanActionView, cleaned, race_day_words
from training.pages.plan_workout.forms import LibraryForm, MoveForm, NoteForm, StepsForm, SwapForm
from training.pages.planned_workouts import PlannedWorkout, planned_workout
from training.planning import sizing
from training.planning.library import words
from training.planning.records import Plan
from training.planning.shorthand_text import text_of
from training.planning.steps import tree_of
from training.planning.workout_names import title_of
from training.selectors import visible_workouts
from training.services import plan_service
from training.services.plan_changes import plan_paces

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from training.models import TrainingPlanSchema
    from training.planning.notation import Tree
    from training.planning.records import Workout
    from training.planning.zones import Paces

__all__ = ["PlanWorkoutView"]

Document = dict[str, Any]


class PlanWorkoutView(PlanActionView, TemplateView):
    """One planned workout: moved, swapped, given other steps, locked, noted."""

    template_name = "training/plan_workout/plan_workout.html"

    @property
    def planned(self) -> PlannedWorkout:
        """The workout in the address. Raises Http404."""
        found = planned_workout(
            Plan.from_document(self.existing_plan.document), self.kwargs["workout_id"], self.today
        )
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms, filled with what is."""
        planned = self.planned
        workout = planned.workout
        steps = {"name": workout.name, "shorthand": text_of(_tree(workout))}
        return super().get_context_data(**kwargs) | {
            "plan": self.existing_plan,
            "planned": planned,
            "move_form": MoveForm(initial={"day": planned.day}, auto_id="move_%s"),
            "swap_form": SwapForm(auto_id="swap_%s"),
            "steps_form": StepsForm(initial=steps, auto_id="steps_%s"),
            "library_form": self._library_form(workout.role, auto_id="library_%s"),
            "note_form": NoteForm(initial={"notes": workout.note or ""}, auto_id="note_%s"),
        }

    def _library_form(self, role: str, *args: Any, **kwargs: Any) -> LibraryForm:
        workouts = visible_workouts(self.person).filter(role=role).order_by("system", "code", "name")
        return LibraryForm(*args, workouts=workouts, **kwargs)

    def change(self, plan: TrainingPlanSchema) -> str:
        """What the button says."""
        read: Callable[[], Document] | None = {
            "move": lambda: {"day": self._typed(MoveForm)["day"]},
            "swap": lambda: {"swap_with": self._typed(SwapForm)["day"]},
            "steps": self._steps,
            "library": lambda: self._from_library(plan_paces(Plan.from_document(plan.document))),
            "lock": lambda: {"locked": True},
            "unlock": lambda: {"locked": False},
            "note": lambda: {"notes": self._typed(NoteForm)["notes"]},
        }.get(self.request.POST.get("do", ""))
        if read is None:
            raise Http404
        edit = plan_service.edit_planned_workout(plan, self.kwargs["workout_id"], read(), str(self.person.pk))
        return race_day_words(edit)

    def _steps(self) -> Document:
        """A name that only said the steps in words follows them."""
        typed = self._typed(StepsForm)
        workout = self.planned.workout
        tree = _tree(workout)
        follows = workout.name in (title_of(tree, workout.role), words(tree))
        is_kept = typed["name"] == workout.name
        return {
            "shorthand": typed["shorthand"],
            "name": None if is_kept and follows else typed["name"] or None,
        }

    def _from_library(self, paces: Paces) -> Document:
        form = self._library_form(self.planned.workout.role, self.request.POST)
        typed = cleaned(form)
        workout = get_object_or_404(visible_workouts(self.person), pk=typed["workout"])
        level = float(typed["level"])
        text = sizing.sized(workout.shorthand, paces, level, all_out=workout.all_out).text
        return {"shorthand": text, "name": workout.name, "code": workout.code}

    def _typed(self, form_class: type[forms.Form]) -> Document:
        return cleaned(form_class(self.request.POST))


def _tree(workout: Workout) -> Tree:
    return tree_of(workout.steps)
