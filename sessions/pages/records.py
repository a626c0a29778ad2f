"""The sentence on a session that says which record it set, if any."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from runlab_site.time_zones import day_of, midnight
from sessions.selectors import FirstSession, first_of_each

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sessions.models import SessionStatistics

__all__ = ["record_sentence"]

_SPANS = (
    (365, _("Longest run in a year")),
    (90, _("Longest run in 90 days")),
    (30, _("Longest run in 30 days")),
)


def record_sentence(session: SessionStatistics) -> str:
    """The sentence for the longest span in which the session was the longest, or an empty text.

    There must be sessions to compare with, also in the first part of the span.
    """
    if not session.distance_m or session.sport != "running":
        return ""
    longest = _SPANS[0][0]
    found = first_of_each(
        {
            "earliest": FirstSession({"sport": "running"}, {"day": 1}),
            "as_long": FirstSession(
                {
                    "sport": "running",
                    "day": {
                        "$gte": midnight(session.day - timedelta(days=longest)),
                        "$lte": midnight(session.day + timedelta(days=1)),
                    },
                    "start_time": {"$lt": session.start_time},
                    "distance_m": {"$gte": session.distance_m},
                },
                {"day": -1},
            ),
        },
        session.runner_id,
    )
    earliest, as_long = (_day(found.get(name)) for name in ("earliest", "as_long"))
    for days, sentence in _SPANS:
        since = session.day - timedelta(days=days)
        if earliest is not None and earliest <= since and (as_long is None or as_long < since):
            return str(sentence)
    return ""


def _day(found: Mapping[str, Any] | None) -> date | None:
    return day_of(found["day"]) if found else None
