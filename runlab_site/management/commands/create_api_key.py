"""`manage.py create_api_key`: make a key for programs; it is shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from runlab_site.accounts.models import SCOPES, ApiKey, User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make an API key; the last line printed is the key."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose key, its scopes and its name."""
        parser.add_argument("email")
        parser.add_argument("--scopes", nargs="+", choices=SCOPES, default=list(SCOPES), metavar="SCOPE")
        parser.add_argument("--name", default="Made on the command line")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the key and print it."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no person with the address {options['email']}.")
        _key, text = ApiKey.issue(user, options["name"], options["scopes"])
        self.stdout.write(text)
