"""The squad as a coach scans it in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from runners.explanations.alert_words import AlertBadge, alert_badge
from runners.squads.selectors import SORT_KEYS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

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
    if query:
        return ngettext("{n} athlete found.", "{n} athletes found.", count).format(n=count)
    if not count:
        return _("Nobody yet.")
    people = ngettext("{n} athlete.", "{n} athletes.", count).format(n=count)
    if not alerted:
        return f"{people} {_('Nothing needs you.')}"
    return f"{people} {ngettext('{n} needs you.', '{n} need you.', alerted).format(n=alerted)}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading; sorted by where its key is one to sort by."""

    key: str
    label: StrPromise
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
    Column("name", gettext_lazy("Athlete"), is_number=False),
    Column("alert", gettext_lazy("Alerts"), is_number=False),
    Column("last", gettext_lazy("Last session"), is_number=False),
    Column("distance", gettext_lazy("7 days")),
    Column("time", gettext_lazy("Time")),
    Column("load", gettext_lazy("Load")),
    Column("ctl", gettext_lazy("Fitness")),
    Column("trend", gettext_lazy("12 weeks"), is_number=False),
    Column("atl", gettext_lazy("Fatigue")),
    Column("tsb", gettext_lazy("Form")),
    Column("ramp", gettext_lazy("Ramp")),
    Column("cs", gettext_lazy("CS")),
)
