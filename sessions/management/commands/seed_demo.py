"""`manage.py seed_demo [--athletes N]`: a coach and made-up athletes with nine months of training each."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from sessions.demo import ATHLETES
from sessions.services import demo_squad

if TYPE_CHECKING:
    from argparse import ArgumentParser

_LOOK_EVERY_S = 0.5


class Command(BaseCommand):
    """Make the demonstration squad, hand its files to the workers and wait for them. Run again, it goes on.

    The password of all its people is printed; it is the same everywhere, so none of them belongs on a public site.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many athletes."""
        parser.add_argument(
            "--athletes", type=int, default=len(ATHLETES), choices=range(1, len(ATHLETES) + 1)
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed; the one line on standard output comes when the last job is over."""
        members = demo_squad.demo_squad(options["athletes"])
        with tqdm(desc="Demo", unit="file", file=self.stderr, mininterval=1.0) as bar:
            for what in demo_squad.receive_seasons(members, datetime.now(UTC).date()):
                bar.set_description(what)
                _show(bar, demo_squad.progress(members))
            bar.set_description("Reading")
            while (progress := demo_squad.progress(members)).open_jobs_count:
                _show(bar, progress)
                time.sleep(_LOOK_EVERY_S)
            _show(bar, progress)
        self.stdout.write(
            f"RUNLAB DEMO READY coach={demo_squad.COACH_EMAIL} password={demo_squad.PASSWORD} "
            f"runners={len(members)} sessions={progress.sessions_count}"
        )
        self.stdout.flush()


def _show(bar: tqdm[Any], progress: demo_squad.DemoProgress) -> None:
    bar.total, bar.n = progress.files_count, progress.read_count
    bar.refresh()
