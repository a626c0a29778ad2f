"""Reads JSON fields as the driver decoded them.

django-mongodb-backend 5.2.4 writes each value of a JSONField to text and has Django parse it again, so that a page of
history rows spent a sixth of its CPU on text that nobody reads. See docs/decisions/json-as-stored.md, which says when
this can go.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db.models import JSONField
from django_mongodb_backend.operations import DatabaseOperations

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["backend_json_value", "django_json_value", "read_json_as_stored"]

backend_json_value: Callable[..., str] = DatabaseOperations.convert_jsonfield_value
django_json_value: Callable[..., Any] = JSONField.from_db_value


def read_json_as_stored() -> None:
    """Have all JSON fields read so from now on. Idempotent."""
    DatabaseOperations.convert_jsonfield_value = _as_stored  # type: ignore[method-assign]
    JSONField.from_db_value = _decoded  # type: ignore[method-assign, assignment]


def _as_stored(_operations: DatabaseOperations, value: Any, _expression: Any, _connection: Any) -> Any:
    return value


def _decoded(field: JSONField, value: Any, expression: Any, connection: Any) -> Any:
    """A field with a decoder of its own needs the text."""
    if field.decoder is None:
        return value
    return django_json_value(field, json.dumps(value), expression, connection)
