"""Squads: who coaches whom. Leaving a coach's last squad ends the coaching, and with it the right to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from runlab_site.database import database
from runners.models import Invitation, Runner, Squad, SquadMember

if TYPE_CHECKING:
    from runlab_site.accounts.models import User

__all__ = [
    "create_squad",
    "delete_squad",
    "first_squad_of",
    "join_squad",
    "leave_coach",
    "let_plan",
    "remove_member",
    "rename_squad",
    "withdraw_invitation",
]


def create_squad(coach: User, name: str) -> Squad:
    """Make a squad of a coach."""
    return Squad.objects.create(coach=coach, name=name)


def first_squad_of(coach: User) -> Squad:
    """The coach's oldest squad, made when there is none."""
    squad = Squad.objects.filter(coach=coach).order_by("created_at").first()
    return squad or create_squad(coach, f"{coach.display_name}'s squad")


def rename_squad(squad: Squad, name: str) -> Squad:
    """Give it another name."""
    squad.name = name
    squad.save(update_fields=["name"])
    return squad


def join_squad(squad: Squad, runner: Runner) -> None:
    """Put a runner into a squad; one without a coach gets the squad's."""
    _, is_new = SquadMember.objects.get_or_create(squad=squad, runner=runner)
    if is_new:
        _note_change([squad.pk])
    if runner.coach_id is None:
        runner.coach_id = squad.coach_id
        runner.save(update_fields=["coach", "updated_at"])


def remove_member(squad: Squad, runner: Runner) -> None:
    """Take a runner out. Raises LookupError when the runner is not in it."""
    if not SquadMember.objects.filter(squad=squad, runner=runner).exists():
        raise LookupError(f"{runner.name} is not in {squad.name}.")
    database.transaction(lambda: _leave(squad, [runner.pk]))


def leave_coach(runner: Runner, coach_id: str) -> None:
    """End a coach's coaching of a runner at once: out of all squads of that coach. What was run stays the runner's."""

    def work() -> None:
        squads = list(Squad.objects.filter(coach_id=coach_id).values_list("pk", flat=True))
        SquadMember.objects.filter(squad_id__in=squads, runner=runner).delete()
        Runner.objects.filter(pk=runner.pk, coach_id=coach_id).update(coach=None)
        _note_change(squads)

    database.transaction(work)


def let_plan(member: SquadMember, *, allowed: bool) -> SquadMember:
    """Say whether the athlete makes and changes plans too."""
    member.athlete_may_plan = allowed
    member.save(update_fields=["athlete_may_plan"])
    return member


def delete_squad(squad: Squad) -> None:
    """Delete it; its members leave it first. Their runs stay theirs."""

    def work() -> None:
        members = SquadMember.objects.filter(squad=squad)
        _leave(squad, list(members.values_list("runner_id", flat=True)))
        squad.delete()

    database.transaction(work)


def withdraw_invitation(invitation: Invitation) -> None:
    """Make an invitation worthless."""
    invitation.delete()


def _note_change(squad_ids: list[str]) -> None:
    """Let open event streams of the coach know that the rights changed."""
    Squad.objects.filter(pk__in=squad_ids).update(members_changed_at=timezone.now())


def _leave(squad: Squad, runner_ids: list[str]) -> None:
    _note_change([squad.pk])
    SquadMember.objects.filter(squad=squad, runner_id__in=runner_ids).delete()
    others = list(Squad.objects.filter(coach_id=squad.coach_id).values_list("pk", flat=True))
    staying = SquadMember.objects.filter(squad_id__in=others, runner_id__in=runner_ids)
    left = set(runner_ids) - set(staying.values_list("runner_id", flat=True))
    if left:
        Runner.objects.filter(pk__in=left, coach_id=squad.coach_id).update(coach=None)
