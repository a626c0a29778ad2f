"""Filters of admin lists that an index answers: known values, one athlete, the last days. Nothing is looked up in the collection."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.contrib import admin
from django.db.models import DateField, DateTimeField
from django.utils import timezone

from runlab_site.visibility import runner_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

__all__ = ["OfRunner", "known_values", "own_filters"]

_MOST_RUNNERS_OFFERED = 50  # who looks after more searches by name
_DAYS = {"7": "Last 7 days", "30": "Last 30 days", "365": "Last 365 days"}


def known_values(name: str, *values: str) -> type[admin.SimpleListFilter]:
    """A filter by a fixed list of values, so that the collection is not searched for distinct ones."""

    class KnownValues(admin.SimpleListFilter):
        """Offers them in their order."""

        title = name.replace("_", " ")
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            del request, model_admin
            return [(value, value.replace("_", " ")) for value in values]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            del request
            return queryset.filter(**{name: self.value()}) if self.value() else queryset

    return KnownValues


class OfRunner(admin.SimpleListFilter):
    """The rows of one athlete, of those that the reader may see."""

    title = "athlete"
    parameter_name = "athlete"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The first of them by name."""
        del model_admin
        return runner_names(request.user, limit=_MOST_RUNNERS_OFFERED)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Within what the reader may see; what is no id asks for nothing."""
        del request
        asked = self.value() or ""
        return queryset.filter(runner_id=asked) if ObjectId.is_valid(asked) else queryset


def own_filters(model: type[Model], ordering: Sequence[Any]) -> tuple[type[admin.SimpleListFilter], ...]:
    """By athlete where rows have one, and by the day or moment that a list is ordered by."""
    names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's documented model API
    ordered_by = str(ordering[0]).removeprefix("-") if ordering else ""
    of_runner = (OfRunner,) if "runner" in names else ()
    is_time = ordered_by in names and isinstance(model._meta.get_field(ordered_by), DateField)  # noqa: SLF001 - as above
    return (*of_runner, *((_since(model, ordered_by),) if is_time else ()))


def _since(model: type[Model], name: str) -> type[admin.SimpleListFilter]:
    field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented model API

    class Since(admin.SimpleListFilter):
        """The last days by the reader's clock, and what is still to come."""

        title = str(field.verbose_name)  # type: ignore[union-attr]
        parameter_name = "days"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            del request, model_admin
            return list(_DAYS.items())

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            del request
            if self.value() not in _DAYS:
                return queryset
            is_moment = isinstance(field, DateTimeField)
            now = timezone.now() if is_moment else timezone.localdate()
            return queryset.filter(**{f"{name}__gte": now - timedelta(days=int(self.value() or 0))})

    return Since
