"""The API's own description: OpenAPI at /api/schema/, pages at /api/docs/."""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

__all__ = ["DocsView", "SchemaView", "openapi_document"]


# Fields of one name with different values: each set has a name of its own.
_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "JobStatus": "runlab_site.models.BackgroundJob.Status",
        "PlanStatus": "training.models.TrainingPlanSchema.Status",
        "UploadFileStatus": ["pending", "processing", "processed", "duplicate", "rejected"],
    }
}


class SchemaView(SpectacularAPIView):
    """GET /api/schema/."""

    custom_settings = _SETTINGS


class DocsView(SpectacularSwaggerSplitView):
    """GET /api/docs/: Swagger from our own files, without an inline script or style."""

    url_name = "api:schema"
    template_name = "api/docs.html"


def openapi_document() -> dict[str, Any]:
    """The whole description, as the committed docs/openapi.yaml must have it."""
    with patched_settings(_SETTINGS):
        return dict(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]
