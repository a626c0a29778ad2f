"""The ASGI entry point; the event streams end themselves when the server shuts down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runlab_site.settings")
_django = get_asgi_application()

from runlab_site import events  # noqa: E402 - settings come first

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Serve HTTP by Django; on start watch for events, on shutdown end their streams."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await _django(scope, receive, send)  # type: ignore[arg-type]  # ASGI messages are plain dicts


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            events.hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await events.hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
