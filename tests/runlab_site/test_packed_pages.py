"""Pages are sent packed where the browser takes it; the API and its event stream are not."""

from __future__ import annotations

import gzip

import pytest

pytestmark = pytest.mark.django_db

TAKES_GZIP = {"Accept-Encoding": "gzip"}


def test_a_page_is_sent_packed_to_who_takes_it(client):
    plain = client.get("/sign-in/")
    packed = client.get("/sign-in/", headers=TAKES_GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert b"Sign in" in gzip.decompress(packed.content)


def test_answers_of_the_api_keep_their_form_and_their_strong_entity_tags(client, django_user_model):
    person = django_user_model.objects.create_user(email="ada@run.example", password=None)
    client.force_login(person)
    answer = client.get("/api/v1/me/", headers=TAKES_GZIP)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert not answer.headers.get("ETag", "").startswith("W/")
