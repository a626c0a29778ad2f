"""Times and texts of the protocol, with the interface of Garmin's Python SDK."""

from __future__ import annotations

from datetime import UTC, datetime

from . import fit as FIT  # noqa: N812  # the name programs written for the SDK know
from .fields import FIT_EPOCH_S, read_string

__all__ = [
    "BASE_TYPE_TO_FIELD_TYPE",
    "FIELD_TYPE_TO_BASE_TYPE",
    "FIT_EPOCH_S",
    "convert_datetime_to_timestamp",
    "convert_timestamp_to_datetime",
]

BASE_TYPE_TO_FIELD_TYPE = FIT.BASE_TYPE_TO_FIELD_TYPE
FIELD_TYPE_TO_BASE_TYPE = FIT.FIELD_TYPE_TO_BASE_TYPE

_convert_string = read_string


def convert_timestamp_to_datetime(timestamp: float | None) -> datetime:
    """The aware datetime (UTC) of seconds since the FIT epoch; None counts as 0."""
    return datetime.fromtimestamp((timestamp or 0) + FIT_EPOCH_S, UTC)


def convert_datetime_to_timestamp(value: datetime) -> int:
    """Whole seconds since the FIT epoch of a datetime."""
    return int(value.timestamp()) - FIT_EPOCH_S


def _only_invalid_values(raw_field_value: object, invalid_value: object) -> bool:
    values = raw_field_value if isinstance(raw_field_value, list) else [raw_field_value]
    return all(value == invalid_value for value in values)


def _sanitize_values(values: object) -> object:
    """A list of one value counts as the value."""
    return values[0] if isinstance(values, list) and len(values) == 1 else values
