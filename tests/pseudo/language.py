"""en-xa: each message in accented letters within ⟦brackets⟧, placeholders and HTML as they were.

It lives here alone: a site has it only when it is started with DJANGO_SETTINGS_MODULE=tests.pseudo.settings, and then a
reader gets it who asks for it (Accept-Language: en-XA).
"""

from __future__ import annotations

import re
from gettext import NullTranslations
from pathlib import Path

from django.utils import translation
from django.utils.translation import trans_real
from django.views.i18n import JavaScriptCatalog

from runlab_site.web.middleware import PageLanguageMiddleware

PSEUDO = "en-xa"
OPEN, CLOSE = "⟦", "⟧"
SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
CONTEXT_SEPARATOR = "\x04"
_ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÀƁÇĎÈƑĜĤÌĴĶĹḾŃÒṔǪŔŠŤÙṼŴẊÝŽàƀçďèƒĝĥìĵķĺḿńòṕǫŕšťùṽŵẋýž",
)
# What stays: placeholders of Python and of catalogues, tags, entities.
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%[a-z%]|\{[^{}]*\}|<[^>]*>|&#?\w+;)")
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_SCRIPT_CALL = re.compile(rf"\b(n?)gettext\(\s*{_QUOTED}(?:,\s*{_QUOTED})?")


def pseudo(text: str) -> str:
    """⟦Ŕùń⟧ of Run."""
    parts = _KEPT.split(text)
    return (
        OPEN
        + "".join(part if place % 2 else part.translate(_ACCENTED) for place, part in enumerate(parts))
        + CLOSE
    )


class PseudoTranslation(NullTranslations):
    """What Django takes for a language's catalogue."""

    domain = "django"
    _catalog: dict[str, str] = {}

    @staticmethod
    def plural(count: int) -> int:
        """As in English."""
        return int(count != 1)

    def language(self) -> str:
        """The language's code."""
        return PSEUDO

    to_language = language

    def gettext(self, message: str) -> str:
        """Any message at all."""
        return pseudo(message.rpartition(CONTEXT_SEPARATOR)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a count."""
        return self.gettext(msgid2 if self.plural(n) else msgid1)


class PseudoLanguageMiddleware(PageLanguageMiddleware):
    """The site's own, with one language more."""

    def process_request(self, request):
        """Use it for a page whose reader asks for it."""
        super().process_request(request)
        asked = request.headers.get("Accept-Language", "").lower()
        if self._is_page(request) and asked.startswith(PSEUDO):
            translation.activate(PSEUDO)


class PseudoScriptWords(JavaScriptCatalog):
    """The catalogue of what scripts say."""

    def get_catalog(self):
        """Every message of static/js."""
        return script_messages()


def script_messages():
    """Message -> its translation, or two for one with a plural, as Django's catalogue for scripts has them."""
    found = {}
    for path in sorted(SCRIPTS.glob("*.js")):
        for has_plural, one, many in _SCRIPT_CALL.findall(path.read_text(encoding="utf-8")):
            found[one] = [pseudo(one), pseudo(many)] if has_plural else pseudo(one)
    return found


def install():
    """Let Django know the language; `translation.activate(PSEUDO)` then finds it."""
    trans_real._translations[PSEUDO] = PseudoTranslation()
