"""Joining a coach at any time: by a code of the squad, by its link, or by an invitation. Nothing is shared before one accepts."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from runners.models import Invitation, Runner, Squad, SquadCode
from runners.services import invitations
from runners.services.runner_service import create_minimal_runner_for_user
from runners.services.squads import join_squad, withdraw_invitation

if TYPE_CHECKING:
    from runlab_site.accounts.models import User

__all__ = ["accept_offer", "code_url", "decline_offer", "make_code", "open_offer", "withdraw_code"]

# Nothing that is read as something else: no 0 and O, 1 and I and L.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_VALID_FOR = timedelta(days=30)

Offer = SquadCode | Invitation


def make_code(squad: Squad) -> SquadCode:
    """A new code of a squad, for every athlete who has it until it expires or is withdrawn."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return SquadCode.objects.create(squad=squad, code=code, expires_at=timezone.now() + CODE_VALID_FOR)


def code_url(code: SquadCode) -> str:
    """The link that does the same as a code."""
    return f"{settings.CONFIG.public_url}{reverse('join', args=[code.code])}"


def withdraw_code(code: SquadCode) -> None:
    """Make a code worthless; who joined by it stays."""
    code.delete()


def open_offer(typed: str) -> Offer | None:
    """What a code or an invitation's token stands for, if it can still be used. Small letters, spaces and dashes do."""
    code = "".join(letter for letter in typed.upper() if letter not in " -")
    if len(code) == CODE_LENGTH:
        found = SquadCode.objects.select_related("squad").filter(code=code).first()
        return found if found is not None and found.expires_at > timezone.now() else None
    return invitations.open_invitation(typed)


def accept_offer(offer: Offer, user: User) -> Runner:
    """Join the squad with one's own profile, made where there is none. Raises InvitationProblem for a used invitation."""
    if isinstance(offer, Invitation):
        return invitations.accept(offer, user)
    runner = Runner.objects.filter(user=user).first() or create_minimal_runner_for_user(user)
    join_squad(offer.squad, runner)
    return runner


def decline_offer(offer: Offer) -> None:
    """Withdraw an invitation to one person; a code is for others too and stays."""
    if isinstance(offer, Invitation):
        withdraw_invitation(offer)
