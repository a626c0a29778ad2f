"""One scheduler of all, on a real MongoDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from runlab_site.database import database
from runlab_site.jobs.scheduler import LEASES, Leadership

pytestmark = pytest.mark.django_db


def test_of_two_schedulers_one_leads_and_renews():
    first, second = Leadership(), Leadership()
    assert first.hold()
    assert not second.hold()
    assert first.hold()


def test_another_leads_when_the_first_gives_up_or_dies():
    first, second, third = Leadership(), Leadership(), Leadership()
    assert first.hold()
    first.give_up()
    assert second.hold()
    assert not third.hold()
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    database.collection(LEASES).update_one({}, {"$set": {"until": an_hour_ago}})
    assert third.hold()
    assert not second.hold()
