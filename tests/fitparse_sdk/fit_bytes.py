"""FIT bytes written by hand, without the encoder: what the decoder reads must not depend on how we write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

SHARED_FIT = Path(os.environ.get("RUNLAB_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "fit"

needs_corpus = pytest.mark.skipif(
    not SHARED_FIT.is_dir(), reason=f"REAL FILES ARE MISSING: there is no {SHARED_FIT}"
)


def no_corpus(arguments_count: int) -> list[ParameterSet]:
    """What stands in for the real files in a parametrization: one case, skipped with its reason."""
    return [pytest.param(*[None] * arguments_count, marks=needs_corpus, id="no corpus")]


UINT8, UINT16, UINT32, SINT32, STRING, BYTE, ENUM = 0x02, 0x84, 0x86, 0x85, 0x07, 0x0D, 0x00


def crc(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


def fit_file(
    *records: bytes, header_size: int = 14, data_size: int | None = None, end: bytes | None = None
) -> bytes:
    """A file of the records; data_size and the closing CRC may be forged."""
    body = b"".join(records)
    size = len(body) if data_size is None else data_size
    header = bytes((header_size, 0x20)) + (2100).to_bytes(2, "little") + size.to_bytes(4, "little") + b".FIT"
    if header_size == 14:
        header += crc(header).to_bytes(2, "little")
    content = header + body
    return content + (crc(content).to_bytes(2, "little") if end is None else end)


def definition(
    local: int,
    mesg_num: int,
    fields: list[tuple[int, int, int]],
    developer: list[tuple[int, int, int]] | None = None,
    *,
    big_endian: bool = False,
    architecture: int | None = None,
) -> bytes:
    """A definition of (number, size, base type) fields and (number, size, index) developer fields."""
    order = "big" if big_endian else "little"
    arch = int(big_endian) if architecture is None else architecture
    head = bytes((0x40 | (0x20 if developer is not None else 0) | local, 0, arch))
    body = head + mesg_num.to_bytes(2, order) + bytes((len(fields),)) + b"".join(map(bytes, fields))
    if developer is not None:
        body += bytes((len(developer),)) + b"".join(map(bytes, developer))
    return body


def u16(value: int, order: str = "little") -> bytes:
    return value.to_bytes(2, order)


def u32(value: int, order: str = "little") -> bytes:
    return value.to_bytes(4, order)


def application(index: int, identity: int = 7) -> bytes:
    """A developer_data_id message of local type 14, its definition before it."""
    return (
        definition(14, 207, [(1, 16, BYTE), (3, 1, UINT8)])
        + b"\x0e"
        + bytes([identity] * 16)
        + bytes((index,))
    )


def description(
    index: int, num: int, base_type: int, name: bytes, scale: int = 0xFF, offset: int = 0x7F
) -> bytes:
    """A field_description message of local type 15, its definition before it."""
    fields = [(0, 1, UINT8), (1, 1, UINT8), (2, 1, UINT8), (3, 16, STRING), (6, 1, UINT8), (7, 1, 0x01)]
    values = bytes((index, num, base_type)) + name.ljust(16, b"\0") + bytes((scale, offset))
    return definition(15, 206, fields) + b"\x0f" + values
