"""`manage.py delete_account EMAIL`: deletes a person, their runner, and all that is theirs, for good."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from runlab_site.accounts.deletion import delete_account
from runlab_site.accounts.models import User, normalised_email


class Command(BaseCommand):
    """Backups that are put back later delete it again."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and that it is meant."""
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *_args: Any, email: str, yes: bool, **_options: Any) -> None:
        """Delete, after a question."""
        user = User.objects.filter(email=normalised_email(email)).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {email}.")
        if not yes and input(f"Delete {email} and every session of theirs, for good? Type yes: ") != "yes":
            raise CommandError("Nothing was deleted.")
        account = delete_account(user)
        self.stdout.write(f"Deleted {email} (person {account.user}, runner {account.runner}).")
