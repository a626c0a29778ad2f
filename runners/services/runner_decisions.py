"""What people decide of a runner's figures, each from a day on: written once, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.models import Runner, RunnerDecision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from runlab_site.accounts.models import User

__all__ = ["Kind", "decide"]

Kind = RunnerDecision.Kind


def decide(
    runner: Runner, kind: str, value: Mapping[str, Any], effective_day: date, decided_by: User | None
) -> None:
    """Store a decision of a person (None: nobody known), in force from a day on."""
    RunnerDecision.objects.create(
        runner=runner,
        kind=kind,
        value=dict(value),
        effective_day=effective_day,
        decided_by=decided_by.pk if decided_by else None,
    )
