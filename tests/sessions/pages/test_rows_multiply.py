"""Where distance, time and pace stand beside each other they agree: one is the product of the other two."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.services.session_service import create_typed_session
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db
# A stand of two minutes with the timer running: moving time and timer time differ.
SPEEDS_MPS = [2.9] * 400 + [0.0] * 120 + [3.4] * 500


@pytest.fixture(params=["km", "mi"])
def person(request, settings, tmp_path):
    """An athlete with a run that stood still, one whose watch wrote another mean speed, and one typed in."""
    settings.STATIC_ROOT = tmp_path
    user = User.objects.create_user("ada@example.com", name="Ada", units=request.param)
    runner = create_minimal_runner_for_user(user)
    stood = fit_files.run(speed_mps=SPEEDS_MPS)
    later = fit_files.START + timedelta(days=1)
    odd = fit_files.run(start=later, speed_mps=SPEEDS_MPS, totals={"enhanced_avg_speed": 3.0})
    files = [fit_files.named("stood.fit", stood), fit_files.named("odd.fit", odd)]
    file_processor.receive(runner=runner, files=files)
    typed = {"sport": "running", "timer_time_s": 1800, "distance_m": 5230}
    create_typed_session(runner, start_time=fit_files.START + timedelta(days=2), **typed)
    work_off_jobs()
    return user


def opened(person, address):
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode()


def figure(html, name):
    """The text of the figure of that name."""
    found = re.search(rf'data-name="{name}"[^>]*>(.*?)</(?:td|dd|div)>', html, re.DOTALL)
    return re.sub(r"<[^>]*>", " ", found[1]).split()[0]


def seconds(clock):
    total = 0
    for part in clock.split(":"):
        total = 60 * total + int(part)
    return total


def assert_multiply(html):
    distance = float(figure(html, "distance_m"))
    pace_s, time_s = seconds(figure(html, "avg_speed_mps")), seconds(figure(html, "moving_time_s"))
    # Half of the last place shown of each.
    rounding_s = 0.005 * pace_s + 0.5 * distance + 0.5
    assert abs(distance * pace_s - time_s) <= rounding_s


def test_the_rows_of_the_list_multiply(person):
    page = opened(person, f"/runners/{person.runner.pk}/sessions/")
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if "data-name" in row]
    assert len(rows) == 3
    for row in rows:
        assert_multiply(row)


def test_the_tiles_of_each_session_multiply_and_show_what_the_list_shows(person):
    page = opened(person, f"/runners/{person.runner.pk}/sessions/")
    for session in SessionStatistics.objects.all():
        tiles = opened(person, f"/sessions/{session.pk}/")
        assert_multiply(tiles)
        row = page[page.index(f"/sessions/{session.pk}/") :]
        for name in ("distance_m", "moving_time_s", "avg_speed_mps"):
            assert figure(row, name) == figure(tiles, name)


def test_the_last_session_on_today_multiplies(person):
    assert_multiply(opened(person, f"/runners/{person.runner.pk}/"))
