"""What the API's contract names and nothing serves yet is named as such in docs/api.md, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import get_resolver

from runlab_site.accounts.models import SCOPES
from runlab_site.jobs import registry
from runlab_site.models import BackgroundJob

SENTENCE = re.compile(r"Not yet in use: the scope\s(.*?) and the job types (.*?);", re.DOTALL)


def _views(resolver):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _views(one)
        else:
            yield getattr(one.callback, "cls", None)


def test_the_document_names_just_what_is_not_yet_in_use():
    document = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
    scopes, types = (set(re.findall(r"`([\w:]+)`", part)) for part in SENTENCE.search(document).groups())
    served = {view.scope for view in _views(get_resolver()) if getattr(view, "scope", None)}
    assert scopes == {scope for scope in SCOPES if scope.partition(":")[0] not in served}
    assert types == set(BackgroundJob.Type.values) - registry._handlers.keys()
