"""The squad as a coach scans it in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from runners.explanations.alert_words import AlertBadge, alert_badge
from runners.squads.selectors import SORT_KEYS

if TYPE_CHECKING:
    from runners.squads.selectors import SquadPage, SquadRow

__all__ = ["COLUMNS", "ShownRow", "lead", "shown_rows"]

_LEVEL_ORDER = {"red": 2, "amber": 1}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """An athlete's row, and the alerts in a few words each, the worst first."""

    row: SquadRow
    badges: tuple[AlertBadge, ...]


def shown_rows(page: SquadPage) -> list[ShownRow]:
    """The rows of the page with their badges."""
    return [ShownRow(row, _badges(row)) for row in page.rows]


def _badges(row: SquadRow) -> tuple[AlertBadge, ...]:
    worst_first = sorted(row.alerts, key=lambda alert: -_LEVEL_ORDER[alert.level])
    return tuple(alert_badge(alert) for alert in worst_first)


def lead(page: SquadPage, query: str) -> str:
    """How many there are, and how many need the coach."""
    count, alerted = page.found_count, page.alerted_count
    people = "athlete" if count == 1 else "athletes"
    if query:
        return f"{count} {people} found."
    if not alerted:
        return f"{count} {people}. Nothing needs you." if count else "Nobody yet."
    return f"{count} {people}. {alerted} {'needs' if alerted == 1 else 'need'} you."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading; sorted by where its key is one to sort by."""

    key: str
    label: str
    is_number: bool = True

    def heading(self, sort: str, query: str) -> dict[str, Any]:
        """The heading with the address that sorts by it: the other way round when it already does."""
        direction = {self.key: "ascending", f"-{self.key}": "descending"}.get(sort, "")
        next_sort = self.key if sort == f"-{self.key}" else f"-{self.key}"
        parameters = {"sort": next_sort} | ({"q": query} if query else {})
        return {
            "label": self.label,
            "is_number": self.is_number,
            "direction": direction,
            "sort_url": f"?{urlencode(parameters)}" if self.key in SORT_KEYS else "",
        }


COLUMNS = (
    Column("name", "Athlete", is_number=False),
    Column("alert", "Alerts", is_number=False),
    Column("last", "Last session", is_number=False),
    Column("distance", "7 days"),
    Column("time", "Time"),
    Column("load", "Load"),
    Column("ctl", "Fitness"),
    Column("trend", "12 weeks", is_number=False),
    Column("atl", "Fatigue"),
    Column("tsb", "Form"),
    Column("ramp", "Ramp"),
    Column("cs", "CS"),
)
