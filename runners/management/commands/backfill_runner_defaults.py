"""`manage.py backfill_runner_defaults`: give every runner the defaults that came since it was made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from runners.models import Runner
from runners.services.runner_defaults import ensure_runner_has_defaults


class Command(BaseCommand):
    """Idempotent; says how many were changed."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go through all runners."""
        runners = list(Runner.objects.all())
        changed = sum(ensure_runner_has_defaults(runner) for runner in runners)
        self.stdout.write(f"{changed} of {len(runners)} runners were completed.")
