"""Pages where a coach has a plan made again from today, and decides on what is proposed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from training.models import PlanProposal
from training.planning.projection import forecast
from training.proposal_forms import AdaptForm
from training.selectors import visible_proposals
from training.services import adapting_service
from training.services.plan_service import PlanRefused
from training.views import CoachOnlyMixin, PlanChangeView

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = [
    "PlanAdaptView",
    "PlanAdaptsByItselfView",
    "ProposalAcceptView",
    "ProposalDeclineView",
    "ProposalView",
]


class PlanAdaptView(CoachOnlyMixin, FormView):  # type: ignore[type-arg]
    """Asks what a plan made again from today would be; nothing changes by asking."""

    template_name = "training/adapt.html"
    form_class = AdaptForm

    def get_initial(self) -> dict[str, Any]:
        """The race as it is; published days from tomorrow on may change."""
        plan = self.existing_plan
        return {"race_day": plan.race_date, "released_from": self.today + timedelta(days=1)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plan it is about."""
        return super().get_context_data(**kwargs) | {"plan": self.plan}

    def form_valid(self, form: AdaptForm) -> HttpResponse:
        """To the proposal; or back, saying why there is none."""
        plan = self.existing_plan
        wanted = form.cleaned_data
        try:
            proposal = adapting_service.propose(
                plan,
                self.today,
                race_day=wanted["race_day"],
                released_from=wanted["released_from"],
                asked_by=str(self.person.pk),
            )
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if proposal is None:
            messages.success(
                self.request, "Nothing to change: the plan as it is keeps the rules and leads as far."
            )
            return redirect("plan_detail", self.runner.pk, plan.pk)
        return redirect("plan_proposal", self.runner.pk, plan.pk, proposal.pk)


class _ProposalMixin(CoachOnlyMixin):
    """About the proposal in the address."""

    @cached_property
    def proposal(self) -> PlanProposal:
        """Of the plan in the address. Raises Http404."""
        found = visible_proposals(self.person).filter(
            plan__runner=self.runner, plan_id=self.kwargs["plan_id"]
        )
        return get_object_or_404(found.select_related("plan"), pk=self.kwargs["proposal_id"])


class ProposalView(_ProposalMixin, TemplateView):
    """Why a plan should change, what would, and what that does to race day."""

    template_name = "training/proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both plans side by side."""
        proposal = self.proposal
        before, after = proposal.plan.document, proposal.document
        return super().get_context_data(**kwargs) | {
            "plan": proposal.plan,
            "proposal": proposal,
            "rows": [row | {"day": date.fromisoformat(row["date"])} for row in proposal.difference["days"]],
            "outlooks": [("The plan as it is", forecast(before)), ("As proposed", forecast(after))],
            "is_open": proposal.status == PlanProposal.Status.PENDING,
            "is_whole": before["goal"] != after["goal"],
        }


class _DecideView(_ProposalMixin):
    """Decides and says what came of it."""

    done = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal is said on the plan's page."""
        del kwargs
        try:
            self.decide(request)
        except PlanRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect("plan_detail", self.runner.pk, self.proposal.plan_id)

    def decide(self, request: HttpRequest) -> None:
        """What is decided."""
        raise NotImplementedError


class ProposalAcceptView(_DecideView):
    """Takes it, on all days or on those ticked."""

    done = "The plan is changed. Undo takes it back."

    def decide(self, request: HttpRequest) -> None:
        """Raises PlanRefused."""
        days = request.POST.getlist("day")
        every = {day["date"] for day in self.proposal.difference["days"]}
        if not days:
            raise PlanRefused("No day is ticked: nothing was changed.")
        chosen = None if set(days) >= every else sorted(set(days) & every)
        adapting_service.accept_proposal(self.proposal, str(self.person.pk), chosen)


class ProposalDeclineView(_DecideView):
    """Leaves the plan as it is."""

    done = "The plan stays as it is."

    def decide(self, request: HttpRequest) -> None:
        """Raises PlanRefused."""
        del request
        adapting_service.decline_proposal(self.proposal, str(self.person.pk))


class PlanAdaptsByItselfView(PlanChangeView):
    """Turns on or off that proposals for this plan are taken without asking."""

    done = "Kept."

    def change(self, plan: Any) -> None:
        """As ticked."""
        wanted = self.request.POST.get("wanted") == "1"
        adapting_service.set_adapts_by_itself(plan, wanted=wanted, changed_by=str(self.person.pk))
