"""What may be read of check-ins: all of one's own; of others what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from runners.check_ins.models import CheckIn
from runners.selectors import is_own, of_visible_runners, runner_id_of_account

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["check_in_of", "check_ins_since", "hides_cycle", "visible_check_ins"]


def visible_check_ins(user: User | Any) -> QuerySet[CheckIn]:
    """One's own check-ins, and those of runners one may see that are not private."""
    check_ins = of_visible_runners(CheckIn.objects.all(), user)
    own = runner_id_of_account(str(user.pk)) if getattr(user, "is_authenticated", False) else None
    shared = Q(is_private=False)
    return check_ins.filter(shared | Q(runner_id=own) if own else shared)


def hides_cycle(check_in: CheckIn, user: User | Any) -> bool:
    """Whether the cycle is kept from a person who sees the check-in."""
    return check_in.cycle_is_private and not is_own(check_in.runner, user)


def check_in_of(runner: Runner, day: date) -> CheckIn | None:
    """The runner's check-in of a day."""
    return CheckIn.objects.filter(runner=runner, day=day).first()


def check_ins_since(runner: Runner, user: User | Any, day: date) -> list[CheckIn]:
    """A runner's check-ins from a day on that a person may see, the oldest first."""
    check_ins = CheckIn.objects.filter(runner=runner, day__gte=day).order_by("day")
    return [one for one in check_ins if is_own(runner, user) or not one.is_private]
