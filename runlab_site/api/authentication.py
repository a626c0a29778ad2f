"""Who is asking by the site's session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import authentication, exceptions

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["SessionAuthentication"]


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in session of the site; what changes anything needs `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a request another site's page could have made."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(
                "The security token is missing or old. Reload the page and try again; "
                "programs send X-CSRFToken or use an API key.",
                code="csrf",
            ) from error
