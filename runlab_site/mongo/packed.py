"""A field for large documents that are only read whole: JSON, compressed, in one binary value."""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.db import models

__all__ = ["PackedJSONField", "pack", "unpack"]


def pack(document: Any) -> bytes:
    """The bytes of a document of dicts, lists, text and finite numbers. The same document gives the same bytes."""
    text = json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode())


def unpack(content: bytes) -> Any:
    """The document of bytes that `pack` made."""
    return json.loads(zlib.decompress(content))


class PackedJSONField(models.BinaryField):  # type: ignore[type-arg]
    """Holds what JSON can hold; MongoDB cannot look into it."""

    description = "Compressed JSON"

    def from_db_value(self, value: bytes | None, _expression: Any, _connection: Any) -> Any:
        """Unpack what was stored."""
        return None if value is None else unpack(value)

    def get_prep_value(self, value: Any) -> bytes | None:
        """Pack for storing."""
        return None if value is None else pack(value)

    def to_python(self, value: Any) -> Any:
        """A document already: forms do not show the field."""
        return value
