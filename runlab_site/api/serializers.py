"""Base serializers: unknown and read-only fields in a body are refused, never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from runlab_site.api.fields import IdField, MomentField
from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField

__all__ = ["ModelSerializer", "Serializer"]


class _Strict:
    """Refuses what a body must not carry."""

    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        """The validated values. Raises ValidationError naming each field that may not be there."""
        if isinstance(data, Mapping):
            _refuse(self.fields, data)
        return super().to_internal_value(data)  # type: ignore[misc]


class Serializer(_Strict, serializers.Serializer[Any]):
    """Base of serializers without a model."""


class ModelSerializer(_Strict, serializers.ModelSerializer[Any]):
    """For models with ids of 24 hexadecimal digits."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        ObjectIdKey: IdField,
        StrObjectIdField: IdField,
        models.DateTimeField: MomentField,
    }


def _refuse(fields: Mapping[str, serializers.Field[Any, Any, Any, Any]], data: Mapping[str, Any]) -> None:
    errors: dict[str, list[serializers.ErrorDetail]] = {}
    for name in data:
        if name not in fields:
            errors[name] = [_error("There is no such field.", "unknown")]
        elif fields[name].read_only:
            errors[name] = [_error("Runlab sets this itself; leave it out.", "read_only")]
    if errors:
        raise serializers.ValidationError(errors)


def _error(text: str, code: str) -> serializers.ErrorDetail:
    return serializers.ErrorDetail(text, code)
