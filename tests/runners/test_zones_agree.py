"""The page of zones: a typed threshold heart rate moves its zones, and heart rate and pace call the same running easy."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.models import CriticalSpeedRecord, Runner
from runners.services.runner_service import create_minimal_runner_for_user, update_runner_with_defaults
from tests import days

pytestmark = pytest.mark.django_db
METRES = {"km": 1000.0, "mi": 1609.344}
REST_BPM, THRESHOLD_BPM, MAX_BPM, CS_MPS = 50.0, 170.0, 188.0, 4.0


@pytest.fixture(params=["km", "mi"])
def runner(request, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    user = User.objects.create_user("ada@example.com", name="Ada Quick", units=request.param)
    runner = create_minimal_runner_for_user(user)
    CriticalSpeedRecord.objects.create(
        runner=runner, valid_from=days.CHOSEN.date, state="in_force", source="fit", critical_speed_mps=CS_MPS,
        w_prime_m=200.0, points=[], reason={"code": "in_force", "text": "New."}, flags=[], formula_version="1",
    )  # fmt: skip
    Runner.objects.filter(pk=runner.pk).update(critical_speed_mps=CS_MPS, w_prime_m=200.0)
    rates = {"max_heart_rate_bpm": MAX_BPM, "resting_heart_rate_bpm": REST_BPM}
    return update_runner_with_defaults(Runner.objects.get(pk=runner.pk), rates)


def page_of(runner):
    browser = Client()
    browser.force_login(runner.user)
    return browser.get(f"/runners/{runner.pk}/zones/").content.decode()


def rows_of(page, heading):
    """The cells of the table under a heading, tags left out."""
    table = page[page.index(heading) :]
    table = table[table.index("<tbody>") : table.index("</tbody>")]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row.split("</td>")[:3]] for row in rows
    ]


def easy_ends(runner):
    """The heart rate and the speed at which the page lets easy running end."""
    page = page_of(runner)
    endurance = next(row for row in rows_of(page, "Heart rate zones") if "Endurance" in row[0])
    easy = next(row for row in rows_of(page, "Pace zones") if "Easy" in row[0])
    minutes, seconds = easy[2].split()[0].split(":")
    return float(endurance[2].split()[0]), METRES[runner.user.units] / (60 * int(minutes) + int(seconds))


def test_a_typed_threshold_makes_both_kinds_of_zones_end_easy_running_at_the_same_effort(runner):
    before_bpm, _ = easy_ends(runner)
    assert before_bpm == round(0.7 * MAX_BPM)
    runner = update_runner_with_defaults(runner, {"threshold_heart_rate_bpm": THRESHOLD_BPM})
    bpm, speed_mps = easy_ends(runner)
    share_by_heart_rate = (bpm - REST_BPM) / (THRESHOLD_BPM - REST_BPM)
    assert share_by_heart_rate == pytest.approx(speed_mps / CS_MPS, abs=0.01)
    assert [row["to_bpm"] for row in runner.heart_rate_zones] == pytest.approx([128, 143.6, 164, 172.4, 188])


def test_the_zones_explain_that_they_follow_the_threshold(runner):
    runner = update_runner_with_defaults(runner, {"threshold_heart_rate_bpm": THRESHOLD_BPM})
    assert "computed from the threshold heart rate" in page_of(runner)
    why = Client()
    why.force_login(runner.user)
    told = why.get(f"/runners/{runner.pk}/why/heart_rate_zones/").content.decode()
    assert "Threshold heart rate" in told
    assert "170" in told


def test_percentages_that_a_person_chose_go_before_the_threshold(runner):
    own = [62.0, 72.0, 82.0, 92.0, 100.0]
    changes = {"threshold_heart_rate_bpm": THRESHOLD_BPM, "zone_upper_percent": own}
    runner = update_runner_with_defaults(runner, changes)
    assert [row["to_bpm"] for row in runner.heart_rate_zones] == pytest.approx(
        [percent * MAX_BPM / 100 for percent in own], abs=0.06
    )


def test_zones_stored_before_they_followed_the_threshold_move_at_the_next_sign_in(runner):
    runner = update_runner_with_defaults(runner, {"threshold_heart_rate_bpm": THRESHOLD_BPM})
    moved = runner.heart_rate_zones
    old = [row | {"to_bpm": row["to_bpm"] - 8} for row in moved]
    Runner.objects.filter(pk=runner.pk).update(heart_rate_zones=old)
    Client().force_login(User.objects.get(pk=runner.user_id))
    assert Runner.objects.get(pk=runner.pk).heart_rate_zones == moved
