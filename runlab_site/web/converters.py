"""Ids in addresses: 24 hexadecimal digits, as <oid:name>."""

from __future__ import annotations

__all__ = ["ObjectIdConverter"]


class ObjectIdConverter:
    """An id; anything else is no address of the site."""

    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: object) -> str:
        """As it stands."""
        return str(value)
