"""Every page and list of the site asks only for what docs/queries.md lists."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from scripts.query_shapes import known_shapes
from tests.api.conftest import _static_files, people, run_of
from tests.conftest import RECORDER

__all__ = ["_static_files", "people", "run_of"]

pytestmark = pytest.mark.django_db

# The stream of events does not end; API documents are not asked of the database.
LEFT_OUT = {"events", "api_docs", "schema"}


def _routes(resolver, path=""):
    """Every route: its pattern and the names of what it takes."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield path + str(one.pattern), one
        elif one.app_name != "admin":
            yield from _routes(one, path + str(one.pattern))


def _addresses(runner, session):
    """The address of each route that takes at most a runner and a session."""
    things = {"runner": runner.pk, "session": session.pk, "upload": session.upload_id, "fit": session.fit_id}
    for path, route in _routes(get_resolver()):
        names = list(route.pattern.converters or route.pattern.regex.groupindex)
        found = [next((things[thing] for thing in things if thing in name), None) for name in names]
        if route.name in LEFT_OUT or None in found or "format" in names:
            continue
        filled = path
        for name, value in zip(names, found, strict=True):
            converter = route.pattern.converters.get(name)
            kind = next((kind for kind in ("oid", "str") if converter and f"<{kind}:{name}>" in path), "oid")
            filled = filled.replace(f"<{kind}:{name}>", value)
        if "<" not in filled:
            yield "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "")


def _changelists():
    for model in admin.site._registry:
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_pages_lists_and_the_administration_ask_nothing_that_is_not_listed(people, run_of, monkeypatch):
    session = run_of(people.runner)
    recorded = RECORDER.examples
    monkeypatch.setattr(RECORDER, "examples", {})
    answers = {}
    for person in (people.athlete, people.coach, people.superuser):
        client = Client()
        client.force_login(person)
        addresses = [*_addresses(people.runner, session), *_changelists()]
        for address in addresses:
            answers[person.name, address] = client.get(address).status_code
    assert sum(status == 200 for status in answers.values()) > 60
    assert [address for address, status in answers.items() if status >= 500 and status != 503] == []
    recorded.update(RECORDER.examples)
    assert len(RECORDER.examples) > 60
    unknown = sorted(set(RECORDER.examples) - known_shapes())
    assert unknown == [], "Record them: docs/testing.md, Queries."
