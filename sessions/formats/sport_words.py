"""Sports as apps and people write them, in FIT's words."""

from __future__ import annotations

import re

__all__ = ["sport_of_words"]

# The first that is found counts: "trail run" before "run". Strava's GPX files write numbers for its types.
_WORDS: tuple[tuple[str, str, str | None], ...] = (
    (r"treadmill|indoor ?run|virtual ?run|laufband", "running", "treadmill"),
    (r"trail ?run|trailrun|traillauf", "running", "trail"),
    (r"track ?run", "running", "track"),
    (r"(cross|x).?country.?ski|nordic ?ski|langlauf", "cross_country_skiing", None),
    (r"\bski ?tour|backcountry", "alpine_skiing", "backcountry"),
    (r"\bski|snowboard", "alpine_skiing", None),
    (r"mountain ?bik|mtb", "cycling", "mountain"),
    (r"spinning|indoor ?(cycl|bik|rid)|virtual ?ride", "cycling", "indoor_cycling"),
    (r"cycl|\bbik|\bride\b|v[eé]lo\b|\brad", "cycling", None),
    (r"open ?water", "swimming", "open_water"),
    (r"swim|schwimm", "swimming", None),
    (r"hik|wander", "hiking", None),
    (r"walk|spazier", "walking", None),
    (r"\brow(ing|er)?\b|rudern", "rowing", None),
    (r"strength|weight ?training|\bgym\b", "training", "strength_training"),
    (r"yoga", "training", "yoga"),
    (r"\brun|run\b|jog|lauf|marathon|corsa|course.{1,3}pied|carrera|hardlop", "running", None),
    (r"other|workout|generic", "generic", None),
)
_STRAVA_NUMBERS = {
    "1": "cycling",
    "2": "alpine_skiing",
    "4": "hiking",
    "9": "running",
    "10": "walking",
    "16": "swimming",
}


def sport_of_words(*words: str | None) -> tuple[str, str | None] | None:
    """Sport and sub-sport of the first words that name one ("trail_running", "Morning Run", "9"); None when none does."""
    for word in words:
        plain = re.sub(r"[_\-]+", " ", (word or "").strip().lower())
        if plain in _STRAVA_NUMBERS:
            return _STRAVA_NUMBERS[plain], None
        found = next(((sport, sub) for pattern, sport, sub in _WORDS if re.search(pattern, plain)), None)
        if plain and found:
            return found
    return None
