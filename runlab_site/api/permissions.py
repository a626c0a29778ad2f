"""Permissions: who may use a resource, signed in or by an API key that has the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import exceptions, permissions

from runlab_site.visibility import is_coaching

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

__all__ = [
    "CoachesOnly",
    "CoachesOnlyToCreate",
    "CoachesOnlyToWrite",
    "ScopedPermission",
    "needed_scope",
]


class ScopedPermission(permissions.BasePermission):
    """For signed-in people; an API key also needs `<view.scope>:read`, or `:write` for changes."""

    message = "Sign in, or send an API key."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may go on. Raises PermissionDenied naming a scope that is missing."""
        if not request.user.is_authenticated:
            return False
        _require_scope(request, needed_scope(view, request.method or "GET"))
        return True


class CoachesOnly(permissions.BasePermission):
    """Not for athletes: coaches and administrators read and write."""

    message = "Only coaches may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF's signature
        """Whether it is for this person at all."""
        return is_coaching(request.user)


class CoachesOnlyToWrite(permissions.BasePermission):
    """Athletes read; coaches and administrators make and change."""

    message = "Only coaches may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF's signature
        """Whether the verb is for this person."""
        is_reading = request.method in permissions.SAFE_METHODS
        return is_reading or is_coaching(request.user)


class CoachesOnlyToCreate(permissions.BasePermission):
    """Athletes read and change what is theirs; coaches and administrators also make new ones."""

    message = "Only coaches may add one."

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF's signature
        """Whether the verb is for this person."""
        return request.method != "POST" or is_coaching(request.user)


def needed_scope(view: Any, method: str) -> str:
    """The scope that an API key needs for a verb of a view."""
    how = "read" if method in permissions.SAFE_METHODS else "write"
    return f"{view.scope}:{how}"


def _require_scope(request: Request, scope: str) -> None:
    scopes = getattr(request.auth, "scopes", None)  # None: signed in by the site's session
    if scopes is not None and scope not in scopes:
        raise exceptions.PermissionDenied(f"This API key lacks the scope {scope}.", code="missing_scope")
