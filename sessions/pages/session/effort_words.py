"""What is asked of a run that seems to have been something else: whole sentences for each effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from sessions.analysis.effort_proposal import Proposal

__all__ = ["ProposalWords", "proposal_words"]

Effort = SessionStatistics.Effort

_LOOKS_LIKE = {
    Effort.NORMAL: _("This looks like a training."),
    Effort.RACE: _("This looks like a race."),
    Effort.TIME_TRIAL: _("This looks like a time trial."),
    Effort.TEST: _("This looks like a test."),
}
_YES = {
    Effort.NORMAL: _("Yes, a training"),
    Effort.RACE: _("Yes, a race"),
    Effort.TIME_TRIAL: _("Yes, a time trial"),
    Effort.TEST: _("Yes, a test"),
}
_NO = {
    Effort.NORMAL: _("No, training"),
    Effort.RACE: _("No, race"),
    Effort.TIME_TRIAL: _("No, time trial"),
    Effort.TEST: _("No, test"),
}


@dataclass(frozen=True, slots=True)
class ProposalWords:
    """The sentence above a proposed effort, and the buttons that take it and leave it."""

    looks_like: str
    yes: str
    no: str


def proposal_words(proposal: Proposal, effort: str) -> ProposalWords:
    """The words of a proposal for a session that counts as `effort`."""
    proposed = Effort(proposal.effort)
    return ProposalWords(str(_LOOKS_LIKE[proposed]), str(_YES[proposed]), str(_NO[Effort(effort)]))
