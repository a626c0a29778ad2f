"""API keys in `Authorization: Bearer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import authentication, exceptions

from runlab_site.accounts.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["ApiKeyAuthentication"]


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
