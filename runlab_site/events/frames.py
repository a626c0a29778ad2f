"""Formats server-sent events: a snapshot first, then missed changes, then new ones.

Each change carries an id that `Last-Event-ID` resumes from.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from pymongo.errors import PyMongoError

from runlab_site.events.sources import Document, Event, event_of, open_change_stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from runlab_site.events.hub import Subscription

__all__ = ["frame", "stream"]

_REPLAY_LIMIT = 5000

log = structlog.get_logger(__name__)


async def stream(
    subscription: Subscription, snapshot: Iterable[tuple[str, Document]], after: str | None
) -> AsyncIterator[str]:
    """The text of an event stream: snapshot, what was missed since `after`, then what happens."""
    yield "retry: 1000\n\n"
    for name, data in snapshot:
        yield frame(name, data)
    seen = after or ""
    missed = await asyncio.to_thread(_missed, after) if after else []
    for event in filter(subscription.wanted, missed):
        seen = event.token
        yield frame(event.name, event.data, event.token)
    async for text in _live(subscription, seen):
        yield text


async def _live(subscription: Subscription, seen: str) -> AsyncIterator[str]:
    """The events after `seen`, with a heartbeat while there are none."""
    while True:
        try:
            event = await asyncio.wait_for(subscription.queue.get(), settings.CONFIG.event_ping_s)
        except TimeoutError:
            yield ": ping\n\n"
            continue
        if event is None:
            return
        if event.token > seen:
            yield frame(event.name, event.data, event.token)


def frame(name: str, data: Document, token: str | None = None) -> str:
    """One event as it goes over the line."""
    start = f"id: {token}\n" if token else ""
    return f"{start}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"


def _missed(after: str) -> list[Event]:
    """What changed since the event with this token; nothing when the token is too old or not ours."""
    events: list[Event] = []
    try:
        with open_change_stream({"_data": after}) as changes:
            while len(events) < _REPLAY_LIMIT:
                change = changes.try_next()
                if change is None:
                    break
                event = event_of(change)
                if event is not None:
                    events.append(event)
    except PyMongoError as error:
        log.info("events_not_resumed", error=str(error))
    return events
