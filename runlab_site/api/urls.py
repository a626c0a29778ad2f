"""Every address under /api/: each app registers its resources (settings.API_ROUTES)."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.utils.module_loading import import_string

from runlab_site.api.docs import DocsView, SchemaView
from runlab_site.api.routers import ApiRouter

app_name = "api"

router = ApiRouter()
for register in settings.API_ROUTES:
    import_string(register)(router)

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="api_docs"),
    path("v1/", include(router.urls)),
]
