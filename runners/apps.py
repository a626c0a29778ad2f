"""App configuration of runners."""

from django.apps import AppConfig


class RunnersConfig(AppConfig):
    """Who runs: profile, physiology, history."""

    name = "runners"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"
