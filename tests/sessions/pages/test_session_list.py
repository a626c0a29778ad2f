"""The list of sessions, page by page: each begins where the last one ended, and nothing is skipped."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from benchmarks.queries.page_costs import cost_of
from runlab_site.accounts.models import User
from runners.services.runner_service import create_runner_with_defaults
from sessions.models import SessionStatistics
from sessions.pages.session_list.views import SESSIONS_A_PAGE

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)


@pytest.fixture
def person():
    return User.objects.create(name="Ada", email="ada@example.org")


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


def runner_with(person, count, starts=lambda number: FIRST + timedelta(hours=number)):
    runner = create_runner_with_defaults(name="Ada", user=person, time_zone="UTC")
    SessionStatistics.objects.bulk_create(
        SessionStatistics(
            runner=runner,
            name=f"Run {number:03}",
            notes="club" if number % 2 else "",
            sport="running",
            time_zone="UTC",
            start_time=starts(number),
            day=date(2026, 3, 1),
            formula_version="test",
        )
        for number in range(count)
    )
    return runner


def opened(client, runner, query=""):
    page = client.get(f"/runners/{runner.pk}/sessions/{query}").content.decode()
    names = re.findall(r"Run \d{3}", page)
    found = re.findall(r'href="(\?[^"]*)">(?:<svg.*?</svg>)?\s*(Newest|Newer|Older|Oldest)', page, re.DOTALL)
    links = {name: link.replace("&amp;", "&") for link, name in found}
    return names, links


def walked(client, runner, way, query=""):
    """The names of each page from `query` on, by the links called `way`."""
    pages = []
    while True:
        names, links = opened(client, runner, query)
        pages.append(names)
        if way not in links:
            return pages
        query = links[way]


def all_names(count):
    return [f"Run {number:03}" for number in reversed(range(count))]


def test_older_pages_follow_each_other_to_the_first_run(client, person):
    runner = runner_with(person, 120)
    pages = walked(client, runner, "Older")
    assert [len(page) for page in pages] == [SESSIONS_A_PAGE, SESSIONS_A_PAGE, 20]
    assert [name for page in pages for name in page] == all_names(120)


def test_the_oldest_page_is_full_and_newer_pages_lead_back(client, person):
    runner = runner_with(person, 120)
    pages = walked(client, runner, "Newer", "?end=oldest")
    assert len(pages[0]) == SESSIONS_A_PAGE
    assert [name for page in reversed(pages) for name in page] == all_names(120)


def test_runs_that_begin_at_the_same_moment_stand_once_each(client, person):
    runner = runner_with(person, 110, lambda _number: FIRST)
    names = [name for page in walked(client, runner, "Older") for name in page]
    assert sorted(names) == sorted(all_names(110))


def test_a_search_keeps_its_words_from_page_to_page(client, person):
    runner = runner_with(person, 120)
    pages = walked(client, runner, "Older", "?q=club")
    assert [len(page) for page in pages] == [50, 10]
    assert [name for page in pages for name in page] == all_names(120)[::2]


def test_a_search_goes_back_from_the_oldest_page_too(client, person):
    runner = runner_with(person, 120)
    pages = walked(client, runner, "Newer", "?q=CLUB&end=oldest")
    assert [name for page in reversed(pages) for name in page] == all_names(120)[::2]


def test_words_are_found_in_names_and_notes_as_they_are_written(client, person):
    runner = runner_with(person, 12)
    SessionStatistics.objects.filter(name="Run 003").update(notes="5 x (1.5 km) + sauna")
    assert opened(client, runner, "?q=un+003")[0] == ["Run 003"]
    assert opened(client, runner, "?q=(1.5+KM)+%2B")[0] == ["Run 003"]
    assert opened(client, runner, "?q=(1x5")[0] == []
    assert opened(client, runner, "?q=club&day=2026-03-02")[0] == []
    assert len(opened(client, runner, "?q=club&day=2026-03-01")[0]) == 5
    assert b"5 found" in client.get(f"/runners/{runner.pk}/sessions/?q=club").content


def test_a_search_reads_the_documents_it_shows_and_no_others(client, person):
    runner = runner_with(person, 300)
    path = f"/runners/{runner.pk}/sessions/"
    plain, found = (cost_of(client, f"{path}{query}", rounds=1) for query in ("", "?q=run"))
    assert found.documents <= plain.documents
    rare = cost_of(client, f"{path}?q=run+007", rounds=1)
    assert rare.documents <= plain.documents - SESSIONS_A_PAGE + 1


@pytest.mark.parametrize(
    "place", ["?before=x", "?after=999999999999999-" + "0" * 24, "?before=1-zz", "?page=7"]
)
def test_a_place_that_cannot_be_shows_the_first_page(client, person, place):
    runner = runner_with(person, 3)
    assert opened(client, runner, place)[0] == all_names(3)


def test_a_list_of_one_page_has_no_ways_through_it(client, person):
    assert opened(client, runner_with(person, SESSIONS_A_PAGE))[1] == {}
