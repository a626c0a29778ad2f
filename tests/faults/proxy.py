"""Stands between Runlab and a mongod, and does what networks and full disks do.

    python -m tests.faults.proxy 31001:31101 31002:31102    listens on the first of each pair, passes on to the second

A process of its own, so that nobody's lock of an interpreter delays a message. It is told on its standard input,
one line a change: `0 cut` (connections break and none is made), `1 silent` (nothing passes, nothing breaks),
`2 full` (writes are answered as by a server without disk space), `0 open`.
"""

from __future__ import annotations

import asyncio
import struct
import sys

import bson

OUT_OF_DISK_SPACE = 14031
_OP_MSG = 2013
_HEADER = struct.Struct("<iiii")
# Header, flags, kind of the first section, length of its document, type of its first element: then the command's name.
_NAME_AT = 16 + 4 + 1 + 4 + 1
_WRITES = {b"insert", b"update", b"delete", b"findAndModify", b"commitTransaction"}


class Route:
    """One port that leads to another, and how it is with it."""

    def __init__(self, target: int) -> None:
        self.target, self.mode = target, "open"
        self.ways: set[Client] = set()

    def set(self, mode: str) -> None:
        """Change how it is, for what is open, too."""
        self.mode = mode
        for way in list(self.ways):
            if mode == "cut":
                way.abort()
            elif mode != "silent":
                way.flush()


class Client(asyncio.Protocol):
    """A connection from a client, with the one to the server behind it."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.server: asyncio.Transport | None = None
        self.held, self.answers = bytearray(), bytearray()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        if self.route.mode == "cut":
            transport.abort()
            return
        self.route.ways.add(self)
        loop = asyncio.get_running_loop()
        self.opening = loop.create_task(self._open(loop))

    async def _open(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            self.server, _ = await loop.create_connection(
                lambda: Server(self), "127.0.0.1", self.route.target
            )
        except OSError:  # the mongod is dead
            self.abort()
            return
        self.flush()

    def data_received(self, data: bytes) -> None:
        self.held += data
        if self.server is not None and self.route.mode != "silent":
            self._pass()

    def connection_lost(self, _error: Exception | None) -> None:
        self.abort()

    def abort(self) -> None:
        """Break both halves."""
        self.route.ways.discard(self)
        self.transport.abort()
        if self.server is not None:
            self.server.abort()

    def flush(self) -> None:
        """Pass on what was held back."""
        if self.answers:
            self.transport.write(bytes(self.answers))
            self.answers.clear()
        if self.held and self.server is not None:
            self._pass()

    def answered(self, data: bytes) -> None:
        """Bytes from the server."""
        if self.route.mode == "silent":
            self.answers += data
        else:
            self.transport.write(data)

    def _pass(self) -> None:
        """Whole messages only, so that one can be answered here in the middle of a connection."""
        while len(self.held) >= _HEADER.size:
            length, request, _, code = _HEADER.unpack_from(self.held)
            if len(self.held) < length:
                return
            message = bytes(self.held[:length])
            del self.held[:length]
            if self.route.mode == "full" and code == _OP_MSG and _command(message) in _WRITES:
                self.transport.write(_no_space(request))
            else:
                self.server.write(message)


class Server(asyncio.Protocol):
    """The half that leads to the mongod."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def data_received(self, data: bytes) -> None:
        self.client.answered(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self.client.abort()


def _command(message: bytes) -> bytes:
    return message[_NAME_AT : message.index(b"\0", _NAME_AT)]


def _no_space(request: int) -> bytes:
    answer = {
        "ok": 0.0,
        "errmsg": "available disk space is less than required",
        "code": OUT_OF_DISK_SPACE,
        "codeName": "OutOfDiskSpace",
    }
    body = struct.pack("<iB", 0, 0) + bson.encode(answer)
    return _HEADER.pack(_HEADER.size + len(body), request + 1, request, _OP_MSG) + body


async def main(pairs: list[str]) -> None:
    """Serve until the standard input ends."""
    loop = asyncio.get_running_loop()
    routes = []
    for pair in pairs:
        port, _, target = pair.partition(":")
        route = Route(int(target))
        routes.append(route)
        await loop.create_server(lambda route=route: Client(route), "127.0.0.1", int(port))
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    print("ready", flush=True)
    while line := await orders.readline():
        number, mode = line.decode().split()
        routes[int(number)].set(mode)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
