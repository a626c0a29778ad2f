"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

from runlab_site.jobs import pages
from runlab_site.monitoring.health import healthz, readyz
from runlab_site.monitoring.metrics import metrics
from runlab_site.web.converters import ObjectIdConverter
from runlab_site.web.styleguide import StyleguideView

register_converter(ObjectIdConverter, "oid")

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]

# What static/js says, in the reader's language (static/js/words.js); pages in English ask for none.
script_words = cache_control(private=True, max_age=3600)(JavaScriptCatalog.as_view(packages=["runlab_site"]))
urlpatterns += [path("words.js", script_words, name="script_words")]

# The API and what answers where no view does.
urlpatterns += [path("api/", include("runlab_site.api.urls"))]
handler400 = "runlab_site.api.errors.bad_request"
handler403 = "runlab_site.api.errors.permission_denied"
handler404 = "runlab_site.api.errors.page_not_found"
handler500 = "runlab_site.api.errors.server_error"

# Pages.
urlpatterns += [
    path("", pages.HomeView.as_view(), name="home"),
    path("jobs/", pages.JobsView.as_view(), name="jobs"),
    path("jobs/<oid:job_id>/retry/", pages.JobRetryView.as_view(), name="job_retry"),
    path("jobs/<oid:job_id>/cancel/", pages.JobCancelView.as_view(), name="job_cancel"),
    path("styleguide/", StyleguideView.as_view(), name="styleguide"),
    path("", include("runlab_site.accounts.urls")),
    path("", include("runners.urls")),
    path("", include("sessions.urls")),
    path("", include("training.urls")),
]
