"""`manage.py qcluster`: runs a cluster of workers until it is told to end."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from runlab_site.jobs.cluster import GuardedCluster


class Command(BaseCommand):
    """In place of django-q's own of the same name."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run in the foreground; ends with 1 when sentinels do not stay up."""
        sys.exit(GuardedCluster().run())
