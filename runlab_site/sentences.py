"""Sentences that are stored with a code and values, so that their words can be made again when they are read.

A room says `WORDS.say("gaps", gaps_count=3, gaps_s=41.0)` and gets the English text, a `str` that carries code and
values. Documents store all three, a list of texts with its `stored_sentences` beside it; pages and API make the words from code
and values again (`Catalogue.words`, `Catalogue.in_words`), and the stored text answers for documents of before and for codes
that are no longer known. Each app has one catalogue. What is said is English; what is read passes through the translation
that the site installs (`translate_by`), so that a page puts it into its reader's language.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from numbers import Integral
from string import Formatter
from typing import Any, Self

__all__ = ["Catalogue", "Sentence", "Words", "Writer", "stored_sentences", "translate_by"]

Values = Mapping[str, Any]
Words = str | Callable[[Values], str]
Writer = Callable[[Any], str]
Translate = Callable[[str], str]

_translation: list[Translate] = []


def translate_by(translate: Translate) -> None:
    """Let the format strings of sentences that are read pass through `translate`, which knows the reader's language."""
    _translation[:] = [translate]


class Sentence(str):
    """An English sentence with its code and the values in it, units in their names; days as YYYY-MM-DD."""

    __slots__ = ("code", "values")
    code: str
    values: Values

    def __new__(cls, text: str, code: str, values: Values) -> Self:
        """A sentence is made by `Catalogue.say`, so that text and values agree."""
        made = super().__new__(cls, text)
        made.code, made.values = code, values
        return made

    def __reduce__(self) -> tuple[type["Sentence"], tuple[str, str, Values]]:
        return Sentence, (str(self), self.code, self.values)

    def to_document(self) -> dict[str, Any]:
        """As stored: {code, values, text}. The values are there even if empty: texts of before have none."""
        return {"values": {}} | self._said() | {"text": str(self)}

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> "Sentence":
        """A stored sentence, to be said within another. Raises KeyError for a document of before, without values."""
        return cls(stored["text"], stored["code"], stored["values"])

    def _said(self) -> dict[str, Any]:
        values = {name: _stored(value) for name, value in self.values.items()}
        return {"code": self.code} | ({"values": values} if values else {})


class Catalogue:
    """The English words of an app's codes: a format string each, or a function of the values.

    A format string may name how a value is written: {days_count:|day|days} (a count with its noun), {names:list},
    {parts:clauses} (sentences joined by semicolons), {reasons:sentences}, or one of the app's own `writers`.
    A value may be a sentence itself, or several.
    """

    def __init__(self, *parts: Mapping[str, Words], writers: Mapping[str, Writer] | None = None) -> None:
        known = {**_WRITERS, **(writers or {})}
        self._writers = known
        self._english = {code: words for part in parts for code, words in part.items()}
        self._ready: dict[str, Callable[[Values], str]] = {}

    @property
    def codes(self) -> frozenset[str]:
        """Every code that has words."""
        return frozenset(self._english)

    @property
    def format_strings(self) -> list[str]:
        """What a translation into another language has to know."""
        return [words for words in self._english.values() if isinstance(words, str)]

    def say(self, code: str, /, **values: Any) -> Sentence:
        """The sentence of a code. Raises KeyError for an unknown code or a value that its words miss."""
        plain = {name: _plain(value) for name, value in values.items()}
        return Sentence(self._text(self._english[code], plain), code, plain)

    def words(self, stored: Mapping[str, Any]) -> str:
        """The text of a stored {code, values, text}: from code and values, else as it was stored."""
        if "values" not in stored:  # of before sentences were stored
            return str(stored["text"])
        try:
            return self._words_of(stored)
        except (LookupError, TypeError, ValueError, AttributeError):  # of before, or of another version
            return str(stored["text"])

    def for_reader(self, text: str) -> str:
        """A sentence that was just said, as it is read; any other text as it is."""
        return self.words(text.to_document()) if isinstance(text, Sentence) else text

    def in_words(self, stored: Any, sentences: Iterable[Mapping[str, Any]] | None) -> Any:
        """A stored text, list or document with its texts in today's words, by the stored {code, values, text} of each.

        A text that none of them is of stays as it is, and so do documents of before sentences were stored.
        """
        known = {one["text"]: one for one in sentences or ()}
        return self._replaced(stored, known) if known else stored

    def _replaced(self, stored: Any, known: Mapping[str, Mapping[str, Any]]) -> Any:
        """Words are made of those sentences only whose text is met."""
        if isinstance(stored, str):
            return self.words(known[stored]) if stored in known else stored
        if isinstance(stored, Mapping):
            return {name: self._replaced(value, known) for name, value in stored.items()}
        return [self._replaced(one, known) for one in stored] if isinstance(stored, (list, tuple)) else stored

    def _words_of(self, stored: Mapping[str, Any]) -> str:
        values = stored.get("values", {})
        words = self._english[stored["code"]]
        if isinstance(words, str) and _translation:
            words = _translation[0](words)
        return self._text(words, {name: self._value(value) for name, value in values.items()})

    def _text(self, words: Words, values: Values) -> str:
        """Format strings are taken apart once, since some sentences are made by the thousand."""
        if not isinstance(words, str):
            return words(values)
        if words not in self._ready:
            self._ready[words] = _compiled(words, self._writers)
        return self._ready[words](values)

    def _value(self, stored: Any) -> Any:
        """A stored value as words take it: sentences within the sentence as their text."""
        if isinstance(stored, Mapping):
            return self._words_of(stored)
        return [self._value(item) for item in stored] if isinstance(stored, (list, tuple)) else stored


def stored_sentences(texts: Iterable[str | None]) -> list[dict[str, Any]]:
    """The {code, values, text} of those texts that know their code, each once: what is stored beside plain texts."""
    return [text.to_document() for text in dict.fromkeys(texts) if isinstance(text, Sentence)]


def _plain(value: Any) -> Any:
    """A value as documents hold it, sentences as they are. Raises ValueError for NaN and infinity."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, Integral):
        return int(value)
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be said.")
    return value


def _stored(value: Any) -> Any:
    if isinstance(value, Sentence):
        return value._said()  # noqa: SLF001 - of another sentence
    return [_stored(item) for item in value] if isinstance(value, list) else value


def _compiled(template: str, writers: Mapping[str, Writer]) -> Callable[[Values], str]:
    """A format string as a function of its values."""
    parts = [
        (literal, name, _writer(spec or "", writers))
        for literal, name, spec, _ in Formatter().parse(template)
    ]

    def text(values: Values) -> str:
        return "".join(
            literal if name is None else literal + write(values[name]) for literal, name, write in parts
        )

    return text


def _writer(spec: str, writers: Mapping[str, Writer]) -> Writer:
    if spec.startswith("|"):
        _, one, many = spec.split("|")
        return lambda count: f"{count} {one if count == 1 else many}"
    return writers.get(spec) or (lambda value: format(value, spec))


_WRITERS: dict[str, Writer] = {
    "list": ", ".join,
    "clauses": "; ".join,
    "sentences": " ".join,
}
