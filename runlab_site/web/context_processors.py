"""Values that every template may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    """Settings that pages show."""
    config = settings.CONFIG
    return {
        "map_tile_url": config.map_tile_url or "",
        "map_attribution": config.map_attribution,
        "signup_mode": config.signup,
    }
