"""The days that tests run on: no test outcome may depend on the day it is run.

Most tests see one of these days in place of the machine's own (docs/testing.md). RUNLAB_TEST_DAY names it; "next" takes
the next of the list, by the number of the CI run or by the hour, so that each run tries another.

    python -m tests.days        the names, one a line
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VARIABLE = "RUNLAB_TEST_DAY"
NEXT = "next"
RUN_NUMBERS = ("CI_RUN_NUMBER", "GITHUB_RUN_NUMBER", "CI_PIPELINE_IID", "BUILD_NUMBER")
# Folders of tests/ whose tests see the chosen day. What runs beside other processes, or tests clocks, sees the real one.
ROOMS = frozenset({"admin", "api", "runners", "sessions", "training"})


@dataclass(frozen=True, slots=True)
class Day:
    """A moment, and the place whose clock the machine and the people of the tests go by."""

    name: str
    local: str
    zone: str
    why: str

    @property
    def moment(self) -> datetime:
        """The moment the day stands for; of an hour that comes twice, the second."""
        return datetime.fromisoformat(self.local).replace(tzinfo=ZoneInfo(self.zone), fold=1)

    @property
    def date(self) -> date:
        """The date in that place."""
        return self.moment.date()

    @property
    def weekday(self) -> str:
        """In English."""
        return f"{self.date:%A}"


DAYS = (
    Day("month-end", "2026-11-30T12:00", "Europe/Berlin", "the last of a month"),
    Day("month-start", "2026-12-01T21:30", "America/New_York", "the first of a month; UTC is a day ahead"),
    Day("year-end", "2026-12-31T07:15", "Pacific/Auckland", "the last of a year; UTC is a day behind"),
    Day("year-start", "2027-01-01T06:40", "Asia/Tokyo", "the first of a year; UTC is in the old one"),
    Day("clocks-forward", "2027-03-28T03:10", "Europe/Berlin", "the clock has just gone forward"),
    Day("clocks-back", "2027-11-07T01:30", "America/New_York", "the hour that comes twice, the second time"),
    Day(
        "clocks-back-south",
        "2027-04-04T00:20",
        "Pacific/Auckland",
        "the clock goes back in under three hours",
    ),
    Day("weekend", "2027-05-01T23:45", "Europe/Berlin", "a Saturday that ends in a quarter of an hour"),
    Day("half-year", "2027-06-30T18:00", "Pacific/Auckland", "a Wednesday, the last of a half year"),
    Day("leap-day", "2028-02-29T09:00", "Asia/Tokyo", "29 February"),
)


def chosen(environ: dict[str, str] | os._Environ[str], now: datetime) -> Day:
    """The day that the environment names, else the first. Raises ValueError for one that is not in the list."""
    name = environ.get(VARIABLE) or DAYS[0].name
    if name == NEXT:
        hours = int(now.timestamp()) // 3600
        number = next((int(environ[n]) for n in RUN_NUMBERS if environ.get(n, "").isdigit()), hours)
        return DAYS[number % len(DAYS)]
    found = [day for day in DAYS if day.name == name]
    if not found:
        raise ValueError(f"{VARIABLE}={name} is none of: {', '.join(day.name for day in DAYS)}, {NEXT}.")
    return found[0]


CHOSEN = chosen(os.environ, datetime.now(UTC))
os.environ[VARIABLE] = CHOSEN.name  # for the processes that this one starts, pytest-xdist's among them

if __name__ == "__main__":
    print("\n".join(day.name for day in DAYS))
