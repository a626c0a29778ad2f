"""A runner's races as the page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runners.calendar.selectors import races_of
from runners.services.official_results import result_of

if TYPE_CHECKING:
    from datetime import date

    from runners.models import CalendarEntry, Runner
    from runners.services.official_results import OfficialResult

__all__ = ["RaceRow", "race_rows"]


@dataclass(frozen=True, slots=True)
class RaceRow:
    """A race; the days that are left to it (below 0: since it); its official result where there is one."""

    race: CalendarEntry
    days_left: int
    result: OfficialResult | None

    @property
    def is_over(self) -> bool:
        """Whether its day has come, so that it may have a result."""
        return self.days_left <= 0


def race_rows(runner: Runner, today: date) -> tuple[list[RaceRow], list[RaceRow]]:
    """Those to come, the next first; those that were, the latest first. Today's is to come until it has a result."""
    rows = [RaceRow(one, (one.day - today).days, result_of(one)) for one in races_of(runner)]
    coming = [row for row in rows if row.days_left > 0 or (row.days_left == 0 and row.result is None)]
    return coming, [row for row in reversed(rows) if row not in coming]
