"""Who is asking: an API key in `Authorization: Bearer`, or the site's session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import authentication, exceptions

from runlab_site.accounts.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["ApiKeyAuthentication", "SessionAuthentication"]


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer rl_<prefix>_<secret>`: the key's person, with the key's scopes."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        """The person and the key; None when another scheme is used."""
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = ApiKey.find(text.strip())
        if key is None:
            raise exceptions.AuthenticationFailed("This API key is unknown, was withdrawn or has expired.")
        key.touch()
        return key.user, key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        """What a 401 asks for."""
        return 'Bearer realm="Runlab API"'


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
