"""The page on which a coach, or an athlete without one, asks for the plan to be made again from today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from training.pages.base import PlannerPageMixin
from training.pages.proposal_new.forms import AdaptForm
from training.services import adapting_service
from training.services.plan_service import PlanRefused

if TYPE_CHECKING:
    from django.http import HttpResponse

__all__ = ["ProposalNewView"]


class ProposalNewView(PlannerPageMixin, FormView):  # type: ignore[type-arg]
    """Asks what a plan made again from today would be; nothing changes by asking."""

    template_name = "training/proposal_new/proposal_new.html"
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
                self.request, _("Nothing to change: the plan as it is keeps the rules and leads as far.")
            )
            return redirect("plan_detail", self.runner.pk, plan.pk)
        return redirect("plan_proposal", self.runner.pk, plan.pk, proposal.pk)
