"""The squad page: fifty athletes at a time, sorted and counted over all of them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.models import Runner, Squad, SquadMember, SquadStanding
from runners.selectors import visible_runners
from runners.services.runner_service import create_runner_with_defaults
from runners.squads.selectors import squad_page
from sessions.models import SessionStatistics
from sessions.statistics.squad_standing import refresh_squad_standing
from sessions.tasks import append_rest_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return User.objects.create(name="Coach", email="coach@example.org", is_coach=True, time_zone="UTC")


@pytest.fixture
def client(coach):
    client = Client()
    client.force_login(coach)
    return client


def today():
    return datetime.now(UTC).date()


def session(runner, days_ago, distance_m):
    return SessionStatistics.objects.create(
        runner=runner,
        sport="running",
        time_zone="UTC",
        start_time=datetime.now(UTC) - timedelta(days=days_ago),
        day=today() - timedelta(days=days_ago),
        distance_m=distance_m,
        timer_time_s=distance_m / 3,
        rtss=distance_m / 200,
        formula_version="test",
    )


def athlete(coach, name, **profile):
    return create_runner_with_defaults(name=name, coach=coach, time_zone="UTC", **profile)


def squad_with(coach, *athletes):
    """(name, CTL or None, alert level) each."""
    Runner.objects.bulk_create(Runner(name=name, coach=coach) for name, _, _ in athletes)
    ids = dict(Runner.objects.values_list("name", "pk"))
    SquadStanding.objects.bulk_create(
        SquadStanding(pk=ids[name], runner_id=ids[name], ctl=ctl, alert_level=level)
        for name, ctl, level in athletes
    )


def names(response):
    return re.findall(r'class="row-link"[^>]*>([^<]*)<', response.content.decode())


def test_the_week_is_the_last_seven_days_whenever_the_standing_was_stored(coach):
    runner = athlete(coach, "Ada")
    for days_ago, distance_m in ((0, 1000.0), (0, 500.0), (6, 4000.0), (7, 8000.0), (30, 16_000.0)):
        session(runner, days_ago, distance_m)
    refresh_squad_standing(runner)
    (row,) = squad_page(coach, "", "", today(), skip=0, limit=9).rows
    assert (row.week_distance_m, row.week_load_rtss) == (5500.0, 27.5)
    assert row.week_time_s == pytest.approx(5500 / 3)
    assert row.last_day == today()
    (tomorrow,) = squad_page(coach, "", "", today() + timedelta(days=1), skip=0, limit=9).rows
    assert tomorrow.week_distance_m == 1500.0


def test_pages_hold_fifty_and_every_athlete_stands_on_one_of_them(coach, client):
    squad_with(coach, *((f"Athlete {n:03}", float(n), 0) for n in range(120)))
    pages = [names(client.get(f"/runners/?sort=name&page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [one for page in pages for one in page] == [f"Athlete {n:03}" for n in range(120)]
    page = client.get("/runners/?sort=name&page=2").content.decode()
    assert "51 to 100 of 120" in page
    assert "?sort=name&amp;page=3" in page
    assert "120 athletes. Nothing needs you." in page


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("ctl", ["Bea", "ada", "Cid"]),
        ("-ctl", ["ada", "Bea", "Cid"]),
        ("name", ["ada", "Bea", "Cid"]),
        ("-name", ["Cid", "Bea", "ada"]),
        ("", ["Bea", "ada", "Cid"]),
        ("no such column", ["Bea", "ada", "Cid"]),
    ],
)
def test_rows_are_in_the_order_asked_for_and_what_is_unknown_comes_last(coach, client, sort, expected):
    squad_with(coach, ("Cid", None, 0), ("ada", 60.0, 0), ("Bea", 40.0, 2))
    assert names(client.get("/runners/", {"sort": sort})) == expected


def test_a_search_finds_parts_of_names_as_they_are_written(coach, client):
    squad_with(coach, ("Ada (junior)", 1.0, 0), ("Bea", 2.0, 0))
    assert names(client.get("/runners/", {"q": "(JUN"})) == ["Ada (junior)"]
    assert "1 athlete found." in client.get("/runners/", {"q": "(JUN"}).content.decode()


def test_a_coach_sees_no_athlete_of_another_whatever_standings_there_are(coach, client):
    other = User.objects.create(name="Other", email="other@example.org", is_coach=True)
    squad_with(coach, ("Mine", 1.0, 0))
    foreign = Runner.objects.create(name="Foreign", coach=other)
    SquadStanding.objects.create(pk=foreign.pk, runner=foreign, ctl=99.0)
    assert names(client.get("/runners/")) == ["Mine"]


@pytest.mark.parametrize("roles", [{"is_coach": True}, {"is_superuser": True}, {}])
def test_the_squad_has_whom_a_person_may_see_and_nobody_else(coach, roles):
    person = User.objects.create(name="Person", email="person@example.org", **roles)
    athlete(person if roles else coach, "By coach")
    by_squad = athlete(coach, "By squad")
    if roles:
        SquadMember.objects.create(squad=Squad.objects.create(coach=person, name="Guests"), runner=by_squad)
    athlete(coach, "Of nobody else")
    create_runner_with_defaults(name="Own", user=person)
    shown = {row.name for row in squad_page(person, "", "", today(), skip=0, limit=9).rows}
    assert shown == set(visible_runners(person).values_list("name", flat=True))
    assert "Own" in shown


def test_an_athlete_of_before_there_were_standings_gets_one_with_the_next_turn(coach, client):
    runner = athlete(coach, "Ada")
    session(runner, 1, 5000.0)
    assert names(client.get("/runners/")) == ["Ada"]
    append_rest_days()
    assert SquadStanding.objects.get(pk=runner.pk).last_session_day == today() - timedelta(days=1)


def test_a_runner_that_is_deleted_takes_the_standing_along(coach):
    runner = athlete(coach, "Ada")
    refresh_squad_standing(runner)
    runner.delete()
    assert not SquadStanding.objects.exists()
