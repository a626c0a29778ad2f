"""Tests see the day that was chosen, by its place's clock, and time goes on."""

import subprocess
import time
from datetime import date, datetime, timedelta

import pytest

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from tests import days


def test_the_machine_is_on_the_chosen_day():
    passed = datetime.now(days.CHOSEN.moment.tzinfo) - days.CHOSEN.moment
    assert timedelta(0) <= passed < timedelta(minutes=10)
    assert date.today() == days.CHOSEN.date  # noqa: DTZ011 - what the machine's own clock says is the question
    before = time.time()
    time.sleep(0.01)
    assert time.time() > before


@pytest.mark.real_time
def test_what_is_marked_sees_the_same_time_as_other_processes():
    asked = subprocess.run(["date", "+%s"], capture_output=True, text=True, check=True)
    assert abs(time.time() - int(asked.stdout)) < 60


@pytest.mark.django_db
def test_people_live_where_the_day_is():
    runner = create_minimal_runner_for_user(User.objects.create_user("ada@example.com", name="Ada"))
    assert runner.time_zone == days.CHOSEN.zone
