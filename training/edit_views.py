"""Pages where a coach changes a plan: one workout, a week, what differs from what is published; and templates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, TemplateView, View

from runlab_site.web.figures import duration, signed
from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from runners.selectors import visible_runners
from training.edit_forms import (
    ApplyTemplateForm,
    LibraryForm,
    MoveForm,
    NoteForm,
    ScaleForm,
    StepsForm,
    SwapForm,
    TemplateForm,
)
from training.models import PlanTemplate, PlanVersion, TrainingPlanSchema
from training.plan_changes import apply_changes, plan_paces, scale_week
from training.plan_page import (
    PlannedWorkout,
    difference_rows,
    named_chart_data,
    planned_workout,
    template_weeks,
)
from training.planning import sizing
from training.planning.edits import EditRefused
from training.planning.library import words
from training.planning.projection import forecast, forecast_if_missed
from training.planning.shorthand import ShorthandError, parse
from training.planning.shorthand_text import text_of
from training.planning.steps import tree_of
from training.planning.warnings_said import warnings_of
from training.selectors import visible_plan_templates, visible_workouts
from training.services import plan_service, template_service
from training.views import CoachOnlyMixin, PlanChangeView

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from training.planning.zones import Paces

__all__ = [
    "PlanDifferencesView",
    "PlanScaleView",
    "PlanTemplateSaveView",
    "PlanTemplateView",
    "PlanWorkoutView",
    "TemplateDeleteView",
    "TemplatesView",
]

Document = dict[str, Any]


class _PlanEditView(PlanChangeView):
    """Changes the working version and says what that does to race day."""

    def edit(self, plan: TrainingPlanSchema, change: Callable[[Document], Document]) -> None:
        """As a new version. Raises PlanRefused for what cannot be."""
        before = forecast(plan.document)
        try:
            plan_service.change_plan(plan, PlanVersion.Kind.EDITED, change, str(self.person.pk))
        except (EditRefused, ShorthandError) as refusal:
            raise plan_service.PlanRefused(str(refusal)) from refusal
        changed = TrainingPlanSchema.objects.get(pk=plan.pk)
        after = forecast(changed.document)
        self.done = (
            f"Changed. Race time by the forecast {duration(after.time_s)}, before {duration(before.time_s)}; "
            f"form on race morning {signed(after.tsb, places=1)}, before {signed(before.tsb, places=1)}."
        )


class PlanWorkoutView(_PlanEditView, TemplateView):
    """One planned workout: moved, swapped, given other steps, locked, noted."""

    template_name = "training/plan_workout.html"

    @property
    def planned(self) -> PlannedWorkout:
        """The workout in the address. Raises Http404."""
        found = planned_workout(self.existing_plan.document, self.kwargs["workout_id"], self.today)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms, filled with what is."""
        planned = self.planned
        document = planned.document
        steps = {"name": document["name"], "shorthand": text_of(tree_of(document["steps"]))}
        return super().get_context_data(**kwargs) | {
            "plan": self.existing_plan,
            "planned": planned,
            "move_form": MoveForm(initial={"day": planned.day}, auto_id="move_%s"),
            "swap_form": SwapForm(auto_id="swap_%s"),
            "steps_form": StepsForm(initial=steps, auto_id="steps_%s"),
            "library_form": self._library_form(document["role"], auto_id="library_%s"),
            "note_form": NoteForm(initial={"notes": document.get("note", "")}, auto_id="note_%s"),
        }

    def _library_form(self, role: str, *args: Any, **kwargs: Any) -> LibraryForm:
        workouts = visible_workouts(self.person).filter(role=role).order_by("system", "code", "name")
        return LibraryForm(*args, workouts=workouts, **kwargs)

    def change(self, plan: TrainingPlanSchema) -> None:
        """What the button says."""
        workout_id = self.kwargs["workout_id"]
        read: Callable[[], Document] | None = {
            "move": lambda: {"day": self._typed(MoveForm)["day"]},
            "swap": lambda: {"swap_with": self._typed(SwapForm)["day"]},
            "steps": self._steps,
            "library": lambda: self._from_library(plan_paces(plan.document)),
            "lock": lambda: {"locked": True},
            "unlock": lambda: {"locked": False},
            "note": lambda: {"notes": self._typed(NoteForm)["notes"]},
        }.get(self.request.POST.get("do", ""))
        if read is None:
            raise Http404
        try:
            values = read()
        except ShorthandError as error:
            raise plan_service.PlanRefused(str(error)) from error
        self.edit(plan, lambda document: apply_changes(document, workout_id, values))

    def _steps(self) -> Document:
        """A name that only said the steps in words follows them."""
        typed = self._typed(StepsForm)
        document = self.planned.document
        told = words(tree_of(document["steps"]))
        if typed["name"] in ("", document["name"]) and document["name"] == told:
            typed["name"] = words(parse(sizing.canonical(typed["shorthand"])))
        return {"shorthand": typed["shorthand"], "name": typed["name"] or None}

    def _from_library(self, paces: Paces) -> Document:
        form = self._library_form(self.planned.document["role"], self.request.POST)
        typed = _cleaned(form)
        workout = get_object_or_404(visible_workouts(self.person), pk=typed["workout"])
        level = float(typed["level"])
        text = sizing.sized(workout.shorthand, paces, level, all_out=workout.all_out).text
        return {"shorthand": text, "name": workout.name, "code": workout.code}

    def _typed(self, form_class: type[forms.Form]) -> Document:
        return _cleaned(form_class(self.request.POST))


