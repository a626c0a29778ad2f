"""App configuration of sessions."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """What was run. Django owns the label "sessions", so ours is "runsessions"."""

    name = "sessions"
    label = "runsessions"
    verbose_name = "Sessions"
    default_auto_field = "runlab_site.fields.StrObjectIdAutoField"
