"""Guessing passwords: ten tries, then a wait for that name from that address."""

from __future__ import annotations

import pytest

from runlab_site.accounts import sign_in_guard
from runlab_site.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL, PASSWORD = "mara@example.org", "a-long-and-odd-one"


@pytest.fixture(autouse=True)
def _static_files(settings, tmp_path):
    """WhiteNoise wants the folder of collected files to exist."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def person():
    return User.objects.create_user(EMAIL, PASSWORD)


def sign_in(client, password, email=EMAIL, address="192.0.2.7"):
    return client.post("/sign-in/", {"username": email, "password": password}, REMOTE_ADDR=address)


def test_after_ten_wrong_passwords_even_the_right_one_must_wait(client):
    for _ in range(10):
        assert sign_in(client, "wrong").status_code == 200
    answer = sign_in(client, PASSWORD)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "15 minutes" in answer.content.decode()


def test_the_case_of_the_address_does_not_give_more_tries(client):
    for number in range(10):
        sign_in(client, "wrong", EMAIL.upper() if number % 2 else EMAIL)
    assert sign_in(client, PASSWORD).status_code == 429


def test_nobody_can_lock_another_out_from_elsewhere(client):
    for _ in range(12):
        sign_in(client, "wrong", address="198.51.100.1")
    assert sign_in(client, PASSWORD).status_code == 302


def test_the_right_password_starts_the_count_from_nothing(client):
    for _ in range(9):
        sign_in(client, "wrong")
    assert sign_in(client, PASSWORD).status_code == 302
    client.logout()
    assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client, PASSWORD).status_code == 302


def test_an_address_that_tries_many_names_must_wait_too():
    for number in range(100):
        sign_in_guard.note_failure(f"name{number}@example.org", "192.0.2.9")
    assert sign_in_guard.is_locked("fresh@example.org", "192.0.2.9")
    assert not sign_in_guard.is_locked("fresh@example.org", "192.0.2.10")


def test_an_unknown_name_is_answered_like_a_known_one(client):
    known = sign_in(client, "wrong").content.decode()
    unknown = sign_in(client, "wrong", "nobody@example.org").content.decode()
    assert "Email and password do not match." in known
    assert "Email and password do not match." in unknown
