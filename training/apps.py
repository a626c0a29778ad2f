"""App configuration of training."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """What to run next."""

    name = "training"
    default_auto_field = "runlab_site.fields.StrObjectIdAutoField"
