"""One mixin for each action of a resource: list, read, create, update, replace, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers
from rest_framework.response import Response

from runlab_site.api.pagination import page_of_queryset, page_of_sequence
from runlab_site.api.renderers import CsvRenderer, JsonRenderer, NdjsonRenderer
from runlab_site.api.views import ResourceViewSet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request

    from runlab_site.api.pagination import Page

    Fields = Mapping[str, serializers.Field[Any, Any, Any, Any]]

__all__ = [
    "Creates",
    "Deletes",
    "Lists",
    "ListsSequence",
    "Replaces",
    "Retrieves",
    "Updates",
    "list_parameters",
    "page_response",
]

_LIST_RENDERERS = [JsonRenderer, NdjsonRenderer, CsvRenderer]


class Lists:
    """GET of a collection, page by page."""

    action_renderers: ClassVar[Mapping[str, Sequence[type[Any]]]] = {"list": _LIST_RENDERERS}

    def parameter_fields(self: Any) -> Fields:
        """The declared filters, and those of every list."""
        declared: dict[str, Any] = dict(self.parameters.get(self.action or "", {}))
        return declared | list_parameters(self) if self.action == "list" else declared

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The collection, page by page."""
        del args, kwargs
        ordering = self.query.get("ordering") or self.orderings[0]
        page = page_of_queryset(
            self.filtered(self.get_queryset()), ordering, self.query["limit"], self.query.get("cursor")
        )
        return page_response(request, page, self.page_rows(page.rows))

    def page_rows(self: Any, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of a page as JSON data: by one serializer, unless the resource represents itself."""
        if type(self).represent is not ResourceViewSet.represent:
            return [self.represent(row) for row in rows]
        represented: Sequence[Any] = self.get_serializer(list(rows), many=True).data
        return represented

    def filtered(self: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the parameters ask for."""
        wanted = {lookup: self.query[name] for name, lookup in self.filters.items() if name in self.query}
        return queryset.filter(**wanted)


class ListsSequence(Lists):
    """GET of a list that is stored whole within its parent."""

    def sequence(self: Any) -> Sequence[Any]:
        """Its rows in order."""
        raise NotImplementedError

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The list, page by page."""
        del args, kwargs
        page = page_of_sequence(self.sequence(), self.query["limit"], self.query.get("cursor"))
        return page_response(request, page, self.page_rows(page.rows))


class Retrieves:
    """GET of one resource."""

    def retrieve(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        del request, args, kwargs
        return Response(self.represent(self.get_object()))


class Creates:
    """POST to a collection."""

    def create(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make one."""
        del args, kwargs
        made = self.perform_create(self.validated(request))
        return Response(self.represent(made), status=201, headers={"Location": self.location(made)})

    def perform_create(self: Any, values: dict[str, Any]) -> Model:
        """Have the service make it."""
        raise NotImplementedError

    def location(self: Any, made: Model) -> str:
        """Where it can be read."""
        return f"{self.request.path}{made.pk}/"


class Updates:
    """PATCH of one resource."""

    def partial_update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what the body names."""
        del args, kwargs
        return self.changed(request, partial=True)  # type: ignore[no-any-return]

    def perform_update(self: Any, instance: Any, values: dict[str, Any]) -> Any:
        """Have the service change it."""
        raise NotImplementedError


class Replaces:
    """PUT of one resource."""

    def update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Replace it by the body."""
        del args, kwargs
        return self.changed(request, partial=False)  # type: ignore[no-any-return]

    def perform_update(self: Any, instance: Any, values: dict[str, Any]) -> Any:
        """Have the service change it."""
        raise NotImplementedError


class Deletes:
    """DELETE of one resource."""

    def destroy(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete it."""
        del args, kwargs
        with self.current(request) as instance:
            self.perform_destroy(instance)
        return Response(status=204)

    def perform_destroy(self: Any, instance: Any) -> None:
        """Have the service delete it."""
        raise NotImplementedError


def list_parameters(view: Any) -> dict[str, Any]:
    """The parameters of every list."""
    names = [ordering.removeprefix("-") for ordering in view.orderings]
    choices = [sign + name for name in names for sign in ("", "-")]
    fields: dict[str, Any] = {
        "limit": serializers.IntegerField(
            min_value=1,
            max_value=view.max_limit,
            default=view.default_limit,
            help_text=f"Rows of a page, at most {view.max_limit}.",
        ),
        "cursor": serializers.CharField(
            required=False, max_length=1000, help_text="From next or previous of another page."
        ),
    }
    if choices:
        fields["ordering"] = serializers.ChoiceField(
            choices=choices, default=view.orderings[0], help_text="Sorted by this; - for falling."
        )
    return fields


def page_response(request: Request, page: Page, rows: Sequence[Any]) -> Response:
    """A page; its neighbours are in the `Link` header too, for formats without a place for them."""
    links = page.links(request)
    header = ", ".join(f'<{url}>; rel="{name[:4]}"' for name, url in links.items() if url)
    return Response({"results": rows, **links}, headers={"Link": header} if header else None)
