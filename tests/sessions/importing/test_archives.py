"""ZIPs that were made to do harm: each entry is refused with its reason, within bounds, and nothing touches the disk."""

from __future__ import annotations

import io
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from sessions.importing.archives import Archive, ArchiveLimits, ArchiveProblem, gunzip, is_zip

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024
LIMITS = ArchiveLimits(member_bytes=200 * MEGABYTE, total_bytes=4096 * MEGABYTE, entries=20_000, ratio=100)


def zip_of(entries, compression=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def open_archive(content, limits=LIMITS):
    return Archive(io.BytesIO(content), limits)


def directory_entry(name, packed_size, size, crc, offset):
    sizes = struct.pack("<3I", crc, packed_size, size)
    head = struct.pack("<4s6H", b"PK\x01\x02", 20, 20, 0, 8, 0, 0)
    return head + sizes + struct.pack("<5H2I", len(name), 0, 0, 0, 0, 0, offset) + name


def local_header(name, packed_size, size, crc):
    return (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, packed_size, size, len(name), 0) + name
    )


def bomb(entries_count=950, size=11_000_000):
    """Every entry of the directory points at one and the same kernel (after Fifield 2019, his simplest kind)."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(size)) + kernel.flush()
    crc = zlib.crc32(bytes(size))
    body = local_header(b"a", len(packed), size, crc) + packed
    entries = b"".join(
        directory_entry(b"a%05d" % number, len(packed), size, crc, 0) for number in range(entries_count)
    )
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, entries_count, entries_count, len(entries), len(body), 0
    )
    return body + entries + end


def test_entries_that_share_their_bytes_are_refused():
    content = bomb()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert (
            sum(info.file_size for info in archive.infolist()) > 10_000_000_000
        )  # what Python's own would unpack
    assert len(content) < 70_000
    with pytest.raises(ArchiveProblem, match="overlap"):
        open_archive(content, LIMITS)


REFUSING = """
import io, resource, sys
sys.path.insert(0, {root!r})
from sessions.importing.archives import Archive, ArchiveLimits, ArchiveProblem
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    archive = Archive(io.BytesIO(content), ArchiveLimits(200 << 20, 4096 << 20, 20000, 100))
    for member in archive.members():
        archive.read(member.number)
except ArchiveProblem as problem:
    print(problem.title, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, sep="|")
