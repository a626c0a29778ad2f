"""In the pseudo-language the pages of a runner show no plain English but what people typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from runlab_site.accounts.models import User
from runners.models import CriticalSpeedRecord
from runners.physiology.training_load import SessionLoad
from runners.runner_history_processor import SportLoad, update_history
from runners.services.runner_service import create_minimal_runner_for_user, create_runner_with_defaults
from tests.fit_files import START
from tests.pseudo.language import OPEN, pseudo
from tests.pseudo.reading import plain_words, texts_of_html

pytestmark = pytest.mark.django_db

# What the fixtures type.
DATA = frozenset(
    ("Ada", "Quick", "AQ", "Tom", "Coach", "TC", "Ines", "Berlin", "Marathon", "squad", "Europe")
)


@pytest.fixture
def reader(pseudo_site, settings, tmp_path):
    """A browser that asks for the pseudo-language, not signed in."""
    settings.STATIC_ROOT = tmp_path
    return Client(headers={"accept-language": "en-XA"})


@pytest.fixture
def runner(reader):
    """An athlete with sixty days of history, a Critical Speed, a race and a check-in, signed in at `reader`."""
    runner = create_minimal_runner_for_user(User.objects.create_user("ada@example.com", name="Ada Quick"))
    today = timezone.localdate()
    loads = [
        SportLoad(
            SessionLoad(
                f"{n:024x}", START, today - timedelta(days=59 - n), 60.0 if n % 7 else None, n % 4 == 0
            ),
            "running",
        )
        for n in range(60)
    ]
    update_history(runner, loads, date.min, today)
    _critical_speed(runner, today)
    reader.force_login(runner.user)
    place = f"/runners/{runner.pk}/"
    race = {
        "title": "Berlin Marathon",
        "day": (today + timedelta(days=40)).isoformat(),
        "distance_m": "42.2",
        "priority": "A",
    }
    assert reader.post(f"{place}races/", race).status_code == 302
    assert (
        reader.post(f"{place}check-in/", {"sleep_quality": "3", "mood": "4", "sleep_h": "7.5"}).status_code
        == 302
    )
    return runner


def _critical_speed(runner, today):
    point = {
        "distance_m": 5000.0, "time_s": 1200.0, "day": today.isoformat(), "session": None, "kind": "race",
        "used": True, "why_not": None, "evidence": None,
    }  # fmt: skip
    CriticalSpeedRecord.objects.create(
        runner=runner, valid_from=today, state="in_force", source="fit", critical_speed_mps=4.0, w_prime_m=200.0,
        standard_error_mps=0.02, low_mps=3.9, high_mps=4.1, w_prime_standard_error_m=9.0, w_prime_low_m=180.0,
        w_prime_high_m=220.0, points=[point], flags=["cs_uncertain"], formula_version="1",
        reason={"code": "in_force", "text": ""},
    )  # fmt: skip


def plain_english(answer):
    assert answer.status_code == 200
    texts = texts_of_html(answer.content)
    assert any(OPEN in text for text in texts)
    return sorted({word for text in texts for word in plain_words(text, DATA)})


@pytest.mark.parametrize(
    "path",
    [
        "fitness/", "fitness/?ratio=show&range=1y", "fitness/as-known/", "critical-speed/", "zones/", "races/", "check-in/",
        "profile/",
    ],
)  # fmt: skip
def test_a_page_of_an_athlete_shows_no_plain_english(reader, runner, path):
    assert plain_english(reader.get(f"/runners/{runner.pk}/{path}")) == []


def test_an_athlete_without_a_run_reads_no_plain_english(reader):
    runner = create_minimal_runner_for_user(User.objects.create_user("ada@example.com", name="Ada Quick"))
    reader.force_login(runner.user)
    for path in ("fitness/", "critical-speed/", "zones/", "races/"):
        assert plain_english(reader.get(f"/runners/{runner.pk}/{path}")) == []


@pytest.mark.parametrize("path", ["/settings/", "/squads/", "/runners/new/", "/jobs/"])
def test_a_page_of_a_coach_shows_no_plain_english(reader, path):
    coach = User.objects.create_user("tom@example.com", name="Tom Coach", is_coach=True)
    create_runner_with_defaults(coach=coach, name="Ines")
    reader.force_login(coach)
    assert plain_english(reader.get(path)) == []


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/", "/invitations/no-such-invitation/"])
def test_a_page_before_the_sign_in_shows_no_plain_english(reader, path):
    assert plain_english(reader.get(path)) == []


def test_what_a_form_refuses_is_said_in_the_readers_language(reader, runner):
    refused = reader.post(
        f"/runners/{runner.pk}/bests/", {"distance_m": "5000", "time_s": "soon", "achieved_on": ""}
    )
    assert refused.status_code == 422
    sentence = "Write the time as minutes:seconds or hours:minutes:seconds, like 18:42."
    assert pseudo(sentence) in texts_of_html(refused.content)[0]
