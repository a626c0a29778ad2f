"""When a person was last here is kept to the hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from runlab_site.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person():
    return User.objects.create(name="Ada Quick", email="ada@example.org", is_coach=True)


def visit(person):
    client = Client()
    client.force_login(person)
    assert client.get("/runners/").status_code == 200
    return User.objects.get(pk=person.pk).last_visit_at


def seen(person, ago: timedelta):
    moment = timezone.now() - ago
    User.objects.filter(pk=person.pk).update(last_visit_at=moment)
    return User.objects.get(pk=person.pk).last_visit_at


def test_a_visit_is_written_down(person):
    assert person.last_visit_at is None
    assert timezone.now() - visit(person) < timedelta(minutes=1)


def test_within_the_hour_it_is_not_written_again(person):
    before = seen(person, timedelta(minutes=59))
    assert visit(person) == before


def test_after_an_hour_it_is(person):
    before = seen(person, timedelta(minutes=61))
    assert visit(person) > before


def test_who_is_not_signed_in_leaves_nothing(person):
    assert Client().get("/runners/").status_code == 302
    assert User.objects.get(pk=person.pk).last_visit_at is None
