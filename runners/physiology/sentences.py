"""Stored sentences (`runlab_site.sentences`) with the times, paces, distances and days of runners in them."""

from collections.abc import Mapping
from datetime import date

from runlab_site import sentences
from runlab_site.sentences import Sentence, Words, Writer, stored_sentences
from runners.physiology.texts import day_text, distance_text, duration_text, pace_text

__all__ = ["Catalogue", "Sentence", "Words", "stored_sentences"]

_WRITERS: dict[str, Writer] = {
    "duration": duration_text,
    "distance": distance_text,
    "pace": pace_text,
    "day": lambda day: day_text(date.fromisoformat(day)),
}


class Catalogue(sentences.Catalogue):
    """A catalogue that also writes {time_s:duration}, {distance_m:distance}, {speed_mps:pace} and {day:day}."""

    def __init__(self, *parts: Mapping[str, Words], writers: Mapping[str, Writer] | None = None) -> None:
        super().__init__(*parts, writers={**_WRITERS, **(writers or {})})
