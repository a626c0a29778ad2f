"""The recordings of a session as its page shows them: held second ones, what was cropped, other parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessions.decided.cuts import place_of
from sessions.importing.device_choices import device_pairs
from sessions.selectors import held_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessions.models import SessionStatistics

__all__ = ["cuts_in", "held_recordings"]


def held_recordings(session: SessionStatistics) -> dict[str, Any]:
    """Second recordings that do not count, and the pairs of devices they come from."""
    held = list(held_for(session))
    pairs = device_pairs(session.runner, [session.pk]) if held else []
    return {"held": held, "device_pairs": pairs}


def cuts_in(session: SessionStatistics, edits: Mapping[str, Any]) -> dict[str, Any]:
    """What was cropped and split, and the other parts."""
    place = place_of(session)
    others = [(number, part) for number, part in enumerate(place.ids, 1) if part != session.pk]
    return {
        "crop_s": edits.get("crop"),
        "part": place if place.cuts else None,
        "other_parts": others if place.cuts else (),
    }
