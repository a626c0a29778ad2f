"""App configurations: the site itself, and third-party apps with ObjectId keys."""

import sys
from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext
from django_q.apps import DjangoQConfig

OBJECT_ID_KEY = "runlab_site.mongo.fields.StrObjectIdAutoField"


class SiteConfig(AppConfig):
    """What every app stands on: jobs, database, events."""

    name = "runlab_site"
    label = "site"
    verbose_name = "Runlab"
    default_auto_field = OBJECT_ID_KEY

    def ready(self) -> None:
        """Have queries mended, indexes made with the tables, and jobs told to pages."""
        from runlab_site.accounts.deletion import delete_again
        from runlab_site.events.sources import Source, register_source
        from runlab_site.indexes import create_indexes
        from runlab_site.jobs import scheduler
        from runlab_site.jobs.representation import represent_job
        from runlab_site.mongo.json_reading import read_json_as_stored
        from runlab_site.mongo.query_mending import mend_queries
        from runlab_site.sentences import translate_by
        from runlab_site.web.links import offer
        from runlab_site.web.samples import register_samples

        translate_by(gettext)
        mend_queries()
        read_json_as_stored()
        register_samples("runlab_site.web.site_samples.site_samples")
        offer("jobs")
        post_migrate.connect(create_indexes, sender=self)
        # Before the site opens, and again for what a worker was still writing.
        post_migrate.connect(delete_again, sender=self)
        scheduler.every(3600, "deleted accounts", "runlab_site.accounts.deletion.delete_again")
        register_source(Source("background_jobs", "job", represent_job))
        if "qcluster" in sys.argv:
            _preload()


def _preload() -> None:
    """Import the libraries of jobs before workers are forked, so that workers share the memory and start quickly."""
    for name in ("numpy", "pyarrow.parquet", "scipy.special", "sklearn.linear_model"):
        import_module(name)


class MongoAdminConfig(AdminConfig):
    """Django's admin on MongoDB."""

    default_auto_field = OBJECT_ID_KEY


class MongoAuthConfig(AuthConfig):
    """Django's groups and permissions on MongoDB."""

    default_auto_field = OBJECT_ID_KEY


class MongoContentTypesConfig(ContentTypesConfig):
    """Django's content types on MongoDB."""

    default_auto_field = OBJECT_ID_KEY


class MongoQueueConfig(DjangoQConfig):  # type: ignore[misc]
    """django-q2 on MongoDB."""

    default_auto_field = OBJECT_ID_KEY