def _cleaned(form: forms.Form) -> Document:
    """What was typed. Raises PlanRefused with the first thing that is wrong."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise plan_service.PlanRefused(f"{form.fields[field].label}: {errors[0]}")
    return dict(form.cleaned_data)


class PlanScaleView(_PlanEditView):
    """A week longer or shorter."""

    def change(self, plan: TrainingPlanSchema) -> None:
        """Easy and long parts of it."""
        typed = _cleaned(ScaleForm(self.request.POST))
        self.edit(plan, lambda document: scale_week(document, typed["week"], float(typed["factor"])))


class PlanDifferencesView(CoachOnlyMixin, TemplateView):
    """What publishing would change, day by day, and what that does to race day."""

    template_name = "training/plan_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Published beside changed."""
        plan = self.existing_plan
        context = super().get_context_data(**kwargs) | {"plan": plan, "warnings": warnings_of(plan.document)}
        outlooks = [("As changed", forecast(plan.document))]
        charted = [("As changed", plan.document)]
        if plan.published:
            outlooks.insert(0, ("As published", forecast(plan.published)))
            charted.append(("As published", plan.published))
        outlooks.append(("If nothing more is run", forecast_if_missed(plan.document, self.today.isoformat())))
        return context | {
            "outlooks": outlooks,
            "rows": difference_rows(plan.published, plan.document) if plan.published else [],
            "chart": named_chart_data(charted),
            "may_publish": plan.status != plan.Status.ARCHIVED,
        }


class PlanTemplateSaveView(PlanChangeView):
    """The plan as a template."""

    done = "The template is stored; it stands under Workouts, Plan templates."

    def change(self, plan: TrainingPlanSchema) -> None:
        """Of the working version."""
        typed = _cleaned(TemplateForm(self.request.POST))
        template_service.save_template(plan, self.person, typed["name"], typed["notes"])


class TemplatesView(CoachPage, TemplateView):
    """One's templates."""

    template_name = "training/templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """By name."""
        templates = visible_plan_templates(self.person).defer("document").order_by("name", "pk")
        return super().get_context_data(**kwargs) | {"place": Place("workouts"), "templates": templates}


class PlanTemplateView(CoachPage, FormView):  # type: ignore[type-arg]
    """A template: its weeks, and for whom it is made again."""

    template_name = "training/template.html"
    form_class = ApplyTemplateForm

    @property
    def template(self) -> PlanTemplate:
        """The one in the address. Raises Http404."""
        return get_object_or_404(visible_plan_templates(self.person), pk=self.kwargs["template_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Those whom the person coaches."""
        runners = visible_runners(self.person).order_by("name")
        return super().get_form_kwargs() | {"runners": runners}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Week by week."""
        template = self.template
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "template": template,
            "weeks": template_weeks(template.document),
        }

    def form_valid(self, form: ApplyTemplateForm) -> HttpResponse:
        """A draft for each, and what came of it."""
        typed = form.cleaned_data
        runners = list(visible_runners(self.person).filter(pk__in=typed["runners"]).order_by("name"))
        wish = {"goal_day": typed["goal_day"].isoformat(), "level_shift": int(typed["level_shift"])}
        applied = template_service.apply_to_group(
            self.template, runners, wish, datetime.now(UTC).date(), str(self.person.pk)
        )
        if len(applied) == 1 and applied[0].plan:
            messages.success(self.request, "The draft is made. Look at it, then publish it.")
            return redirect("plan_detail", applied[0].runner.pk, applied[0].plan.pk)
        return self.render_to_response(self.get_context_data(form=form, applied=applied))


class TemplateDeleteView(CoachPage, View):
    """A template goes; plans made from it stay."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """And back to the list."""
        template = get_object_or_404(visible_plan_templates(self.person), pk=kwargs["template_id"])
        template_service.delete_template(template)
        messages.success(request, f"{template.name} is deleted. Plans made from it stay.")
        return redirect("plan_templates")
