"""The ASGI entry point: limits request bodies, and ends event streams when the server shuts down."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runlab_site.settings")
_django = get_asgi_application()

from django.conf import settings  # noqa: E402 - settings come first

from runlab_site.events.hub import hub  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]


_MB = 1024 * 1024
# What surrounds the files in a form: boundaries, names, headers.
_FORM_BYTES = 1 * _MB


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Serve HTTP by Django; on start watch for events, on shutdown end their streams."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await _serve(scope, receive, send)


async def _serve(scope: Message, receive: Receive, send: Send) -> None:
    """Serve a request by Django; a body longer than allowed is cut off with 413, whatever length it declared."""
    allowed = settings.CONFIG.max_upload_mb * _MB + _FORM_BYTES
    received = 0

    async def receive_within_limit() -> Message:
        nonlocal received
        if received > allowed:
            return {"type": "http.disconnect"}
        message = await receive()
        received += len(message.get("body", b""))
        return {"type": "http.disconnect"} if received > allowed else message

    await _django(scope, receive_within_limit, send)  # type: ignore[arg-type]  # ASGI messages are plain dicts
    if received > allowed:
        await _refuse(send, scope["path"])


async def _refuse(send: Send, path: str) -> None:
    problem = {
        "type": "/problems/too-large",
        "title": "That is too large",
        "status": 413,
        "detail": f"The request is larger than {settings.CONFIG.max_upload_mb} MB. Send it in several parts.",
        "instance": path,
    }
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode()})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
