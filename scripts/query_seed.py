"""Documents for every model, made from its fields alone, on which queries are explained and compared."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.apps import apps
from django.db import connection, models
from django.db.models import UniqueConstraint

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Callable

    Field = models.Field[Any, Any]

__all__ = ["DOCUMENTS_COUNT", "KINDS", "OWNERS_COUNT", "seed"]

DOCUMENTS_COUNT = 300  # of each model
OWNERS_COUNT = 15  # how many documents of another model these refer to, so 20 each
_MADE_BY_MIGRATIONS = {"contenttypes.contenttype", "auth.permission"}
_FIRST_DAY = date(2026, 1, 1)
_FIRST_MOMENT = datetime(2026, 1, 1, 6, tzinfo=UTC)


def seed() -> None:
    """Fill the collection of every model."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta  # noqa: SLF001 - Django's documented model API
        if meta.managed and not meta.proxy and meta.label_lower not in _MADE_BY_MIGRATIONS:
            documents = [_document(model, number) for number in range(DOCUMENTS_COUNT)]
            database.raw[meta.db_table].insert_many(documents)


def _document(model: type[models.Model], number: int) -> dict[str, Any]:
    return {
        str(field.column): field.get_db_prep_save(_value(field, number), connection)
        for field in model._meta.local_concrete_fields  # noqa: SLF001 - as above
    }


def _value(field: Field, number: int) -> Any:
    """What the document of this number has in this field."""
    if isinstance(field, models.ForeignKey):
        return _reference(field, number)
    if field.primary_key or _is_unique(field):
        return _distinct(field, number)
    if field.null and number % 3 == 0:
        return None
    if field.choices:
        values = [value for value, _label in field.flatchoices]
        return values[number % len(values)]
    return _usual(field, number)


def _reference(field: models.ForeignKey[Any, Any], number: int) -> Any:
    target = field.target_field
    if field.unique or field.primary_key:
        return _distinct(target, number)
    # The second reference of a unique pair changes only when the first has gone round.
    is_second = _position_of_reference(field) > 0
    return _distinct(target, number // OWNERS_COUNT if is_second else number % OWNERS_COUNT)


def _position_of_reference(field: Field) -> int:
    for names in _unique_names(field.model):
        references = [
            name
            for name in names
            if isinstance(field.model._meta.get_field(name), models.ForeignKey)  # noqa: SLF001 - as above
        ]
        if field.name in references:
            return references.index(field.name)
    return 0


def _is_unique(field: Field) -> bool:
    return field.unique or any(field.name in names for names in _unique_names(field.model))


def _unique_names(model: type[models.Model]) -> list[tuple[str, ...]]:
    meta = model._meta  # noqa: SLF001 - as above
    constraints = [one for one in meta.constraints if isinstance(one, UniqueConstraint)]
    return [*map(tuple, meta.unique_together), *(tuple(one.fields) for one in constraints)]


def _distinct(field: Field, number: int) -> Any:
    """A value that no other document has."""
    if field.get_internal_type() in {"ObjectIdField", "ObjectIdAutoField"}:
        place = f"{field.model._meta.label}.{field.name}.{number}"  # noqa: SLF001 - as above
        return str(ObjectId(hashlib.sha256(place.encode()).digest()[:12]))
    if isinstance(field, models.CharField | models.TextField):
        return f"{field.name}-{number:05}"
    return _usual(field, number)


def _usual(field: Field, number: int) -> Any:
    kind = field.get_internal_type()
    if kind == "ObjectIdField":
        return str(ObjectId(f"{number % OWNERS_COUNT:024x}"))
    made = KINDS.get(kind)
    return field.get_default() if made is None else made(number)


KINDS: dict[str, Callable[[int], Any]] = {
    "CharField": lambda number: f"text-{number % OWNERS_COUNT}",
    "TextField": lambda number: f"text {number}",
    "BooleanField": lambda number: number % 2 == 0,
    "FloatField": lambda number: number / 2,
    "IntegerField": lambda number: number,
    "PositiveIntegerField": lambda number: number,
    "PositiveSmallIntegerField": lambda number: number,
    "PositiveBigIntegerField": lambda number: number,
    "SmallIntegerField": lambda number: number,
    "BigIntegerField": lambda number: number,
    "DateField": lambda number: _FIRST_DAY + timedelta(days=number),
    "DateTimeField": lambda number: _FIRST_MOMENT + timedelta(hours=number),
}
