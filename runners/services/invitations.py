"""Invitations of a coach to an athlete: a link, of which only the token's SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from runlab_site.accounts.models import User, normalised_email
from runlab_site.database import database
from runners.models import Invitation, Runner, Squad
from runners.services.runner_service import (
    create_minimal_runner_for_user,
    join_squad_of,
    update_runner_with_defaults,
)
from runners.services.squads import join_squad

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["InvitationProblem", "accept", "invite_athlete", "invite_to_squad", "open_invitation", "sign_up"]

VALID_FOR = timedelta(days=14)


class InvitationProblem(ValueError):  # noqa: N818 - it is shown to a person
    """An invitation that cannot be used; says why."""


def invite_athlete(runner: Runner, email: str, coach: User) -> tuple[Invitation, str]:
    """Invite a person to take over a runner's profile. Returns the invitation and its token, shown this once.

    Raises InvitationProblem for a runner that has an account already.
    """
    _refuse_taken(runner)
    return invite_to_squad(join_squad_of(coach, runner), email, runner)


def invite_to_squad(squad: Squad, email: str, runner: Runner | None = None) -> tuple[Invitation, str]:
    """Invite a person into a squad, to take over a profile or to get one of one's own.

    Returns the invitation and its token, shown this once. Raises InvitationProblem for a runner that has an
    account already.
    """
    if runner is not None:
        _refuse_taken(runner)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        squad=squad,
        runner=runner,
        email=normalised_email(email),
        token_sha256=_sha256(token),
        expires_at=timezone.now() + VALID_FOR,
    )
    return invitation, token


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a token that has neither been used nor expired."""
    found = Invitation.objects.select_related("runner", "squad").filter(token_sha256=_sha256(token)).first()
    if found is None or found.accepted_at is not None or found.expires_at <= timezone.now():
        return None
    return found


def sign_up(typed: Mapping[str, Any], invitation: Invitation | None = None) -> User:
    """Make a person and the runner that goes with it: the invited profile, or one with defaults.

    `typed`: name, email, password, time_zone, units, birth_date (may be None). Raises InvitationProblem
    when the invitation was used meanwhile.
    """
    user, runner = database.transaction(lambda: _make(typed, invitation))
    birth_date = typed.get("birth_date")
    if birth_date is not None and runner.birth_date is None:
        update_runner_with_defaults(runner, {"birth_date": birth_date}, decided_by=user)
    return user


def _make(typed: Mapping[str, Any], invitation: Invitation | None) -> tuple[User, Runner]:
    user = User.objects.create_user(
        typed["email"],
        typed["password"],
        name=typed["name"],
        time_zone=typed["time_zone"],
        units=typed["units"],
    )
    if invitation is None:
        return user, create_minimal_runner_for_user(user)
    return user, accept(invitation, user)


def accept(invitation: Invitation, user: User) -> Runner:
    """Use an invitation, once: the person takes over the profile and joins the squad."""
    used = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=timezone.now())
    if not used:
        raise InvitationProblem(_("This invitation has been used already. Ask your coach for another."))
    runner = _take_over(invitation, user)
    join_squad(Squad.objects.get(pk=invitation.squad_id), runner)
    return runner


def _refuse_taken(runner: Runner) -> None:
    if runner.user_id is not None:
        raise InvitationProblem(_("%(name)s has an account already.") % {"name": runner.name})


def _take_over(invitation: Invitation, user: User) -> Runner:
    """The invited profile; one's own where there is one already, or where the profile was taken meanwhile."""
    own = Runner.objects.filter(user=user).first()
    if own is not None:
        return own
    free = Runner.objects.filter(pk=invitation.runner_id, user=None) if invitation.runner_id else None
    if free is None or not free.update(user=user):
        return create_minimal_runner_for_user(user)
    return Runner.objects.get(pk=invitation.runner_id)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
