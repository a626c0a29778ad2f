"""Check-ins of the last weeks, measure by measure, as they stand beside fitness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from runners.check_ins.selectors import check_ins_since

if TYPE_CHECKING:
    from runlab_site.accounts.models import User
    from runners.models import CheckIn, Runner

__all__ = ["WellnessDay", "WellnessRow", "wellness_context"]

SHOWN_DAYS = 42
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is shown of a check-in: its field, words, unit, divisor and places."""

    field: str
    label: str
    unit: str = ""
    per: float = 1.0
    places: int = 0

    def of(self, check_in: CheckIn) -> float | None:
        """The value of a day in the shown unit."""
        value = getattr(check_in, self.field)
        return None if value is None else value / self.per


_MEASURES = (
    _Measure("resting_heart_rate_bpm", gettext_noop("Resting heart rate"), gettext_noop("bpm")),
    _Measure("hrv_ms", gettext_noop("HRV"), gettext_noop("ms")),
    _Measure("sleep_s", gettext_noop("Sleep"), gettext_noop("h"), per=_HOUR_S, places=1),
    _Measure("sleep_quality", gettext_noop("Sleep quality"), gettext_noop("of 5")),
    _Measure("soreness", gettext_noop("Soreness"), gettext_noop("of 5")),
    _Measure("mood", gettext_noop("Mood"), gettext_noop("of 5")),
    _Measure("weight_kg", gettext_noop("Weight"), gettext_noop("kg"), places=1),
)


@dataclass(frozen=True, slots=True)
class WellnessRow:
    """A measure over the shown days, one value a day from the first on; what it is now and usually."""

    label: str
    unit: str
    places: int
    values: tuple[float | None, ...]
    last: float
    usual: float


@dataclass(frozen=True, slots=True)
class WellnessDay:
    """A check-in with its values (and their places) in the order of the rows."""

    check_in: CheckIn
    values: tuple[tuple[float | None, int], ...]


def wellness_context(runner: Runner, person: User, today: date) -> dict[str, Any]:
    """The rows of what was said at all, and the days, the newest first, as far as the person may see them."""
    first = today - timedelta(days=SHOWN_DAYS - 1)
    check_ins = check_ins_since(runner, person, first)
    told = [one for one in _MEASURES if any(one.of(check_in) is not None for check_in in check_ins)]
    by_day = {one.day: one for one in check_ins}
    days = [first + timedelta(days=offset) for offset in range(SHOWN_DAYS)]
    return {
        "wellness": [_row(measure, [by_day.get(day) for day in days]) for measure in told],
        "wellness_days": [
            WellnessDay(one, tuple((measure.of(one), measure.places) for measure in told))
            for one in reversed(check_ins)
        ],
    }


def _row(measure: _Measure, mornings: list[CheckIn | None]) -> WellnessRow:
    values = tuple(None if one is None else measure.of(one) for one in mornings)
    known = [value for value in values if value is not None]
    return WellnessRow(
        _(measure.label), _(measure.unit), measure.places, values, last=known[-1], usual=fmean(known)
    )
