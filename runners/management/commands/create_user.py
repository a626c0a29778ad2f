"""`manage.py create_user`: make a person who can sign in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make a person; the last line printed is JSON."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Role, address, password, and an athlete's coach."""
        parser.add_argument("--role", choices=["coach", "athlete", "admin"], required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--password", required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--coach", metavar="COACH_EMAIL", help="The coach whose squad the athlete joins.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the person, for an athlete the runner too."""
        role, email = options["role"], options["email"]
        if User.objects.filter(email=email.strip().lower()).exists():
            raise CommandError(f"There is a person with the address {email} already.")
        coach = _coach(options["coach"])
        user = _make(role, email, options["password"], options["name"])
        runner = None
        if role == "athlete":
            runner = create_minimal_runner_for_user(user)
            if coach is not None:
                join_squad_of(coach, runner)
        answer = {"id": user.pk, "email": user.email, "role": role, "runner": runner.pk if runner else None}
        self.stdout.write(json.dumps(answer))


def _make(role: str, email: str, password: str, name: str) -> User:
    if role == "admin":
        return User.objects.create_superuser(email, password, name=name)
    is_coach = role == "coach"
    return User.objects.create_user(email, password, name=name, is_coach=is_coach, is_staff=is_coach)


def _coach(email: str | None) -> User | None:
    if email is None:
        return None
    coach = User.objects.filter(email=email.strip().lower(), is_coach=True).first()
    if coach is None:
        raise CommandError(f"There is no coach with the address {email}.")
    return coach
