"""Catalogues of languages are compiled without GNU gettext, and Python's own gettext reads them."""

from __future__ import annotations

import gettext
import os

import pytest

from scripts.catalogues import CatalogueError, compile_all

PO = """# A translator's note.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: templates/base.html:1
msgid "Zones"
msgstr "Zonen"

msgid ""
"Two lines "
"with \\"quotes\\"\\n"
msgstr "Zwei Zeilen\\n"

msgctxt "a day"
msgid "Rest"
msgstr "Ruhe"

#, python-format
msgid "%(n)s fit"
msgid_plural "%(n)s fits"
msgstr[0] "%(n)s Anpassung"
msgstr[1] "%(n)s Anpassungen"

#, fuzzy
msgid "Guessed"
msgstr "Geraten"

msgid "Not yet"
msgstr ""
"""


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = folder / "django.po"
    file.write_text(PO, encoding="utf-8")
    return file


def test_what_is_compiled_is_read_by_gettext(tmp_path, source):
    assert compile_all(tmp_path) == [source.with_suffix(".mo")]
    german = gettext.translation("django", tmp_path / "locale", ["de"])
    assert german.gettext("Zones") == "Zonen"
    assert german.gettext('Two lines with "quotes"\n') == "Zwei Zeilen\n"
    assert german.pgettext("a day", "Rest") == "Ruhe"
    assert [german.ngettext("%(n)s fit", "%(n)s fits", n) for n in (1, 2)] == [
        "%(n)s Anpassung",
        "%(n)s Anpassungen",
    ]
    assert [german.gettext(text) for text in ("Guessed", "Not yet")] == ["Guessed", "Not yet"]


def test_only_what_changed_is_compiled_again(tmp_path, source):
    compile_all(tmp_path)
    assert compile_all(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert compile_all(tmp_path) == [source.with_suffix(".mo")]


def test_a_line_that_is_no_text_is_refused_by_name(tmp_path, source):
    source.write_text('msgid Zones\nmsgstr "Zonen"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match="'Zones' is no text"):
        compile_all(tmp_path)
