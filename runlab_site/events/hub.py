"""Distributes MongoDB's change stream to the open event streams of this process; there is one reader for all.

Nothing polls. Streams end themselves when the server shuts down.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Any

import structlog
from pymongo.errors import PyMongoError

from runlab_site.events.sources import Document, Event, event_of, open_change_stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

__all__ = ["Hub", "Subscription", "hub"]

_QUEUE_LENGTH = 2000
_PAUSE_AFTER_ERROR_S = 0.5

log = structlog.get_logger(__name__)


class Subscription:
    """The queue of one open stream. A stream that falls far behind is ended; the browser then resumes it."""

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
        with open_change_stream(resume) as changes:
            self._watching.set()
            while not self._stopping.is_set():
                change = changes.try_next()
                resume = changes.resume_token
                if change is not None:
                    self._tell(change)
        return resume

    def _tell(self, change: Document) -> None:
        event = event_of(change)
        loop = self._loop
        if event is not None and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._dispatch, event)

    def _dispatch(self, event: Event) -> None:
        for subscription in list(self._subscriptions):
            subscription.offer(event)


hub = Hub()


def _before(number: int, action: Callable[[], object]) -> None:
    """Call `action` before whatever handles the signal now."""
    handler = signal.getsignal(number)

    def handle(received: int, frame_: Any) -> None:
        action()
        if callable(handler):
            handler(received, frame_)

    signal.signal(number, handle)
