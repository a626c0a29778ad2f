"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from runlab_site.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

# The API and what answers where no view does.
urlpatterns += [path("api/", include("runlab_site.api.urls"))]
handler400 = "runlab_site.api.errors.bad_request"
handler403 = "runlab_site.api.errors.permission_denied"
handler404 = "runlab_site.api.errors.page_not_found"
handler500 = "runlab_site.api.errors.server_error"
