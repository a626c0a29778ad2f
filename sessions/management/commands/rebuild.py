"""`manage.py rebuild`: throws away what is derived and makes it again from raw files and decisions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from runlab_site.jobs.sentences import message_in_words
from runners.models import Runner
from sessions.services.rebuild import rebuild_now


class Command(BaseCommand):
    """Ids, comments and matches stay."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--runner", help="The id of one runner.")
        who.add_argument("--all", action="store_true", help="Every runner.")

    def handle(self, *_args: Any, runner: str | None, **_options: Any) -> None:
        """Rebuild one after the other, and say how it went."""
        wanted = Runner.objects.order_by("pk") if runner is None else Runner.objects.filter(pk=runner)
        if not wanted and runner is not None:
            raise CommandError(f"There is no runner {runner}.")
        failed = [problem for one in wanted for problem in self._rebuild(one)]
        if failed:
            raise CommandError("\n".join(failed))

    def _rebuild(self, runner: Runner) -> list[str]:
        jobs = rebuild_now(runner)
        problems = [
            f"{runner.pk} {runner}: {message_in_words(job)}" for job in jobs if job.status == "failed"
        ]
        if not problems:
            count = sum((job.result or {}).get("sessions_count", 0) for job in jobs)
            self.stdout.write(f"{runner.pk} {runner}: {count} files made anew.")
        return problems
