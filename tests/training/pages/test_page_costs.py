"""What pages and hot API routes ask of the database does not grow with the number of sessions and of years.

Commands, documents examined and bytes are counted, never time. The same athlete with the same habits: two years of runs beside six.
"""

from datetime import UTC, datetime

import pytest
from django.test import Client

from benchmarks.queries.page_costs import cost_of, hot_api_routes, pages_of
from runlab_site.accounts.models import User
from sessions.models import SessionStatistics
from sessions.services import scale_squad
from sessions.services.scale_squad import ScaleOrder

pytestmark = pytest.mark.django_db

RUNS_A_YEAR = 100
MOST_READS = 12
MOST_BYTES = 260_000
# One command that groups all days and hands out a bounded number of points.
EXAMINES_ALL = {"Fitness, all"}
SPARE_DOCUMENTS = (
    80  # lines of the Critical Speed log and days of history, which are bounded, and not full after a year
)


def costs(years):
    """The cost of each page and route for an athlete of so many years, by name."""
    order = ScaleOrder(1, RUNS_A_YEAR * years, years, datetime.now(UTC).date())
    (runner,) = scale_squad.seed(order)
    newest = SessionStatistics.objects.filter(runner=runner).latest("start_time")
    client = Client()
    client.force_login(User.objects.get(email=scale_squad.ATHLETE_EMAIL))
    addresses = pages_of(runner.pk, newest.pk) | hot_api_routes(runner.pk, newest.pk)
    found = {name: cost_of(client, path, rounds=2) for name, path in addresses.items()}
    runner.delete()
    return found


def test_reads_and_bytes_of_pages_do_not_grow_with_the_years():
    short, long = costs(2), costs(6)
    too_many = {name: cost.reads for name, cost in long.items() if cost.reads > MOST_READS}
    more = {
        name: (short[name].reads, cost.reads) for name, cost in long.items() if cost.reads > short[name].reads
    }
    examined = {
        name: (short[name].documents, cost.documents)
        for name, cost in long.items()
        if name not in EXAMINES_ALL and cost.documents > short[name].documents + SPARE_DOCUMENTS
    }
    too_large = {name: cost.answer_bytes for name, cost in long.items() if cost.answer_bytes > MOST_BYTES}
    assert (too_many, more, examined, too_large) == ({}, {}, {}, {})


def test_the_squad_page_costs_the_same_for_sixty_athletes_and_for_twice_as_many():
    coach_costs = []
    for athletes in (60, 120):
        scale_squad.seed(ScaleOrder(athletes, 2, 1, datetime.now(UTC).date()))
        client = Client()
        client.force_login(User.objects.get(email=scale_squad.COACH_EMAIL))
        coach_costs.append(cost_of(client, "/runners/", rounds=2))
    few, many = coach_costs
    assert many.reads <= few.reads <= MOST_READS
    assert many.answer_bytes <= few.answer_bytes + 2000
    assert many.answer_bytes <= MOST_BYTES
