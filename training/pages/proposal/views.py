"""The page of a proposal to change a plan, and the decision about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from training.models import PlanProposal
from training.pages.base import PlannerPageMixin
from training.pages.plan_differences.context import difference_rows
from training.planning.projection import forecast
from training.planning.records import Plan
from training.planning.words import WORDS
from training.selectors import visible_proposals
from training.services import adapting_service
from training.services.plan_service import PlanRefused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

__all__ = ["ProposalAcceptView", "ProposalDeclineView", "ProposalView"]


class _ProposalMixin(PlannerPageMixin):
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

    template_name = "training/proposal/proposal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both plans side by side."""
        proposal = self.proposal
        before, after = Plan.from_document(proposal.plan.document), Plan.from_document(proposal.document)
        return super().get_context_data(**kwargs) | {
            "plan": proposal.plan,
            "proposal": proposal,
            "reasons": WORDS.in_words(proposal.reasons, proposal.sentences),
            "rows": difference_rows(proposal.difference),
            "outlooks": [(_("The plan as it is"), forecast(before)), (_("As proposed"), forecast(after))],
            "is_open": proposal.status == PlanProposal.Status.PENDING,
            "is_whole": before.goal != after.goal,
        }


class _DecideView(_ProposalMixin):
    """Decides and says what came of it."""

    done: StrOrPromise = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal is shown on the plan's page."""
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

    done = gettext_lazy("The plan is changed. Undo takes it back.")

    def decide(self, request: HttpRequest) -> None:
        """Raises PlanRefused."""
        days = request.POST.getlist("day")
        every = {day["date"] for day in self.proposal.difference["days"]}
        if not days:
            raise PlanRefused(_("No day is ticked: nothing was changed."))
        chosen = None if set(days) >= every else sorted(set(days) & every)
        adapting_service.accept_proposal(self.proposal, str(self.person.pk), chosen)


class ProposalDeclineView(_DecideView):
    """Leaves the plan as it is."""

    done = gettext_lazy("The plan stays as it is.")

    def decide(self, request: HttpRequest) -> None:
        """Raises PlanRefused."""
        del request
        adapting_service.decline_proposal(self.proposal, str(self.person.pk))
