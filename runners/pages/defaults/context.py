"""The defaults that go with a birth date."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from runners.services.profile_problems import RunnerProblem
from runners.services.runner_defaults import default_profile

__all__ = ["defaults_context"]


def defaults_context(birth_date: Any) -> dict[str, Any]:
    """The profile that a birth date (None: not known) gives today, or the error that refuses it."""
    try:
        profile = default_profile(birth_date, timezone.localdate())
    except RunnerProblem as problem:
        return {"error": str(problem)}
    maximum = profile["max_heart_rate"]
    profile["uncertainty_bpm"] = (maximum["high_bpm"] - maximum["low_bpm"]) / 2
    return {"profile": profile}
