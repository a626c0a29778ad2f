"""Keyset pagination: pages continue after a value and an id, so no row is skipped or repeated while rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Q
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request

__all__ = ["DEFAULT_LIMIT", "MAX_LIMIT", "Page", "page_of_queryset", "page_of_sequence", "page_schema"]

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page and the cursors before and after them; None at the ends of the list."""

    rows: list[Any]
    next_cursor: str | None
    previous_cursor: str | None

    def links(self, request: Request) -> dict[str, str | None]:
        """The addresses of the pages around this one."""
        return {
            "next": _link(request, self.next_cursor),
            "previous": _link(request, self.previous_cursor),
        }


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A place in an ordered list: beside the row with this value and id, reading on or back."""

    ordering: str
    is_back: bool
    value: str | None
    pk: str

    def encoded(self) -> str:
        parts = [self.ordering, self.is_back, self.value, self.pk]
        return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode()

    @classmethod
    def decode(cls, text: str) -> _Cursor:
        """Raises ValidationError for anything this API did not make."""
        try:
            ordering, is_back, value, pk = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
        except (ValueError, binascii.Error, TypeError, RecursionError) as error:
            raise _unreadable() from error
        fits = isinstance(ordering, str) and isinstance(is_back, bool) and isinstance(pk, str)
        if not fits or not (value is None or isinstance(value, str)):
            raise _unreadable()
        return cls(ordering, is_back, value, pk)


def page_of_queryset(
    queryset: QuerySet[Any], ordering: str, limit_count: int, cursor_text: str | None
) -> Page:
    """One page of a queryset by one of its fields (`-` first: falling) and the id.

    Unknown values come first when rising, last when falling, as MongoDB sorts them.
    Raises ValidationError for a cursor of another ordering or none of ours.
    """
    cursor = _Cursor.decode(cursor_text) if cursor_text else None
    if cursor is not None and cursor.ordering != ordering:
        raise _unreadable()
    is_back = cursor is not None and cursor.is_back
    is_falling = ordering.startswith("-") != is_back
    name, sign = ordering.removeprefix("-"), "-" if is_falling else ""
    parts = [Q()] if cursor is None else _beyond(queryset.model, name, cursor, is_falling=is_falling)
    found: list[Any] = []
    for part in parts:
        if len(found) <= limit_count:
            rest = queryset.filter(part).order_by(f"{sign}{name}", f"{sign}pk")
            found += rest[: limit_count + 1 - len(found)]
    has_more, rows = len(found) > limit_count, found[:limit_count]
    if is_back:
        rows.reverse()
    has_next, has_previous = (True, has_more) if is_back else (has_more, cursor is not None)
    return Page(
        rows,
        _beside(rows[-1], ordering, is_back=False) if rows and has_next else None,
        _beside(rows[0], ordering, is_back=True) if rows and has_previous else None,
    )


def page_of_sequence(rows: Sequence[Any], limit_count: int, cursor_text: str | None) -> Page:
    """One page of a list that is stored whole; its cursor is a position."""
    start = _position(cursor_text)
    end = start + limit_count
    return Page(
        list(rows[start:end]),
        _Cursor("", False, str(end), "").encoded() if end < len(rows) else None,
        _Cursor("", False, str(max(start - limit_count, 0)), "").encoded() if start > 0 else None,
    )


def page_schema(row_schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI's description of a page."""
    link = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "required": ["results", "next", "previous"],
        "properties": {"results": row_schema, "next": link, "previous": link},
    }


def _beyond(model: type[Model], name: str, cursor: _Cursor, *, is_falling: bool) -> list[Q]:
    """Rows after the cursor's in the direction of reading: one filter after the other.

    Known and unknown values are read separately, because an index cannot serve "less than this, or unknown".
    """
    compare = "lt" if is_falling else "gt"
    try:
        value = None if cursor.value is None else _field(model, name).to_python(cursor.value)
        pk = _field(model, "pk").to_python(cursor.pk)
    except DjangoValidationError as error:
        raise _unreadable() from error
    beyond_pk = Q(**{f"pk__{compare}": pk})
    if value is None:
        first = Q(**{f"{name}__isnull": True}) & beyond_pk
    else:
        # A condition of its own for the value, so that an index on value and id can start at this place.
        first = Q(**{f"{name}__{compare}e": value}) & (Q(**{f"{name}__{compare}": value}) | beyond_pk)
    if (value is None) != is_falling and _field(model, name).null:  # the unknown ones lie on the other side
        return [first, Q(**{f"{name}__isnull": is_falling})]
    return [first]


def _beside(row: Model, ordering: str, *, is_back: bool) -> str:
    field = _field(type(row), ordering.removeprefix("-"))
    value = getattr(row, field.attname)
    text = None if value is None else field.value_to_string(row)
    return _Cursor(ordering, is_back, text, str(row.pk)).encoded()


def _field(model: type[Model], name: str) -> Any:
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    return meta.pk if name == "pk" else meta.get_field(name)


def _position(cursor_text: str | None) -> int:
    if not cursor_text:
        return 0
    value = _Cursor.decode(cursor_text).value or ""
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise _unreadable()
    return int(value)


def _link(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    return str(replace_query_param(request.build_absolute_uri(), "cursor", cursor))


def _unreadable() -> ValidationError:
    text = "This cursor is not one of this list; follow next and previous as they are."
    return ValidationError({"cursor": [ErrorDetail(text, "invalid")]})
