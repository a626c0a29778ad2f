"""Who makes plans for a runner: the coach, and the athlete who has none or whose coach allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.models import Runner, SquadMember
from runners.selectors import is_own, visible_runners

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = ["following_runner_id", "may_plan", "planned_runners"]


def may_plan(user: User | Any, runner: Runner) -> bool:
    """Whether a person makes and changes plans for a runner, and so sees drafts of them.

    A superuser; a coach of that runner; the runner's own account when no one coaches it, or a coach allows it.
    """
    if not getattr(user, "is_authenticated", False):
        return False
    if user.is_superuser:
        return True
    memberships = list(SquadMember.objects.filter(runner=runner).select_related("squad"))
    coaches = {str(one) for one in (runner.coach_id, *(one.squad.coach_id for one in memberships)) if one}
    if user.is_coach and str(user.pk) in coaches:
        return True
    return is_own(runner, user) and (not coaches or any(one.athlete_may_plan for one in memberships))


def following_runner_id(user: User | Any) -> str | None:
    """The id of a person's own runner where others make its plans; None where there is no such runner."""
    own = getattr(user, "runner", None)
    return None if own is None or may_plan(user, own) else str(own.pk)


def planned_runners(user: User | Any) -> QuerySet[Runner]:
    """The runners a person makes plans for: all that one sees, but for oneself where others plan."""
    runners = visible_runners(user)
    following = following_runner_id(user)
    return runners if following is None else runners.exclude(pk=following)
