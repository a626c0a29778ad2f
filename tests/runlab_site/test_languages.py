"""Pages speak the reader's language as far as the site has it; what programs read stays English."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from runlab_site.web import dates
from scripts.catalogues import mo_of
from tests.pseudo import language
from tests.pseudo.reading import plain_words

pytestmark = pytest.mark.django_db


def test_a_page_is_english_whatever_the_browser_asks_for(client):
    page = client.get("/sign-in/", headers={"accept-language": "en-XA,de;q=0.5"})
    assert '<html lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"
    assert language.OPEN not in page.content.decode()


def test_a_page_says_which_language_it_is_in(client, pseudo_site):
    page = client.get("/sign-in/", headers={"accept-language": "en-XA"})
    assert f'<html lang="{language.PSEUDO}"' in page.content.decode()


def test_the_api_is_english_for_everybody(client, pseudo_site):
    refused = client.get("/api/v1/sessions/", headers={"accept-language": "en-XA"})
    assert refused.status_code == 401
    assert language.OPEN not in refused.content.decode()


def test_scripts_get_their_words_in_the_language_of_the_page(client, pseudo_site):
    words = client.get("/words.js", headers={"accept-language": "en-XA"}).content.decode()
    assert "ngettext" in words


GERMAN = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
    "Sign in": "Anmelden",
    "Email": "E-Mail",
}
GERMAN_SCRIPTS = {"": GERMAN[""], "Today": "Heute"}


def test_another_language_needs_a_catalogue_and_its_name_in_the_settings(client, settings, tmp_path):
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(mo_of(GERMAN))
    (folder / "djangojs.mo").write_bytes(mo_of(GERMAN_SCRIPTS))
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    asked = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
    page = client.get("/sign-in/", headers=asked).content.decode()
    assert '<html lang="de"' in page
    assert "<h1>Anmelden</h1>" in page
    assert "words.js" in page
    assert "Heute" in client.get("/words.js", headers=asked).content.decode()
    with translation.override("de"):
        assert dates.heading(date(2026, 10, 22)) == "Donnerstag 22 Oktober"
    assert "<h1>Sign in</h1>" in client.get("/sign-in/").content.decode()


def test_the_pseudo_language_keeps_placeholders_tags_and_entities():
    shown = language.pseudo("Remove %(what)s at <b>{day}</b> &amp; 5%%")
    assert shown == "⟦Ŕèḿòṽè %(what)s àť <b>{day}</b> &amp; 5%%⟧"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("⟦Ŕùń⟧ Home", ["Home"]),
        ("⟦Ŕùń ⟦Ẁḿ⟧ of Elif⟧ 5.00 km", []),
        ("Elif, elif@browser.example, hard-180.fit", []),
        ("Thu 22 Oct, rTSS", []),
    ],
)
def test_what_is_read_as_plain_english(text, found):
    assert plain_words(text, frozenset({"Elif"})) == found


def test_a_message_that_was_cut_is_told():
    with pytest.raises(ValueError, match="was cut"):
        plain_words("⟦Ŕùń")
