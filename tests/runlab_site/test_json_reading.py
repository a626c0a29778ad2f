"""JSON fields read as stored have the values that the backend and Django make of them by way of text."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.db.models import JSONField
from django_mongodb_backend.operations import DatabaseOperations

from runlab_site.mongo.json_reading import backend_json_value, django_json_value
from runners.models import Runner

VALUES = [
    True, False, 0, -1, 2**31, 2**53 + 1, 0.1, -0.0, 1e300, float("inf"), "", "5", "null", "[1]", "schön",
    [], [None, [1, 2.5], {"a": []}], {}, {"a": {"b": [{"c": None}, "x"]}, "5": 5, "": ""},
]  # fmt: skip


class UpperCase(json.JSONDecoder):
    """Makes every text a loud one."""

    def decode(self, text):
        """Parse it."""
        return str(super().decode(text)).upper()


@pytest.mark.django_db
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_what_the_backend_and_django_read(value, monkeypatch):
    Runner.objects.create(name="Ada", schedule=value)
    read = Runner.objects.get().schedule
    monkeypatch.setattr(DatabaseOperations, "convert_jsonfield_value", backend_json_value)
    monkeypatch.setattr(JSONField, "from_db_value", django_json_value)
    by_text = Runner.objects.get().schedule
    assert repr(read) == repr(by_text)
    assert json.dumps(read) == json.dumps(by_text) == json.dumps(value)


@pytest.mark.django_db
def test_a_part_of_a_value_is_read_the_same(monkeypatch):
    Runner.objects.create(name="Ada", schedule={"days": [1, {"at": "5"}]})
    parts = Runner.objects.values_list("schedule__days", "schedule__missing")
    read = list(parts.all())
    monkeypatch.setattr(DatabaseOperations, "convert_jsonfield_value", backend_json_value)
    monkeypatch.setattr(JSONField, "from_db_value", django_json_value)
    assert read == list(parts.all()) == [([1, {"at": "5"}], None)]


def test_a_field_with_a_decoder_of_its_own_uses_it():
    assert JSONField(decoder=UpperCase).from_db_value("loud", None, connection) == "LOUD"
