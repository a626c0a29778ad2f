"""Time zones: names are IANA ids, days are local, moments are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

__all__ = [
    "day_of",
    "latest_day",
    "midnight",
    "moment_now",
    "rfc3339",
    "validate_time_zone",
    "zone",
    "zone_names",
]


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The names people may choose from, in alphabetical order."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a known IANA zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(
            _("“%(name)s” is not a time zone, such as Europe/Berlin is.") % {"name": name}
        ) from None


def zone(name: str) -> ZoneInfo:
    """The zone of a stored, validated name."""
    return ZoneInfo(name)


def moment_now() -> datetime:
    """This moment in UTC, in milliseconds as MongoDB keeps it: a document just written shows what one read again would."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def midnight(day: date) -> datetime:
    """A day as it is stored: its midnight in UTC, whatever zone it is a day of."""
    return datetime.combine(day, time(), UTC)


def latest_day() -> date:
    """The last date that may have begun somewhere: far east of Greenwich it is tomorrow already."""
    return datetime.now(UTC).date() + timedelta(days=1)


def day_of(stored: datetime | date) -> date:
    """The day of a stored midnight."""
    return stored.date() if isinstance(stored, datetime) else stored


def rfc3339(moment: datetime | None) -> str | None:
    """A moment in UTC as the API writes it: 2026-05-03T06:12:00.250Z."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
