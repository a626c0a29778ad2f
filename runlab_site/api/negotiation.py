"""Chooses the representation: `?format=` goes before `Accept`; a format that is not offered is answered by 406."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

__all__ = ["Negotiation"]


class Negotiation(DefaultContentNegotiation):
    """DRF's, with 406 instead of 404 for a format that is not offered."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """The renderer and its media type. Raises NotAcceptable naming what is offered."""
        renderers = list(renderers)
        wanted = request.query_params.get("format") or format_suffix
        if wanted:
            renderer = _of_format(renderers, wanted)
            return renderer, str(renderer.media_type)
        try:
            renderer, media_type = super().select_renderer(request, renderers)
        except NotAcceptable as error:
            offered = ", ".join(str(renderer.media_type) for renderer in renderers)
            raise NotAcceptable(f"This is offered as {offered}.") from error
        return renderer, media_type


def _of_format(renderers: Sequence[BaseRenderer], name: str) -> BaseRenderer:
    for renderer in renderers:
        if renderer.format == name:
            return renderer
    offered = ", ".join(str(renderer.format) for renderer in renderers)
    raise NotAcceptable(f"Formats offered here: {offered}.")
