"""Refuses impossible values of a session, with a sentence for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

__all__ = ["COLDEST_C", "HOTTEST_C", "SessionProblem", "refuse_impossible"]

COLDEST_C, HOTTEST_C = -60.0, 60.0
_LONGEST_PLACE = 60
_WEEK_S = 7 * 86_400
_LONGEST_M = 1_000_000.0
_LEAST_ABOVE_ZERO = 1e-9
_EARLIEST, _CLOCKS_DIFFER = datetime(1980, 1, 1, tzinfo=UTC), timedelta(days=1)


class SessionProblem(ValueError):  # noqa: N818 - shown to a person, field by field
    """A change that cannot be; `errors` maps each field to a sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class _Bound:
    """The range of a number, both ends included, and the sentence for one outside."""

    low: float
    high: float
    sentence: StrPromise

    def said(self) -> str:
        """The sentence with its figures."""
        return str(self.sentence).format(low=f"{self.low:.0f}", high=f"{self.high:.0f}")


_BOUNDS = {
    "rpe": _Bound(0, 10, gettext_lazy("Perceived effort goes from 0 (rest) to 10 (all you had).")),
    "feel": _Bound(1, 5, gettext_lazy("The feeling goes from 1 (very weak) to 5 (very strong).")),
    "pain": _Bound(0, 10, gettext_lazy("Pain goes from 0 (none) to 10 (the worst).")),
    "distance_m": _Bound(
        _LEAST_ABOVE_ZERO, _LONGEST_M, gettext_lazy("The distance must be above 0 and at most 1,000 km.")
    ),
    "avg_temperature_c": _Bound(
        COLDEST_C, HOTTEST_C, gettext_lazy("The temperature must be between {low} and {high} °C.")
    ),
    "timer_time_s": _Bound(
        _LEAST_ABOVE_ZERO, _WEEK_S, gettext_lazy("The time must be above 0 and at most a week.")
    ),
}
_NEEDED = {"timer_time_s"}


def refuse_impossible(changes: Mapping[str, Any]) -> None:
    """Refuse values that no session has. Raises SessionProblem with all of them."""
    errors = {name: bound.said() for name, bound in _BOUNDS.items() if _is_outside(changes, name, bound)}
    if changes.get("effort") is not None and changes["effort"] not in SessionStatistics.Effort.values:
        known = ", ".join(SessionStatistics.Effort.values)
        errors["effort"] = _("Effort is one of {efforts}.").format(efforts=known)
    start = changes.get("start_time")
    if start is not None and not _EARLIEST <= start <= datetime.now(UTC) + _CLOCKS_DIFFER:
        errors["start_time"] = _("The start must lie in the past.")
    if len(changes.get("pain_place") or "") > _LONGEST_PLACE:
        errors["pain_place"] = _("Say where in at most {count} characters.").format(count=_LONGEST_PLACE)
    if errors:
        raise SessionProblem(errors)


def _is_outside(changes: Mapping[str, Any], name: str, bound: _Bound) -> bool:
    value = changes.get(name)
    if value is None:
        return name in changes and name in _NEEDED
    return not bound.low <= value <= bound.high
