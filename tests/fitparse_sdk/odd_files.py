"""Files whose definitions give fields other types than the profile does, made from bytes of chance.

The same bytes make the same file, so that hypothesis and atheris can look for those that cannot be read.
"""

from __future__ import annotations

import struct

import fitparse_sdk as fit
from fitparse_sdk.crc_calculator import crc16

TYPES = {
    0x00: (1, "B"),
    0x01: (1, "b"),
    0x02: (1, "B"),
    0x83: (2, "h"),
    0x84: (2, "H"),
    0x85: (4, "i"),
    0x86: (4, "I"),
    0x07: (1, "B"),
    0x88: (4, "f"),
    0x89: (8, "d"),
    0x0A: (1, "B"),
    0x8B: (2, "H"),
    0x8C: (4, "I"),
    0x0D: (1, "B"),
    0x8E: (8, "q"),
    0x8F: (8, "Q"),
    0x90: (8, "Q"),
    0x5F: (1, "B"),  # no type of the protocol
}
BYTES = list(TYPES)
NUMBERS = [*fit.Profile["messages"], 65_280]
SPECIAL = [20, 132, 206, 207, 34, 21, 0, 18, 19, 145, 27, 78, 55, 49, 160, 20, 132, 206]
FLOATS = [float("nan"), float("inf"), float("-inf"), 0.0, 0.5, -1.0, 1e9, 1.0, 3e38, 1e300]
BY_NUMBER = {kind & 0x1F: kind for kind in TYPES}
OWN_TYPE = {name: BY_NUMBER[kind & 0x1F] for kind, name in fit.util.BASE_TYPE_TO_FIELD_TYPE.items()}
FIRST_TIME = 1_000_000_000
MANY = 70
"""More messages than the SDK takes by its way for few."""


class Chance:
    """Numbers from bytes; zeros when they are used up."""

    def __init__(self, entropy: bytes) -> None:
        self._bytes = iter(entropy)

    def below(self, count: int) -> int:
        """A number from 0 on, under that count."""
        return (
            next(self._bytes, 0) % count
            if count <= 256
            else (next(self._bytes, 0) << 8 | next(self._bytes, 0)) % count
        )

    def of(self, choices):
        """One of them."""
        return choices[self.below(len(choices))]

    def octets(self, count: int) -> bytes:
        """So many bytes."""
        return bytes(next(self._bytes, 0) for _ in range(count))


def odd_file(entropy: bytes) -> bytes:
    """A file with a right CRC."""
    chance = Chance(entropy)
    parts = [*_described(chance)] if chance.below(2) else []
    for _ in range(1 + chance.below(5)):
        parts += _messages(chance)
    return with_right_crc(b"".join(parts))


def with_right_crc(records: bytes) -> bytes:
    """The records in a file."""
    head = bytes((14, 0x20)) + struct.pack("<HI4s", 21_218, len(records), b".FIT")
    content = head + struct.pack("<H", crc16(head)) + records
    return content + struct.pack("<H", crc16(content))


def _described(chance: Chance) -> list[bytes]:
    """Developer fields 0 and 1 of data index 0."""
    parts = [
        b"\x4e\0\0" + struct.pack("<HB", 207, 2) + bytes((1, 16, 0x0D, 3, 1, 2)),
        b"\x0e" + bytes(range(17))[::-1],
    ]
    triples = bytes((0, 1, 2, 1, 1, 2, 2, 1, 2, 3, 3, 7, 6, 1, 2, 7, 1, 1))
    for num in (0, 1):
        values = (
            0,
            num,
            chance.of(BYTES),
            0x50,
            num,
            0,
            chance.of([0, 1, 10, 255]),
            chance.of([0, 5, 127, 130]),
        )
        parts += [b"\x4f\0\0" + struct.pack("<HB", 206, 6) + triples, b"\x0f" + bytes(values)]
    return parts


def _messages(chance: Chance) -> list[bytes]:
    """A definition, and messages that follow it."""
    num = chance.of(SPECIAL) if chance.below(2) else chance.of(NUMBERS)
    known = list(fit.Profile["messages"].get(num, {"fields": {}})["fields"].values())
    local, big = chance.below(14), chance.below(2)
    fields = [_field(chance, known) for _ in range(1 + chance.below(8))]
    developer = [
        (chance.below(3), chance.of([0, 1, 2, 4, 8, 5]), chance.below(2)) for _ in range(chance.below(3))
    ]
    head = bytes(((0x60 if developer else 0x40) | local, 0, big)) + struct.pack(
        "<>"[big] + "HB", num, len(fields)
    )
    part = head + b"".join(bytes((field, size, kind)) for field, size, kind in fields)
    if developer:
        part += bytes((len(developer),)) + b"".join(map(bytes, developer))
    compressed = local < 4 and not chance.below(4)
    header = 0x80 | local << 5 | chance.below(32) if compressed else local
    made = [
        bytes((header,)) + _payload(chance, fields, developer, "<>"[big]) for _ in range(1 + chance.below(4))
    ]
    return [part, *(made * (MANY if chance.below(16) == 15 else 1))]


def _field(chance: Chance, known: list[dict]) -> tuple[int, int, int]:
    """Number, size and type: the profile's, or any."""
    one = chance.of(known) if known and chance.below(8) else None
    num = chance.of([253, 254, 200, 250]) if one is None else one["num"]
    kind = chance.of(BYTES)
    if one is not None and chance.below(2):
        kind = OWN_TYPE.get(one["base_type"], 0)
    size = TYPES[kind][0] * chance.of([1, 1, 1, 2, 3, 4, 8])
    return num, chance.of([0, 1, 3, 5, 9]) if not chance.below(10) else size, kind


def _payload(chance: Chance, fields: list, developer: list, order: str) -> bytes:
    values = [_value(chance, size, kind, order) for _, size, kind in fields]
    return b"".join(values) + b"".join(chance.octets(size) for _, size, _ in developer)


def _value(chance: Chance, size: int, kind: int, order: str) -> bytes:
    """Bytes of that size with a number that means something."""
    way = chance.below(8)
    width, code = TYPES[kind]
    if way == 0:
        return b"\xff" * size
    if way == 1:
        return bytes(size)
    if way == 2 or size % width:
        return chance.octets(size)
    return b"".join(_number(chance, way, code, order) for _ in range(size // width))


def _number(chance: Chance, way: int, code: str, order: str) -> bytes:
    if code in "fd":
        return struct.pack(order + code, chance.of(FLOATS if code == "d" else FLOATS[:-1]))
    bits = 8 * struct.calcsize(code)
    whole = [
        chance.below(256),
        FIRST_TIME + chance.below(99),
        (1 << bits - 1) - 1,
        1 << bits - 1,
        (1 << bits) - 2,
    ][way - 3]
    return (whole & (1 << bits) - 1).to_bytes(bits // 8, "big" if order == ">" else "little")
