"""Sources of events: each app registers its collections and how their documents are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RIGHTS", "Document", "Event", "Source", "event_of", "open_change_stream", "register_source"]

Document = dict[str, Any]

_AWAIT_MS = 1000
# An internal event: the rights of `data["user"]` changed, so that person's streams end and are opened again.
RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Source:
    """A collection whose changes are sent, the event's name, and how a document is shown."""

    collection: str
    event: str
    represent: Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Event:
    """One change: its resume token, name, the stored document and what is shown of it."""

    token: str
    name: str
    document: Document
    data: Document


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Send the changes of a collection as events."""
    _sources[source.collection] = source


def open_change_stream(resume: Document | None) -> Any:
    """The changes of every registered collection, from the resume token `resume` on."""
    pipeline = [
        {
            "$match": {
                "ns.coll": {"$in": list(_sources)},
                "operationType": {"$in": ["insert", "update", "replace"]},
            }
        }
    ]
    return database.raw.watch(
        pipeline, full_document="updateLookup", resume_after=resume, max_await_time_ms=_AWAIT_MS
    )


def event_of(change: Document) -> Event | None:
    """The event of a change; None for a document that was deleted since."""
    document = change.get("fullDocument")
    if document is None:  # deleted since
        return None
    source = _sources[change["ns"]["coll"]]
    return Event(change["_id"]["_data"], source.event, document, source.represent(document))
