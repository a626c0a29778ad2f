"""What each page and hot API route costs: python benchmarks/queries/bench_pages.py [sessions] [years] [athletes] [--whole].

One athlete with 10,000 sessions in 10 years, and a squad of 500 with 100 sessions each in one.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.queries.page_costs import cost_of, hot_api_routes, pages_of
from runlab_site.mongo import embedded_mongo

SQUAD_SESSIONS = 100


# What the same pages cost before issue 14: 10,000 thin sessions in 10 years, a squad of 500 with 100 each.
BEFORE = json.loads((Path(__file__).parent / "before.json").read_text())
MOST_READS = 12
ROUNDS = 10  # the least counts: other work on the machine only adds
too_many: list[str] = []
HEAD = (
    "| | reads before | after | documents before | after | bytes before | after | CPU ms before | after |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def line(name, client, path) -> None:
    """A row of the table: before, where it was measured, and now."""
    try:
        cost = cost_of(client, path, ROUNDS)
    except RuntimeError as error:
        print(f"| {name} | {error} |")
        return
    was = BEFORE.get(name, {})
    if cost.reads > MOST_READS:
        too_many.append(name)
    cells = [
        f"{was[key]:,} | {round(getattr(cost, key)):,}" if was else f" | {round(getattr(cost, key)):,}"
        for key in ("reads", "documents", "answer_bytes", "cpu_ms")
    ]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def measure(sessions: int, years: int, athletes: int, *, is_whole: bool) -> None:
    from django.test import Client

    from runlab_site.accounts.models import User
    from sessions.models import SessionStatistics
    from sessions.services import scale_squad
    from sessions.services.scale_squad import ScaleOrder

    today = datetime.now(UTC).date()
    (runner,) = scale_squad.seed(ScaleOrder(1, sessions, years, today, is_whole))
    newest = SessionStatistics.objects.filter(runner=runner).order_by("-start_time").first()
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=scale_squad.ATHLETE_EMAIL))
    print(HEAD)
    for name, path in pages_of(runner.pk, newest.pk).items():
        line(name, client, path)
    for name, path in hot_api_routes(runner.pk, newest.pk).items():
        line(name, client, path)
    scale_squad.seed(ScaleOrder(athletes, SQUAD_SESSIONS, 1, today))
    client.force_login(User.objects.get(email=scale_squad.COACH_EMAIL))
    line(f"Squad of {athletes}", client, "/runners/")
    line(f"Squad of {athletes}, search", client, "/runners/?q=athlete+00")


def plain_static_files():
    """Names without a digest: nothing was collected here."""
    from django.conf import settings
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain})


def main() -> None:
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    sessions, years, athletes = (numbers + [10_000, 10, 500][len(numbers) :])[:3]
    with tempfile.TemporaryDirectory() as folder, embedded_mongo.start(Path(folder), "bench") as mongod:
        os.environ["MONGODB_URI"] = mongod.uri
        os.environ["RUNLAB_LOG_LEVEL"] = "ERROR"
        os.environ["DJANGO_SETTINGS_MODULE"] = "runlab_site.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        with plain_static_files():
            measure(sessions, years, athletes, is_whole="--whole" in sys.argv)
    if too_many:
        sys.exit(f"More than {MOST_READS} reads: {', '.join(too_many)}")


if __name__ == "__main__":
    main()
