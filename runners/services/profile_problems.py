"""What a profile cannot be, and the sentence for each field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from runners import defaults
from runners.physiology.heart_rate_calculator import (
    heart_rate_problems,
    zone_bounds_problems,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["RunnerProblem", "number_or_none", "refuse_impossible"]


class RunnerProblem(ValueError):  # noqa: N818 - it is shown to a person, field by field
    """A profile that cannot be; `errors` maps each field to a sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def refuse_impossible(typed: Mapping[str, Any]) -> None:
    """Raise RunnerProblem for what a profile cannot be, each field with its sentence."""
    errors: dict[str, str] = {}
    born = typed.get("birth_date")
    if born is not None and not date(1900, 1, 1) <= born <= timezone.localdate():
        errors["birth_date"] = _("The birth date must be a day since 1900 that is not in the future.")
    if "name" in typed and not str(typed["name"] or "").strip():
        errors["name"] = _("A runner needs a name.")
    problems = heart_rate_problems(
        number_or_none(typed.get("resting_heart_rate_bpm")),
        number_or_none(typed.get("max_heart_rate_bpm")),
        number_or_none(typed.get("threshold_heart_rate_bpm")),
    )
    if problems:
        errors["max_heart_rate_bpm"] = " ".join(problems)
    percents = typed.get("zone_upper_percent")
    if percents:
        wrong = zone_bounds_problems(percents, defaults.ZONE_FLOOR_PERCENT)
        if wrong:
            errors["zone_upper_percent"] = " ".join(wrong)
    if errors:
        raise RunnerProblem(errors)


def number_or_none(value: Any) -> float | None:
    """The number; None stays None."""
    return None if value is None else float(value)
