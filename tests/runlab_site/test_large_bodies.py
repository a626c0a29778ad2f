"""What a request may bring, and where it waits meanwhile."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import replace

from runlab_site.web.upload_spool import NamelessFileUploadHandler

MB = 1024 * 1024


def post(chunks: list[bytes]) -> list[dict]:
    """What is answered to a POST that comes in pieces and names no length."""
    from runlab_site.asgi import application  # looks for the folder of static files at once

    waiting, sent = list(chunks), []

    async def receive() -> dict:
        if not waiting:  # the client stays
            await asyncio.sleep(60)
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/healthz", "raw_path": b"/healthz", "query_string": b"", "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    asyncio.run(application(scope, receive, send))
    return sent


def test_a_body_that_goes_on_without_naming_its_length_is_cut_off_with_413(settings):
    settings.CONFIG = replace(settings.CONFIG, max_upload_mb=1)
    start, body = post([b"x" * MB] * 5)
    assert start["status"] == 413
    assert json.loads(body["body"])["type"] == "/problems/too-large"


def test_a_body_within_the_limit_is_handed_on(settings):
    settings.CONFIG = replace(settings.CONFIG, max_upload_mb=1)
    start, *_ = post([b"x" * MB])
    assert start["status"] == 403  # by Django: without a token against forgery


def test_bytes_wait_in_a_file_that_no_folder_lists(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    handler = NamelessFileUploadHandler()
    handler.new_file("files", "a.fit", "application/octet-stream", 6, None, {})
    handler.receive_data_chunk(b"abc", 0)
    handler.receive_data_chunk(b"def", 3)
    assert list(tmp_path.iterdir()) == []
    file = handler.file_complete(6)
    assert (file.name, file.size, file.read()) == ("a.fit", 6, b"abcdef")
    file.close()
