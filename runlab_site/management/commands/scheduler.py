"""`manage.py scheduler`: wakes workers for overdue jobs and starts what recurs."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from runlab_site.jobs import scheduler


class Command(BaseCommand):
    """Run until told to end. Several may run; one is elected."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the scheduler in the foreground."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        scheduler.run_forever(stop)
