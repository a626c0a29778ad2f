"""Who coaches a runner, as the athlete is told: the names, since when, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runlab_site.accounts.models import User
from runners.models import SquadMember

if TYPE_CHECKING:
    from datetime import datetime

    from runners.models import Runner

__all__ = ["CoachOfRunner", "coaches_of"]


@dataclass(frozen=True, slots=True)
class CoachOfRunner:
    """A coach as the athlete sees it: through which squads, since when, and whether the athlete plans too."""

    coach_id: str
    name: str
    squads: tuple[str, ...]
    since: datetime | None
    athlete_may_plan: bool


def coaches_of(runner: Runner) -> list[CoachOfRunner]:
    """Everyone who coaches a runner, the first one first. `since` is None where nobody noted it."""
    found = SquadMember.objects.filter(runner=runner).select_related("squad").order_by("joined_at", "pk")
    memberships = list(found)
    ids = dict.fromkeys(str(one.squad.coach_id) for one in memberships)
    if runner.coach_id is not None:
        ids.setdefault(str(runner.coach_id))
    names = {str(user.pk): user.display_name for user in User.objects.filter(pk__in=list(ids))}
    return [_coach(coach_id, names[coach_id], memberships) for coach_id in ids]


def _coach(coach_id: str, name: str, memberships: list[SquadMember]) -> CoachOfRunner:
    own = [one for one in memberships if str(one.squad.coach_id) == coach_id]
    return CoachOfRunner(
        coach_id,
        name,
        tuple(one.squad.name for one in own),
        own[0].joined_at if own else None,
        any(one.athlete_may_plan for one in own),
    )
