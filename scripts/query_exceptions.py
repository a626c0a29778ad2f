"""Queries that no index answers well, each with the reason why that is right."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.query_shapes import Shape

__all__ = ["reason_for"]


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Shapes by patterns of collection and filter."""

    collection: str
    filter: str
    reason: str
    stages: str = "*"

    def covers(self, shape: Shape) -> bool:
        return (
            fnmatchcase(shape.collection, self.collection)
            and fnmatchcase(shape.filter, self.filter)
            and fnmatchcase(shape.stages, self.stages)
        )


_ALLOWED: tuple[_Allowed, ...] = ()


def reason_for(shape: Shape) -> str | None:
    """Why this query may be answered so; None where nothing excuses it."""
    return next((one.reason for one in _ALLOWED if one.covers(shape)), None)
