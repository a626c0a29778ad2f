"""Which calendar day a session belongs to: the day it started, where the athlete was."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runners.physiology.errors import InvalidInputError

__all__ = ["calendar_days", "local_day"]


def local_day(start_utc: datetime, time_zone: str, local_start: datetime | None = None) -> date:
    """The date of the session's start in the athlete's zone (IANA name) at that time.

    local_start is FIT's local_timestamp when the watch wrote one: it knew where it was. Raises InvalidInputError for
    an unknown zone or a start without an offset.
    """
    if local_start is not None:
        return local_start.date()
    if start_utc.tzinfo is None:
        raise InvalidInputError(f"The start {start_utc.isoformat()} does not say its offset from UTC.")
    return start_utc.astimezone(_zone(time_zone)).date()


def calendar_days(first: date, last: date) -> Iterator[date]:
    """Every date from first to last, both included. Dates are added, not 86,400 s: days have 23 and 25 hours too."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInputError(f"There is no time zone named {name!r}.") from error
