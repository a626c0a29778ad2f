"""XML made to harm: refused with a reason, within a bounded time and memory."""

from __future__ import annotations

import threading
import tracemalloc
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from sessions.formats.reader import FileProblem
from sessions.importing.reading import ReadingLimits, read_file
from tests import track_files as files

LIMITS = ReadingLimits(file_bytes=2_000_000, records=2_000)
RUN = files.gpx_run(seconds=60).decode()
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE gpx [<!ENTITY l0 "lol">{LAUGHS}]>'


def with_doctype(doctype: str, name: str = "&l9;") -> str:
    head, rest = RUN.split("\n", 1)
    return f"{head}\n{doctype}{rest.replace('Morning Run', name)}"


def refused(content: bytes, limits: ReadingLimits = LIMITS) -> FileProblem:
    with pytest.raises(FileProblem) as problem:
        read_file(content, "bad.gpx", limits)
    assert "bad.gpx" in problem.value.detail
    return problem.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_billion_laughs_are_refused_unread_in_any_encoding(encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    text = with_doctype(BILLION_LAUGHS).replace('encoding="UTF-8"', "")
    tracemalloc.start()
    problem = refused(mark + text.encode(encoding))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problem.title == "Not an ordinary file"
    assert peak < 10_000_000


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE gpx [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:{port}/gpx.dtd">',
        '<!DOCTYPE gpx [<!ENTITY % out SYSTEM "http://127.0.0.1:{port}/out.dtd"> %out;]>',
        "<! DOCTYPE gpx>",
        "<!doctype gpx>",
    ],
)
def test_nothing_outside_the_file_is_asked_for(doctype):
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            refused(with_doctype(doctype.format(port=server.server_port), "Morning").encode())
        finally:
            server.shutdown()
            thread.join()
    assert asked == []


def test_an_undefined_entity_is_a_damaged_file():
    assert refused(RUN.replace("Morning Run", "&secret;").encode()).title == "Damaged file"


@pytest.mark.parametrize("depth", [300, 20_000])
def test_deep_nesting_is_refused(depth):
    content = f"{RUN[:-6]}{'<a>' * depth}{'</a>' * depth}</gpx>".encode()
    assert "nested deeper" in refused(content, ReadingLimits(2_000_000, 100_000)).detail


def test_more_elements_than_any_activity_are_refused_unparsed():
    content = f"{RUN[:-6]}{'<a/>' * 200_000}</gpx>".encode()
    assert refused(content).title == "Too large"


def test_more_points_than_are_allowed_are_refused():
    assert refused(files.gpx_run(seconds=2_500)).title == "Too large"


def test_a_file_larger_than_is_allowed_is_refused():
    assert refused(files.gpx_run(seconds=60) + b" " * 2_000_000).title == "Too large"


def test_an_attribute_without_end_is_refused():
    assert (
        refused(RUN.replace('lat="52.5', 'lat="' + "5" * 100_000 + '"x="', 1)[:90_000].encode()).title
        == "Damaged file"
    )


@pytest.mark.parametrize("value", ["nan", "inf", "-1e999", "", "12,5", "0x10", "१२"])
def test_a_number_that_is_none_costs_only_itself(value):
    content = RUN.replace("<ele>34.0</ele>", f"<ele>{value}</ele>", 1).encode()
    (session,) = read_file(content, "run.gpx", LIMITS).sessions
    assert session.raw.timestamp_s.size == 61
    assert set(session.raw.altitude_m[1:]) == {34.0}
