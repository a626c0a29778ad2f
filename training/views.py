"""Pages of plans: thin, read by training.plan_page, written by the services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from runlab_site.jobs.selectors import visible_jobs
from runners.pages.base import RunnerPageMixin
from training import training_plan_generator
from training.edit_forms import ScaleForm, TemplateForm
from training.forms import PlanForm
from training.plan_page import candidate_cards, chart_data, weeks_of_plan
from training.planning.differences import difference
from training.planning.document import days_of
from training.planning.problems import PlanProblem
from training.planning.projection import forecast, forecast_if_missed
from training.planning.warnings_said import warnings_of
from training.selectors import current_plan, is_coaching, shown_document, visible_plans
from training.services import plan_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from training.models import TrainingPlanSchema

__all__ = [
    "CoachOnlyMixin",
    "PlanChangeView",
    "PlanChooseView",
    "PlanJobView",
    "PlanNewView",
    "PlanPublishView",
    "PlanUndoView",
    "PlanView",
]


class PlanPageMixin(RunnerPageMixin):
    """A page about the plans of the runner in the address."""

    page_key = "plan"

    @property
    def may_plan(self) -> bool:
        """Whether the person makes plans, or follows them."""
        return is_coaching(self.person)

    @cached_property
    def plan(self) -> TrainingPlanSchema | None:
        """The plan in the address, else the one to be followed now."""
        plan_id = self.kwargs.get("plan_id")
        if plan_id is None:
            return current_plan(self.person, str(self.runner.pk))
        return get_object_or_404(visible_plans(self.person).filter(runner=self.runner), pk=plan_id)

    @property
    def existing_plan(self) -> TrainingPlanSchema:
        """The plan in the address. Raises Http404."""
        if self.plan is None:
            raise Http404
        return self.plan

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the person may do."""
        return super().get_context_data(**kwargs) | {"may_plan": self.may_plan}


class PlanView(PlanPageMixin, TemplateView):
    """A plan: for the coach with its candidates and what follows from it, for the athlete the weeks ahead."""

    template_name = "training/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it."""
        plan = self.plan
        context = super().get_context_data(**kwargs) | {"plan": plan}
        if plan is None:
            return context
        document = shown_document(plan, self.person)
        weeks = weeks_of_plan(document, self.today)
        context |= {
            "document": document,
            "weeks": [week for week in weeks if not week.is_past],
            "past_weeks": [week for week in weeks if week.is_past],
            "forecast": forecast(document),
            "others": self._others(plan),
        }
        return context | (self._for_coach(plan) if self.may_plan else {"chart": chart_data([document])})

    def _for_coach(self, plan: TrainingPlanSchema) -> dict[str, Any]:
        is_open = plan.published is None and len(plan.candidates) > 1
        others = [one for one in plan.candidates if one["strategy"] != plan.document["strategy"]]
        changes = difference(plan.published, plan.document)["days"] if plan.published else []
        return {
            "candidates": candidate_cards(plan) if is_open else [],
            "chart": chart_data([plan.document, *(others if is_open else [])]),
            "changes_count": len(changes),
            "may_publish": plan.status != plan.Status.ARCHIVED and (plan.published is None or changes),
            "may_undo": plan.versions.filter(undone_at=None).count() > 1,
            "if_missed": forecast_if_missed(plan.document, self.today.isoformat()),
            "warnings": warnings_of(plan.document) if _is_edited(plan) else [],
            "scale_form": ScaleForm(auto_id=False),
            "template_form": TemplateForm(),
        }

    def _others(self, plan: TrainingPlanSchema) -> list[TrainingPlanSchema]:
        plans = visible_plans(self.person).filter(runner=self.runner).exclude(pk=plan.pk)
        return list(plans.defer("document", "candidates", "published").order_by("-created_at")[:10])


def _is_edited(plan: TrainingPlanSchema) -> bool:
    """Whether a hand changed it: a plan as it was made says what it could not keep in its remarks."""
    return any(w["state"] == "edited" for _, _, day in days_of(plan.document) for w in day["workouts"])


class CoachOnlyMixin(PlanPageMixin):
    """For who makes plans; athletes get 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse athletes."""
        if request.user.is_authenticated and not self.may_plan:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PlanNewView(CoachOnlyMixin, FormView):  # type: ignore[type-arg]
    """The form that has a plan made."""

    template_name = "training/plan_new.html"
    form_class = PlanForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The runner whose time it is."""
        return super().get_form_kwargs() | {"runner": self.runner}

    def get_initial(self) -> dict[str, Any]:
        """From next Monday on, for eighteen weeks."""
        start = self.today + timedelta(days=7 - self.today.weekday())
        return {
            "start_day": start,
            "goal_day": start + timedelta(weeks=18, days=-1),
            "experience": self.runner.experience,
            "long_run_weekday": self._long_day(),
        }

    def _long_day(self) -> str:
        day = self.runner.availability.get("long_run_weekday")
        return "" if day is None else str(day)

    def form_valid(self, form: PlanForm) -> HttpResponse:
        """Ask for it, and watch; an impossible wish is said at once."""
        try:
            job = training_plan_generator.generate(self.runner, form.wish(), user_id=str(self.person.pk))
        except PlanProblem as problem:
            form.add_error(None, problem.text)
            return self.form_invalid(form)
        return redirect("plan_job", self.runner.pk, job.pk)


class PlanJobView(CoachOnlyMixin, TemplateView):
    """A plan being made."""

    template_name = "training/plan_job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """When it is made, the plan itself."""
        jobs = visible_jobs(self.person).filter(runner_id=str(self.runner.pk))
        self.job = get_object_or_404(jobs, pk=self.kwargs["job_id"], type="training_plan_generation")
        if self.job.status == self.job.Status.COMPLETED:
            return redirect("plan_detail", self.runner.pk, self.job.plan_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How far it is, or why it cannot be."""
        return super().get_context_data(**kwargs) | {"job": self.job}


class PlanChangeView(CoachOnlyMixin):
    """Does one thing to a plan and says what came of it."""

    done = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal is said on the plan's page."""
        del kwargs
        plan = self.existing_plan
        try:
            self._require_seen_version(plan)
            self.change(plan)
        except plan_service.PlanRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect("plan_detail", self.runner.pk, plan.pk)

    def _require_seen_version(self, plan: TrainingPlanSchema) -> None:
        if self.request.POST.get("version") != str(plan.version):
            raise plan_service.PlanRefused(
                "The plan was changed in the meantime. Look at it again, then decide."
            )

    def change(self, plan: TrainingPlanSchema) -> None:
        """What is done."""
        raise NotImplementedError


class PlanChooseView(PlanChangeView):
    """Takes another candidate as the draft."""

    done = "This candidate is the draft now."

    def change(self, plan: TrainingPlanSchema) -> None:
        """Choose it."""
        number = self.request.POST.get("candidate", "")
        plan_service.choose_candidate(plan, int(number) if number.isdecimal() else -1, str(self.person.pk))


class PlanPublishView(PlanChangeView):
    """Shows the plan to the athlete."""

    done = "Published: the athlete sees this plan now."

    def change(self, plan: TrainingPlanSchema) -> None:
        """Publish it."""
        plan_service.publish_plan(plan, str(self.person.pk))


class PlanUndoView(PlanChangeView):
    """Goes back to before the last change."""

    done = "The last change is undone."

    def change(self, plan: TrainingPlanSchema) -> None:
        """Undo it."""
        plan_service.undo_change(plan, self.today, str(self.person.pk))
