"""Writing check-ins: one a day, by the athlete (by the coach for who has no account)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from runlab_site.mongo.fields import derived_id
from runlab_site.mongo.upsert import upsert
from runners.check_ins.models import CheckIn
from runners.check_ins.selectors import check_in_of
from runners.selectors import is_own

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["CHECK_IN_FIELDS", "CheckInExists", "check_in", "may_check_in", "update_check_in"]

CHECK_IN_FIELDS = (
    "sleep_s", "sleep_quality", "soreness", "mood", "resting_heart_rate_bpm", "hrv_ms", "weight_kg", "illness",
    "injury", "injury_place", "cycle", "notes", "is_private", "cycle_is_private",
)  # fmt: skip


class CheckInExists(ValueError):  # noqa: N818 - shown to a person
    """The day has a check-in already."""


def check_in(runner: Runner, day: date, values: Mapping[str, Any], person: User) -> CheckIn:
    """Check in for a day. Raises CheckInExists, PermissionDenied for who is not the athlete."""
    _refuse_others(runner, person)
    if check_in_of(runner, day) is not None:
        raise CheckInExists(f"There is a check-in of {day} already. Change that one.")
    made = CheckIn(pk=derived_id(str(runner.pk), day.isoformat(), "check-in"), runner=runner, day=day)
    return _saved(made, values)


def update_check_in(stored: CheckIn, values: Mapping[str, Any], person: User) -> CheckIn:
    """Change what is named. Raises PermissionDenied for who is not the athlete."""
    _refuse_others(stored.runner, person)
    return _saved(stored, values)


def may_check_in(runner: Runner, person: User) -> bool:
    """Only the athlete says how one is; where there is no account, the coach does."""
    return is_own(runner, person) or runner.user_id is None


def _refuse_others(runner: Runner, person: User) -> None:
    if not may_check_in(runner, person):
        raise PermissionDenied("Only the athlete checks in.")


def _saved(row: CheckIn, values: Mapping[str, Any]) -> CheckIn:
    for name in CHECK_IN_FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if not row.injury:
        row.injury_place = ""
    upsert(row)
    return row
