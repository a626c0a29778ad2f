"""`manage.py seed_demo [--athletes N]`: a coach and made-up athletes with nine months of training, a plan and a few words each."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from runlab_site.accounts.models import User
from sessions.demo import ATHLETES
from sessions.services import demo_squad, demo_talk
from training import training_plan_generator
from training.services import demo_plans

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
            _wait(bar, members)
            bar.set_description("Planning")
            progress = self._plan(bar, members)
        self.stdout.write(
            f"RUNLAB DEMO READY coach={demo_squad.COACH_EMAIL} password={demo_squad.PASSWORD} "
            f"runners={len(members)} sessions={progress.sessions_count}"
        )
        self.stdout.flush()

    def _plan(self, bar: tqdm[Any], members: list[demo_squad.Member]) -> demo_squad.DemoProgress:
        """A published plan for each, made by the workers."""
        coach = User.objects.get(email=demo_squad.COACH_EMAIL)
        today = datetime.now(UTC).date()
        for number, member in enumerate(members):
            wish = demo_plans.wish_for(member.runner, coach, number, today)
            if wish is not None:
                training_plan_generator.generate(member.runner, wish, user_id=coach.pk)
        demo_talk.let_them_talk(members, today)
        _wait(bar, members)
        demo_plans.publish_drafts([member.runner for member in members], coach)
        return _wait(bar, members)


def _wait(bar: tqdm[Any], members: list[demo_squad.Member]) -> demo_squad.DemoProgress:
    """Until the workers have nothing left to do for the squad."""
    while (progress := demo_squad.progress(members)).open_jobs_count:
        _show(bar, progress)
        time.sleep(_LOOK_EVERY_S)
    _show(bar, progress)
    return progress


def _show(bar: tqdm[Any], progress: demo_squad.DemoProgress) -> None:
    bar.total, bar.n = progress.files_count, progress.read_count
    bar.refresh()
