"""Jobs a person may see: those of visible runners, and their own jobs that concern no runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from runlab_site.models import BackgroundJob
from runlab_site.visibility import visible_runner_ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = ["job_chain", "may_see_document", "visible_jobs"]


def visible_jobs(user: User | Any) -> QuerySet[BackgroundJob]:
    """The jobs a person may see."""
    jobs = BackgroundJob.objects.none()
    if not getattr(user, "is_authenticated", False):
        return jobs
    runner_ids = visible_runner_ids(user)
    if runner_ids is None:
        return BackgroundJob.objects.all()
    mine = Q(user_id=user.pk, runner_id__isnull=True)
    return BackgroundJob.objects.filter(mine | Q(runner_id__in=runner_ids) if runner_ids else mine)


def may_see_document(user: User | Any) -> Callable[[dict[str, Any]], bool]:
    """The same rule for raw documents with `runner_id` and `user_id`, as it stands now."""
    runner_ids = visible_runner_ids(user)
    user_id = str(user.pk)

    def may_see(document: dict[str, Any]) -> bool:
        if runner_ids is None:
            return True
        runner_id = document.get("runner_id")
        if runner_id is None:
            return str(document.get("user_id")) == user_id
        return str(runner_id) in runner_ids

    return may_see


def job_chain(job: BackgroundJob) -> list[BackgroundJob]:
    """A job and all that follow from it, as far as they are named."""
    chain, wanted, known = [job], list(job.next_jobs), {job.pk}
    while wanted:
        found = list(BackgroundJob.objects.filter(pk__in=wanted))
        known |= {follower.pk for follower in found}
        chain += found
        wanted = [pk for follower in found for pk in follower.next_jobs if pk not in known]
    return chain
