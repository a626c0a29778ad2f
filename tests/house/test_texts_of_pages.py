"""Each text of a page passes through gettext: what stands in templates, in their attributes, and in scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
# Names, signs and the beginning of an API key, the same in every language.
SAME_EVERYWHERE = {"Runlab", "VDOT", "rl_", "API"}
# Written by Swagger for who makes programs; the API is English.
NOT_TRANSLATED = {"api/docs.html"}

_BLOCK = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
_COMMENT = re.compile(r"{#.*?#}")
_TAG = re.compile(r"{%.*?%}|{{.*?}}")
_ELEMENT = re.compile(r"<[^>]*>|&\w+;")
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
_READ_ATTRIBUTE = re.compile(r'\b(?:title|aria-label|placeholder|alt|data-label)="([^"]*)"')
_DESCRIPTION = re.compile(r'<meta name="description"\s+content="([^"]*)"')
_WORD = re.compile(r"[A-Za-z_]{2,}")
# Words given to a part (title="New") or to a filter (default:"Newer") without _( ) around them.
_GIVEN = re.compile(r'(?:\b\w+=|default:|yesno:|\blabel=)"([A-Z][a-z][^"]*)"')

# Strings of a script that begin as a sentence does: what is read. Not so names of headers, keys and fonts.
_SCRIPT_STRING = re.compile(r'(?P<quote>["`])(?P<text>[A-Z][a-z].*?)(?P=quote)')
# A call with all of its words, whichever argument they are.
_SCRIPT_CALL = re.compile(r'n?gettext\(\s*"(?:[^"\\]|\\.)*"(?:,\s*"(?:[^"\\]|\\.)*")?')
_SCRIPT_COMMENT = re.compile(r"^\s*//.*|\s//\s.*|/\*\*.*?\*/", re.MULTILINE | re.DOTALL)
NOT_READ = re.compile(r"Accept|Content-Type|Retry-After|Arrow|Enter|Escape|Home|End|Inter|Not a module name")


def untranslated(source):
    """The words of a template that no tag translates."""
    source = _COMMENT.sub("", _BLOCK.sub("", source))
    given = [text for tag in _TAG.findall(source) for text in _GIVEN.findall(tag)]
    bare = _TAG.sub("\n", source)
    read = _READ_ATTRIBUTE.findall(bare) + _DESCRIPTION.findall(bare)
    text = _ATTRIBUTE.sub("", _ELEMENT.sub("\n", bare))
    words = [word for part in (*read, text) for word in _WORD.findall(part)]
    return [*given, *(word for word in words if word not in SAME_EVERYWHERE)]


def plain_strings(source):
    """The sentences of a script that are given to no call of gettext."""
    bare = _SCRIPT_CALL.sub("gettext(", _SCRIPT_COMMENT.sub("", source))
    return [found["text"] for found in _SCRIPT_STRING.finditer(bare) if not NOT_READ.match(found["text"])]


def templates():
    """Paths of the templates that are translated."""
    names = (file.relative_to(TEMPLATES).as_posix() for file in sorted(TEMPLATES.rglob("*.html")))
    return [name for name in names if name not in NOT_TRANSLATED]


@pytest.mark.parametrize("name", templates())
def test_no_text_of_a_template_misses_gettext(name):
    assert untranslated((TEMPLATES / name).read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_of_a_script_misses_gettext(path):
    assert plain_strings(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<h1>Zones</h1>", ["Zones"]),
        ('<h1>{% translate "Zones" %}</h1>', []),
        ("{% blocktranslate with name=x %}Go to {{ name }}{% endblocktranslate %}", []),
        ('<a title="Settings" class="plain">×</a>', ["Settings"]),
        ('<a title="{% translate "Settings" %}">Runlab</a>', []),
        ('{% include "part.html" with title="New" name="ctl" %}', ["New"]),
        ('{% include "part.html" with title=_("New") %}', []),
        ("{# Words for who reads the template. #}", []),
    ],
)
def test_what_counts_as_text(source, found):
    assert untranslated(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('toast("New comment.");', ["New comment."]),
        ("const text = `Week ${index}`;", ["Week ${index}"]),
        ('toast(gettext("New comment."));', []),
        ('ngettext("One day", "Many days", count)', []),
        ('if (event.key === "Escape") close(); // "Escape" closes it', []),
    ],
)
def test_what_counts_as_text_of_a_script(source, found):
    assert plain_strings(source) == found
