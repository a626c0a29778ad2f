"""Templates obey the direction of the apps, too: training -> sessions -> runners -> the site.

import-linter sees Python alone; here are the tags a template loads, what it includes and extends, and where it links to.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.urls import get_resolver

from runlab_site.web import links

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
# The site's own templates lie in several folders; an app's in one named after it.
RANK = {"runners": 1, "sessions": 2, "training": 3}
_LOAD = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")
_PART = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
_LINK = re.compile(r"""{%\s*link_to\s+["']([^"']+)["']""")
_CALL = re.compile(r"""\b(?:redirect|reverse|reverse_lazy)\(\s*["']([\w:]+)["']""")
_URL = re.compile(r"""{%\s*url\s+["']([^"':]+)["']""")
FILES = sorted(TEMPLATES.rglob("*.html"))


def rank_of(name: str) -> int:
    """How high the room stands; 0 is the site."""
    return RANK.get(name, 0)


def app_of_library(name: str) -> str:
    return engines["django"].engine.libraries[name].partition(".")[0]


def app_of_url(name: str) -> str:
    """The app whose view answers under a name."""
    for pattern in _patterns(get_resolver()):
        if pattern.name == name:
            return str(pattern.lookup_str.partition(".")[0])
    raise AssertionError(f"no address is named {name}")


def _patterns(resolver):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _patterns(one)
        else:
            yield one


def reached(file: Path) -> list[tuple[str, str]]:
    """(what is named, the app it belongs to) of a template."""
    text = file.read_text()
    loads = [
        (tag, app_of_library(tag))
        for found in _LOAD.findall(text)
        for tag in found.split(" from ")[-1].split()
    ]
    parts = [(part, part.partition("/")[0]) for part in _PART.findall(text)]
    urls = [(url, app_of_url(url)) for url in _URL.findall(text)]
    return loads + parts + urls


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_reaches_only_down(file):
    own = file.relative_to(TEMPLATES).parts[0]
    assert [name for name, app in reached(file) if rank_of(app) > rank_of(own)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_links_up_only_where_an_app_offers_it(file):
    assert set(_LINK.findall(file.read_text())) <= links.offered()


@pytest.mark.parametrize("room", ["runlab_site", "runners", "sessions"])
def test_code_names_only_addresses_below_it(room):
    names = {
        (str(file.relative_to(ROOT)), name)
        for file in (ROOT / room).rglob("*.py")
        for name in _CALL.findall(file.read_text())
        if ":" not in name
    }
    assert names
    assert {found for found in names if rank_of(app_of_url(found[1])) > rank_of(room)} == set()
