"""The page of a plan, and what its buttons do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runlab_site.visibility import is_coaching
from runlab_site.web.page_base import CoachPage
from runners.selectors import is_own
from training.models import TrainingPlanSchema
from training.pages.base import PlanActionView, PlanPageMixin, cleaned, race_day_words
from training.pages.plan.context import adapting_card, candidate_cards, weeks_of_plan
from training.pages.plan.forms import ScaleForm, TemplateForm
from training.pages.plan_charts import chart_data
from training.planning.differences import difference
from training.planning.plan_warnings import warnings_of
from training.planning.projection import forecast_if_missed
from training.planning.sentences import note_text
from training.selectors import (
    open_candidates,
    shown_plan,
    visible_plans,
)
from training.selectors.outlooks import forecast_kept, kept_prediction
from training.services import adapting_service, plan_service, template_service

if TYPE_CHECKING:
    from training.models import TrainingPlanSchema
    from training.planning.records import Plan

__all__ = [
    "PlanAdaptsByItselfView",
    "PlanChooseView",
    "PlanPublishView",
    "PlanScaleView",
    "PlanTemplateSaveView",
    "PlanUndoView",
    "PlanView",
]


class PlanView(PlanPageMixin, TemplateView):
    """A plan: for who makes it with its candidates and what follows from it, for who follows it the weeks ahead."""

    template_name = "training/plan/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read it."""
        plan = self.plan
        context = super().get_context_data(**kwargs) | {"plan": plan}
        if plan is None:
            return context
        shown = shown_plan(plan, self.person)
        weeks = weeks_of_plan(shown, self.today)
        context |= {
            "shown": shown,
            "weeks": [week for week in weeks if not week.is_past],
            "past_weeks": [week for week in weeks if week.is_past],
            "forecast": forecast_kept(plan, shown),
            "predicted": kept_prediction(plan),
            "others": self._others(plan),
            **adapting_card(plan, self.person, self.today, may_plan=self.may_plan),
        }
        return context | (self._for_planner(plan, shown) if self.may_plan else {"chart": chart_data([shown])})

    def _for_planner(self, plan: TrainingPlanSchema, working: Plan) -> dict[str, Any]:
        candidates = open_candidates(plan)
        changes = difference(plan.published, working)["days"] if plan.published else []
        return {
            "remarks": [note_text(remark) for remark in working.remarks or ()],
            "candidates": candidate_cards(candidates, working),
            "chart": chart_data([working, *(one for one in candidates if one.strategy != working.strategy)]),
            "changes_count": len(changes),
            "may_publish": plan.status != plan.Status.ARCHIVED and (plan.published is None or changes),
            "may_undo": plan.versions.filter(undone_at=None).count() > 1,
            "if_missed": forecast_if_missed(working, self.today.isoformat()),
            "warnings": warnings_of(plan.document) if _is_edited(working) else [],
            "scale_form": ScaleForm(auto_id=False),
            "template_form": TemplateForm() if is_coaching(self.person) else None,
        }

    def _others(self, plan: TrainingPlanSchema) -> list[TrainingPlanSchema]:
        plans = visible_plans(self.person).filter(runner=self.runner).exclude(pk=plan.pk)
        return list(plans.defer("document", "candidates", "published").order_by("-created_at")[:10])


def _is_edited(plan: Plan) -> bool:
    """Whether a hand changed it: a plan as it was made says what it could not keep in its remarks."""
    return any(workout.state == "edited" for week in plan.weeks for workout in week.workouts)


class PlanChooseView(PlanActionView):
    """Takes another candidate as the draft."""

    def change(self, plan: TrainingPlanSchema) -> str:
        """Choose it."""
        number = self.request.POST.get("candidate", "")
        plan_service.choose_candidate(plan, int(number) if number.isdecimal() else -1, str(self.person.pk))
        return _("This candidate is the draft now.")


class PlanPublishView(PlanActionView):
    """Shows the plan to the athlete."""

    def change(self, plan: TrainingPlanSchema) -> str:
        """Publish it."""
        plan_service.publish_plan(plan, str(self.person.pk))
        if is_own(self.runner, self.person):
            return _("Published: the workout of the day stands on Today.")
        return _("Published: the athlete sees this plan now.")


class PlanUndoView(PlanActionView):
    """Goes back to before the last change."""

    def change(self, plan: TrainingPlanSchema) -> str:
        """Undo it."""
        plan_service.undo_change(plan, self.today, str(self.person.pk))
        return _("The last change is undone.")


class PlanScaleView(PlanActionView):
    """A week longer or shorter."""

    def change(self, plan: TrainingPlanSchema) -> str:
        """Easy and long parts of it."""
        typed = cleaned(ScaleForm(self.request.POST))
        edit = plan_service.scale_week(plan, typed["week"], float(typed["factor"]), str(self.person.pk))
        return race_day_words(edit)


class PlanTemplateSaveView(CoachPage, PlanActionView):
    """The plan as a template."""

    def change(self, plan: TrainingPlanSchema) -> str:
        """Of the working version."""
        typed = cleaned(TemplateForm(self.request.POST))
        template_service.save_template(plan, self.person, typed["name"], typed["notes"])
        return _("The template is stored; it stands under Workouts, Plan templates.")


class PlanAdaptsByItselfView(PlanActionView):
    """Turns on or off that proposals for this plan are taken without asking."""

    def change(self, plan: TrainingPlanSchema) -> str:
        """As ticked."""
        wanted = self.request.POST.get("wanted") == "1"
        adapting_service.set_adapts_by_itself(plan, wanted=wanted, changed_by=str(self.person.pk))
        return _("Kept.")
