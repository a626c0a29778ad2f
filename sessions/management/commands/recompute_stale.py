"""`manage.py recompute_stale`: has everything computed again that another version of a formula made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from runlab_site.jobs.sentences import problem_in_words
from runners.selectors import names_of
from sessions.services.recomputation import (
    StaleRunner,
    recompute_now,
    request_recomputation,
    stale_runners,
)

if TYPE_CHECKING:
    from runlab_site.models import BackgroundJob


class Command(BaseCommand):
    """Interrupted, it is simply run again: what is done is no longer stale."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and how."""
        parser.add_argument("--runner", action="append", help="The id of a runner; may be given again.")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--list", action="store_true", help="Say what is stale and do nothing.")
        how.add_argument("--no-wait", action="store_true", help="Leave it to the workers and return.")

    def handle(self, *_args: Any, runner: list[str] | None, **options: Any) -> None:
        """Say what is stale, have it computed, and say what is left."""
        stale = stale_runners(runner)
        self._say(stale)
        if options["list"] or not stale:
            return
        if options["no_wait"]:
            self.stdout.write(f"{len(request_recomputation(stale))} jobs wait for the workers.")
            return
        failed = recompute_now(stale, self._report)
        left = stale_runners(runner)
        if failed or left:
            problems = [
                f"{job.runner_id}: {(problem_in_words(job) or {}).get('detail', '')}" for job in failed
            ]
            raise CommandError("\n".join([*problems, *(f"still stale: {one.runner_id}" for one in left)]))
        self.stdout.write("All figures are of today's formulas.")

    def _say(self, stale: list[StaleRunner]) -> None:
        names = names_of(one.runner_id for one in stale)
        for one in stale:
            spanning = ", history" if one.is_history_stale else ""
            self.stdout.write(
                f"{one.runner_id} {names.get(one.runner_id, '')}: {one.sessions_count} sessions{spanning}"
            )
        if not stale:
            self.stdout.write("Nothing is stale.")

    def _report(self, done: int, total: int, job: BackgroundJob) -> None:
        judged = (job.result or {}).get("judged_count", 0)
        percent = 100 * done / total
        self.stdout.write(f"{percent:.0f} %: {done} of {total} runners; {judged} sessions in the last step")
