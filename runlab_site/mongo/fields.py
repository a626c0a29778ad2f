"""Model fields: MongoDB's ObjectId in the database, a 24-digit hex string in Python.

Strings survive JSON, URLs, signed cookies and other apps' assumptions; ObjectIds do not.
"""

from __future__ import annotations

import hashlib
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from django.core.exceptions import ValidationError
from django.db import models
from django_mongodb_backend.fields import ObjectIdAutoField

__all__ = ["ObjectIdKey", "StrObjectIdAutoField", "StrObjectIdField", "derived_id", "new_id"]


def new_id() -> str:
    """A fresh, roughly time-ordered id: 24 hex digits."""
    return str(ObjectId())


def derived_id(*parts: str) -> str:
    """The id that follows from these parts: the same whenever what it names is made anew. 24 hex digits."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


class _StrObjectIdMixin:
    """Converts ObjectId to str on the way out and back on the way in."""

    default_error_messages = {"invalid": "“%(value)s” is not an id: 24 hexadecimal digits are."}
    error_messages: dict[str, str]

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 (called by keyword)
        return "objectId"

    def rel_db_type(self, connection: Any) -> str:  # noqa: ARG002 (called by keyword)
        return "objectId"

    def get_internal_type(self) -> str:
        return "ObjectIdField"

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        return None if value is None else str(value)

    def to_python(self, value: Any) -> str | None:
        return None if value is None else str(self._object_id(value))

    def get_prep_value(self, value: Any) -> ObjectId | None:
        return None if value is None else self._object_id(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        del connection
        return value if prepared else self.get_prep_value(value)

    def _object_id(self, value: Any) -> ObjectId:
        if isinstance(value, models.Model):
            value = value.pk
        try:
            return ObjectId(value)
        except (InvalidId, TypeError):
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from None


class StrObjectIdField(_StrObjectIdMixin, models.Field):  # type: ignore[misc,type-arg]
    """A reference to a document by its bare id, without a foreign key's join."""

    description = "Id (24 hexadecimal digits)"

    def formfield(self, **kwargs: Any) -> Any:
        """A text field that takes 24 hexadecimal digits."""
        from django import forms

        shape: dict[str, Any] = {
            "form_class": forms.RegexField,
            "regex": r"^[0-9a-f]{24}$",
            "max_length": 24,
        }
        return super().formfield(**shape | kwargs)


class ObjectIdKey(StrObjectIdField):
    """Primary key `_id`, made in Python, so that an object has its id before it is saved."""

    def __init__(self, **kwargs: Any) -> None:
        key: dict[str, Any] = {
            "primary_key": True,
            "db_column": "_id",
            "default": new_id,
            "editable": False,
        }
        super().__init__(**key | kwargs)


class StrObjectIdAutoField(_StrObjectIdMixin, ObjectIdAutoField):  # type: ignore[misc]
    """Primary key for third-party models, which expect an AutoField."""

    def deconstruct(self) -> Any:
        """For migrations: this class, not its parent."""
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[no-untyped-call]
        return name, "runlab_site.mongo.fields.StrObjectIdAutoField", args, kwargs

    def get_internal_type(self) -> str:
        """What the backend knows it as."""
        return "ObjectIdAutoField"