"""


@pytest.mark.parametrize(
    ("content", "title"),
    [
        pytest.param(bomb(), "Not an ordinary ZIP", id="61 KB that declare 10 GB"),
        pytest.param(zip_of([("zeros.fit", bytes(150 * MEGABYTE))]), "Grows too much", id="1000 to 1"),
        pytest.param(zip_of([("big.fit", bytes(210 * MEGABYTE))]), "Grows too much", id="a member of 210 MB"),
    ],
)
def test_a_bomb_is_refused_within_fifty_megabytes(content, title):
    script = REFUSING.format(root=str(ROOT))
    done = subprocess.run([sys.executable, "-c", script], input=content, capture_output=True, check=True)
    said, megabytes = done.stdout.decode().strip().split("|")
    assert said == title
    assert int(megabytes) < 50


def lying(size_written, size_declared):
    """A member whose directory declares another size than it unpacks to."""
    content = bytearray(zip_of([("a.fit", bytes(range(256)) * (size_written // 256))]))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", size_declared)
    return bytes(content)


def test_a_member_that_holds_more_than_it_declares_is_not_believed():
    with pytest.raises(ArchiveProblem, match="damaged inside the ZIP"):
        open_archive(lying(1024 * 1024, 1000)).read(0)


def test_a_member_that_declares_more_than_it_holds_gives_no_more_than_it_holds():
    assert len(open_archive(lying(2048, 100 * MEGABYTE)).read(0)) == 2048


def test_a_member_is_stopped_by_the_bytes_it_gives():
    content = zip_of([("noise.fit", bytes(range(256)) * 8192)], zipfile.ZIP_STORED)
    small = ArchiveLimits(member_bytes=MEGABYTE, total_bytes=10 * MEGABYTE, entries=10, ratio=100)
    with pytest.raises(ArchiveProblem, match="larger than 1 MB"):
        open_archive(content, small).read(0)


def test_all_members_together_are_bounded():
    content = zip_of([(f"{n}.fit", bytes(range(256)) * 4096) for n in range(4)])
    small = ArchiveLimits(member_bytes=2 * MEGABYTE, total_bytes=3 * MEGABYTE, entries=10, ratio=100)
    with pytest.raises(ArchiveProblem, match="more than 3 MB"):
        open_archive(content, small)


def test_an_archive_inside_another_has_only_what_is_left_of_the_total():
    outer = open_archive(zip_of([("inner.zip", bytes(3000))]), ArchiveLimits(10_000, 10_000, 10, 100))
    assert outer.limits_inside().total_bytes == 7000


def test_too_many_entries_are_refused_with_the_bound():
    content = zip_of([(f"{n}.fit", b"x") for n in range(12)])
    with pytest.raises(ArchiveProblem, match="12 entries; at most 10"):
        open_archive(content, ArchiveLimits(1000, 10_000, 10, 100))


@pytest.mark.parametrize(
    "name", ["../a.fit", "x/../../a.fit", "/etc/passwd", "\\windows\\a.fit", "C:\\a.fit", "..\\a.fit"]
)
def test_a_name_that_leads_out_is_refused(name):
    archive = open_archive(zip_of([(name, b"x"), ("good.fit", b"good")]))
    assert archive.members()[0].problem.title == "Unsafe name"
    with pytest.raises(ArchiveProblem, match="points outside"):
        archive.read(0)
    assert archive.read(1) == b"good"


def test_a_nul_in_a_name_is_refused():
    content = zip_of([("aXb.fit", b"x"), ("good.fit", b"good")]).replace(b"aXb.fit", b"a\0b.fit")
    archive = open_archive(content)
    assert archive.members()[0].problem.title == "Unsafe name"
    assert archive.read(1) == b"good"


def test_a_symbolic_link_is_refused():
    link = zipfile.ZipInfo("link.fit")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = open_archive(zip_of([(link, "/etc/passwd"), ("good.fit", b"good")]))
    assert archive.members()[0].problem.title == "A link"
    with pytest.raises(ArchiveProblem, match="Upload the file itself"):
        archive.read(0)
    assert archive.read(1) == b"good"


def test_an_encrypted_entry_is_refused_and_the_others_are_read():
    content = bytearray(zip_of([("secret.fit", b"x"), ("good.fit", b"good")]))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive = open_archive(bytes(content))
    assert archive.members()[0].problem.title == "Encrypted"
    assert archive.read(1) == b"good"


def test_a_compression_nobody_knows_is_damage_not_a_crash():
    content = bytearray(zip_of([("a.fit", b"x" * 100)]))
    content[8] = content[content.index(b"PK\x01\x02") + 10] = 99
    with pytest.raises(ArchiveProblem, match="damaged"):
        open_archive(bytes(content)).read(0)


def test_a_wrong_checksum_of_a_member_is_damage():
    content = bytearray(zip_of([("a.fit", b"x" * 100)], zipfile.ZIP_STORED))
    content[content.index(b"x" * 100)] = ord("y")
    with pytest.raises(ArchiveProblem, match="damaged"):
        open_archive(bytes(content)).read(0)


@pytest.mark.parametrize("cut", range(0, 130, 7))
def test_a_zip_cut_anywhere_is_refused_in_words(cut):
    content = zip_of([("a.fit", b"x" * 100)])
    with pytest.raises(ArchiveProblem, match="damaged or was cut off"):
        open_archive(content[: len(content) - 1 - cut])


def test_gzip_is_bounded_as_zip_is():
    import gzip

    with pytest.raises(ArchiveProblem, match="more than 100 times"):
        gunzip(gzip.compress(bytes(50 * MEGABYTE)), "zeros.fit.gz", LIMITS)


def test_an_empty_zip_is_a_zip():
    assert is_zip(zip_of([]))
    assert open_archive(zip_of([])).members() == []
