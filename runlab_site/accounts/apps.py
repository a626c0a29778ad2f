"""App configuration of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "runlab_site.accounts"
    label = "accounts"
    verbose_name = "Accounts"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"
