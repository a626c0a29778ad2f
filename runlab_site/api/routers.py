"""DRF's routers, with routes for resources of which a parent has only one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path
from rest_framework.routers import Route, SimpleRouter

if TYPE_CHECKING:
    from django.views import View
    from rest_framework.viewsets import ViewSetMixin

__all__ = ["ID", "ApiRouter"]

ID = "[0-9a-f]{24}"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class _SingletonRouter(SimpleRouter):
    """Routes without an id of their own: runners/{runner_id}/zones/."""

    routes = [
        Route(
            url=r"^{prefix}{trailing_slash}$",
            mapping={"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"},
            name="{basename}",
            detail=True,
            initkwargs={},
        ),
        *[
            route
            for route in SimpleRouter.routes
            if type(route).__name__ == "DynamicRoute" and not route.detail
        ],
    ]


class ApiRouter(SimpleRouter):
    """Registers collections, resources under a parent, and single resources."""

    def __init__(self) -> None:
        super().__init__()
        self._singletons = _SingletonRouter()
        self._views: list[Any] = []

    def under(self, parent: str, name: str, viewset: type[ViewSetMixin]) -> None:
        """A collection under each resource of another: runners/{runner_id}/history/."""
        self.register(_nested(parent, name), viewset, basename=_basename(parent, name))

    def one(self, path: str, viewset: type[ViewSetMixin]) -> None:
        """A resource of which there is only one: me/."""
        self._singletons.register(path, viewset, basename=path)

    def one_under(self, parent: str, name: str, viewset: type[ViewSetMixin]) -> None:
        """A resource of which each parent has only one: runners/{runner_id}/zones/."""
        self._singletons.register(_nested(parent, name), viewset, basename=_basename(parent, name))

    def under_day(self, parent: str, name: str, viewset: type[ViewSetMixin]) -> None:
        """A collection under each day of a resource: runners/{runner_id}/days/{day}/comments/."""
        prefix = rf"{parent}/(?P<{_singular(parent)}_id>{ID})/days/(?P<day>{DAY})/{name}"
        self.register(prefix, viewset, basename=f"{_singular(parent)}-day-{name}")

    def view(self, address: str, view: type[View], name: str) -> None:
        """A single view that is no resource: events/."""
        self._views.append(path(f"{address}/", view.as_view(), name=name))

    def get_urls(self) -> list[Any]:
        """All of them."""
        return [*self._views, *self._singletons.urls, *super().get_urls()]


def _nested(parent: str, name: str) -> str:
    return rf"{parent}/(?P<{_singular(parent).replace('-', '_')}_id>{ID})/{name}"


def _basename(parent: str, name: str) -> str:
    return f"{_singular(parent)}-{name}"


def _singular(collection: str) -> str:
    return collection.removesuffix("s")
