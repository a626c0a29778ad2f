"""Pages speak the reader's language as far as the site has it; what programs read stays English."""

from __future__ import annotations

import pytest

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
