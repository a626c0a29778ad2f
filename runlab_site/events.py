"""From MongoDB's change stream to server-sent events: one stream of changes a process, fanned out.

Nothing polls. A subscriber gets a snapshot first, then every change it may see, each with an id that
`Last-Event-ID` resumes from. Streams end themselves when the server shuts down.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from pymongo.errors import PyMongoError

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

__all__ = ["Event", "Hub", "Source", "Subscription", "frame", "hub", "register_source", "stream"]

Document = dict[str, Any]

_QUEUE_LENGTH = 2000
_PAUSE_AFTER_ERROR_S = 0.5
_AWAIT_MS = 1000
_REPLAY_LIMIT = 5000

log = structlog.get_logger(__name__)


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


class Subscription:
    """What one open stream waits on. Falling far behind ends it; the browser then resumes."""

    def __init__(self, wanted: Callable[[Event], bool]) -> None:
        self.wanted = wanted
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue(_QUEUE_LENGTH)

    def offer(self, event: Event) -> None:
        """Queue an event that is wanted."""
        if self.wanted(event):
            self._put(event)

    def end(self) -> None:
        """End the stream after what is queued."""
        self._put(None)

    def _put(self, item: Event | None) -> None:
        try:
            self.queue.put_nowait(item)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


class Hub:
    """The process's one reader of the change stream, and its subscribers."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._watching = threading.Event()

    @property
    def streams_count(self) -> int:
        """Open streams of this process."""
        return len(self._subscriptions)

    def start(self) -> None:
        """End streams as soon as the server is told to stop: it waits for open answers first."""
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                _before(number, lambda: loop.call_soon_threadsafe(self._end_all))

    async def stop(self) -> None:
        """End every stream and the reader."""
        self._stopping.set()
        self._end_all()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    @contextlib.asynccontextmanager
    async def subscribe(self, wanted: Callable[[Event], bool]) -> AsyncIterator[Subscription]:
        """Receive the events `wanted` says yes to, from now on."""
        await self._ensure_watching()
        subscription = Subscription(wanted)
        self._subscriptions.add(subscription)
        if self._stopping.is_set():
            subscription.end()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def _ensure_watching(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._thread is None or not self._thread.is_alive():
            self._watching.clear()
            self._thread = threading.Thread(target=self._watch, name="event-reader", daemon=True)
            self._thread.start()
        await asyncio.to_thread(self._watching.wait, 10)

    def _end_all(self) -> None:
        self._stopping.set()
        for subscription in list(self._subscriptions):
            subscription.end()

    def _watch(self) -> None:
        resume: Document | None = None
        while not self._stopping.is_set():
            try:
                resume = self._watch_once(resume)
            except PyMongoError as error:
                log.warning("event_reader_interrupted", error=str(error))
                if error.has_error_label("NonResumableChangeStreamError"):
                    resume = None
                self._stopping.wait(_PAUSE_AFTER_ERROR_S)

    def _watch_once(self, resume: Document | None) -> Document | None:
        with _open_stream(resume) as changes:
            self._watching.set()
            while not self._stopping.is_set():
                change = changes.try_next()
                resume = changes.resume_token
                if change is not None:
                    self._tell(change)
        return resume

    def _tell(self, change: Document) -> None:
        event = _event(change)
        loop = self._loop
        if event is not None and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._dispatch, event)

    def _dispatch(self, event: Event) -> None:
        for subscription in list(self._subscriptions):
            subscription.offer(event)


hub = Hub()


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
    """What happens after the event `seen`, and a sign of life while nothing does."""
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
        with _open_stream({"_data": after}) as changes:
            while len(events) < _REPLAY_LIMIT:
                change = changes.try_next()
                if change is None:
                    break
                event = _event(change)
                if event is not None:
                    events.append(event)
    except PyMongoError as error:
        log.info("events_not_resumed", error=str(error))
    return events


def _open_stream(resume: Document | None) -> Any:
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


def _event(change: Document) -> Event | None:
    document = change.get("fullDocument")
    if document is None:  # deleted since
        return None
    source = _sources[change["ns"]["coll"]]
    return Event(change["_id"]["_data"], source.event, document, source.represent(document))


def _before(number: int, action: Callable[[], object]) -> None:
    """Call `action` before whatever handles the signal now."""
    handler = signal.getsignal(number)

    def handle(received: int, frame_: Any) -> None:
        action()
        if callable(handler):
            handler(received, frame_)

    signal.signal(number, handle)
