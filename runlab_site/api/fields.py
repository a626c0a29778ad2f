"""Serializer fields of the contract: bare ids, moments in UTC, exact JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from runlab_site.time_zones import rfc3339

__all__ = ["CommaListField", "IdField", "MomentField", "ReferenceField"]


class IdField(serializers.RegexField):
    """An id: 24 hexadecimal digits."""

    default_error_messages = {"invalid": "An id has 24 hexadecimal digits (0-9, a-f)."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[0-9a-f]{24}\Z", **kwargs)

    def to_representation(self, value: Any) -> str:
        """The bare id of an id or of a model."""
        return str(getattr(value, "pk", value))


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{24}$"})
class ReferenceField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of an object that the person asking may see; any other id is answered as if it did not exist."""

    default_error_messages = {
        "does_not_exist": "There is none with this id that you may see.",
        "incorrect_type": "An id is text of 24 hexadecimal digits.",
    }

    def to_internal_value(self, data: Any) -> Any:
        """The model with this id. Raises ValidationError."""
        if not isinstance(data, str):
            self.fail("incorrect_type")
        return super().to_internal_value(IdField().run_validation(data))


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentField(serializers.Field[Any, Any, Any, Any]):
    """A moment: RFC 3339, UTC, with Z."""

    default_error_messages = {
        "invalid": "A moment is written 2026-05-03T06:12:00Z (RFC 3339, with Z or an offset)."
    }

    def to_internal_value(self, data: Any) -> datetime:
        """The moment in UTC. Raises ValidationError."""
        try:
            moment = parse_datetime(data) if isinstance(data, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail("invalid")
        return moment.astimezone(UTC)

    def to_representation(self, value: datetime) -> str | None:
        """As the API writes it."""
        return rfc3339(value)


class CommaListField(serializers.ListField):
    """Several values of one query parameter, with commas between."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """The list. Raises ValidationError."""
        parts = data.split(",") if isinstance(data, str) else data
        return super().to_internal_value([part.strip() for part in parts])
