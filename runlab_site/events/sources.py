"""Whose changes are told: each app registers its collections and how their documents are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RIGHTS", "Document", "Event", "Source", "event_of", "open_change_stream", "register_source"]

Document = dict[str, Any]

_AWAIT_MS = 1000
# The event, never sent, that says whose rights to see changed: `data["user"]`. Streams of that person end and are opened anew.
RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Source:
    """A collection whose changes are told: under which event name, and how a document is shown."""

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
    """Have the changes of a collection told."""
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
    """What a change of the database tells; None for a document that was deleted since."""
    document = change.get("fullDocument")
    if document is None:  # deleted since
        return None
    source = _sources[change["ns"]["coll"]]
    return Event(change["_id"]["_data"], source.event, document, source.represent(document))
