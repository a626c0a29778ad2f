"""The API's own description: OpenAPI at /api/schema/, pages at /api/docs/."""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

__all__ = ["DocsView", "SchemaView", "openapi_document"]


class SchemaView(SpectacularAPIView):
    """GET /api/schema/."""


class DocsView(SpectacularSwaggerSplitView):
    """GET /api/docs/: Swagger from our own files, without an inline script or style."""

    url_name = "api:schema"
    template_name = "api/docs.html"


def openapi_document() -> dict[str, Any]:
    """The whole description, as the committed docs/openapi.yaml must have it."""
    return dict(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]
