"""The page of a plan that is being made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from runlab_site.jobs.selectors import visible_jobs
from runlab_site.jobs.sentences import message_in_words, problem_in_words
from training.pages.base import PlannerPageMixin

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


__all__ = ["PlanJobView"]


class PlanJobView(PlannerPageMixin, TemplateView):
    """A plan being made."""

    template_name = "training/plan_job/plan_job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """When it is made, the plan itself."""
        jobs = visible_jobs(self.person).filter(runner_id=str(self.runner.pk))
        self.job = get_object_or_404(jobs, pk=self.kwargs["job_id"], type="training_plan_generation")
        if self.job.status == self.job.Status.COMPLETED:
            return redirect("plan_detail", self.runner.pk, self.job.plan_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How far it is, or why it cannot be."""
        return super().get_context_data(**kwargs) | {
            "job": self.job,
            "message": message_in_words(self.job),
            "problem": problem_in_words(self.job),
        }
