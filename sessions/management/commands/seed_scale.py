"""`manage.py seed_scale --athletes N --sessions-per-athlete N --years N [--whole]`: a squad of any size, for measuring."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from sessions.services import scale_squad

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Write made-up athletes and sessions straight to the database, without recordings, and analyse them.

    The password of its people is printed; it is the same everywhere, so none of them belongs on a public site.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many of each."""
        parser.add_argument("--athletes", type=int, default=4)
        parser.add_argument("--sessions-per-athlete", type=int, default=2500)
        parser.add_argument("--years", type=int, default=10)
        parser.add_argument("--whole", action="store_true", help="with all figures, not thin")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed; one line on standard output when all of it stands."""
        order = scale_squad.ScaleOrder(
            athletes_count=options["athletes"],
            sessions_count=options["sessions_per_athlete"],
            years=options["years"],
            end_day=datetime.now(UTC).date(),
            is_whole=options["whole"],
        )
        with tqdm(total=order.athletes_count, unit="athlete", file=self.stderr, mininterval=1.0) as bar:
            runners = scale_squad.seed(order, lambda _number: bar.update())
        self.stdout.write(
            f"RUNLAB SCALE READY coach={scale_squad.COACH_EMAIL} athlete={scale_squad.ATHLETE_EMAIL} "
            f"password={scale_squad.PASSWORD} runners={len(runners)} "
            f"sessions={len(runners) * order.sessions_count} first={runners[0].pk if runners else '-'}"
        )
