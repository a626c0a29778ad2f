"""Pages of the site itself: the start page and the background jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.generic import TemplateView

from runlab_site.jobs import job_manager
from runlab_site.jobs.outcome import job_pace, job_words
from runlab_site.jobs.selectors import visible_jobs
from runlab_site.jobs.sentences import problem_in_words
from runlab_site.models import BackgroundJob
from runlab_site.visibility import is_coaching, runner_names
from runlab_site.web.links import link_to
from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage, SignedInPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["HomeView", "JobCancelView", "JobRetryView", "JobsView"]

JOBS_A_PAGE = 50
Status = BackgroundJob.Status


class HomeView(SignedInPage):
    """An athlete begins with Today, a coach with the squad."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send on."""
        del request
        user = self.person
        runner = getattr(user, "runner", None)
        if runner is None or user.is_coach or user.is_superuser:
            return redirect(link_to("squad") if user.is_coach or user.is_superuser else "account")
        return redirect(link_to("runner_today", runner.pk))


class JobsView(CoachPage, TemplateView):
    """What takes time: state, progress, and of a failure the cause and the remedy. Athletes have their uploads."""

    template_name = "site/jobs/jobs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The jobs one may see, counted by state."""
        jobs = visible_jobs(self.person)
        status = self.request.GET.get("status", "")
        chosen = jobs.filter(status=status) if status in Status.values else jobs
        page = Paginator(chosen.order_by("-created_at", "-pk"), JOBS_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(**kwargs) | {
            "place": Place("jobs"),
            "page_obj": page,
            "page_query": f"status={status}&" if status in Status.values else "",
            "rows": self._rows(list(page.object_list)),
            "filters": self._filters(status),
        }

    def _rows(self, jobs: list[BackgroundJob]) -> list[dict[str, Any]]:
        wanted = {job.runner_id for job in jobs if job.runner_id}
        names = dict(runner_names(self.person, wanted)) if wanted else {}
        now = timezone.now()
        return [
            {
                "job": job,
                "words": job_words(job),
                "problem": problem_in_words(job),
                "pace": job_pace(job, now),
                "runner_name": names.get(str(job.runner_id), ""),
            }
            for job in jobs
        ]

    def _filters(self, current: str) -> list[dict[str, Any]]:
        jobs = visible_jobs(self.person)
        counts = {row["status"]: row["count"] for row in jobs.values("status").annotate(count=Count("pk"))}
        shown = [("", _("All"), sum(counts.values()))]
        shown += [(value, str(label), counts.get(value, 0)) for value, label in Status.choices]
        return [
            {"value": value, "label": label, "count": count, "is_current": value == current}
            for value, label, count in shown
        ]


class _JobChangeView(SignedInPage):
    """Does one thing to a job and says what came of it."""

    done = ""

    def post(self, request: HttpRequest, job_id: str) -> HttpResponse:
        """A job that may not be seen is 404; one that has moved on says so."""
        job = get_object_or_404(visible_jobs(self.person), pk=job_id)
        try:
            self.change(job.pk)
        except ValueError as problem:
            messages.warning(request, str(problem))
        else:
            messages.success(request, _(self.done))
        return redirect("jobs" if is_coaching(self.person) else "home")

    def change(self, job_id: str) -> None:
        """What is done."""
        raise NotImplementedError


class JobRetryView(_JobChangeView):
    """Tries a failed job again."""

    done = gettext_noop("It is being tried again.")

    def change(self, job_id: str) -> None:
        """Put it back."""
        job_manager.retry(job_id)


class JobCancelView(_JobChangeView):
    """Ends a job that waits or runs."""

    done = gettext_noop("The job is being stopped.")

    def change(self, job_id: str) -> None:
        """Ask it to end."""
        job_manager.cancel(job_id)
