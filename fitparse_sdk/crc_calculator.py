"""The checksum of FIT files, CRC-16/ARC, for files of any size in a few NumPy passes.

A CRC without final inversion is linear: every set bit adds (XORs) a constant that depends only on its distance from the
end. For the polynomial x^16 + x^15 + x^2 + 1 these constants repeat every 32767 bits. So the bytes are first XORed together
in blocks of 32767, then the bits of that one block in rows of 32767, and at last the constants of the bits that are left.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = bytes | bytearray | memoryview

__all__ = ["CrcCalculator", "crc16"]

REVERSED_POLYNOMIAL = 0xA001
PERIOD = 32767
SHORT = 64
"""Up to this many bytes a table and a loop are faster than NumPy's fixed cost."""


def crc16(data: Bytes, crc: int = 0) -> int:
    """The CRC-16/ARC of the bytes, continuing from the CRC of what came before.

    The CRC of data followed by its own CRC (low byte first) is 0.
    """
    if len(data) <= SHORT:
        return _crc16_by_table(data, crc)
    if crc:
        data = bytes((data[0] ^ (crc & 0xFF), data[1] ^ (crc >> 8))) + bytes(data[2:])
    return _crc16_by_folding(data)


def _crc16_by_table(data: Bytes, crc: int) -> int:
    table = _table()
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


def _crc16_by_folding(data: Bytes) -> int:
    bits = np.unpackbits(_folded_bytes(np.frombuffer(data, np.uint8)), bitorder="little")
    folded = _folded_bits(bits)
    constants = _constants()[-len(folded) :]
    return int(np.bitwise_xor.reduce(constants * folded))


def _folded_bytes(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """At most PERIOD bytes with the same CRC: bytes at equal distance from the end, modulo PERIOD, XORed together."""
    blocks, rest = divmod(len(data), PERIOD)
    if not blocks:
        return data
    folded: NDArray[np.uint8] = np.bitwise_xor.reduce(data[rest:].reshape(blocks, PERIOD), axis=0)
    if rest:
        folded[PERIOD - rest :] ^= data[:rest]
    return folded


def _folded_bits(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, rest = divmod(len(bits), PERIOD)
    if not rows:
        return bits
    folded: NDArray[np.uint8] = np.bitwise_xor.reduce(bits[rest:].reshape(rows, PERIOD), axis=0)
    if rest:
        folded[PERIOD - rest :] ^= bits[:rest]
    return folded


@cache
def _constants() -> NDArray[np.uint16]:
    """What a set bit adds to the CRC; the last entry is for the last bit of the data."""
    constants = np.empty(PERIOD, np.uint16)
    value = 1
    for index in range(PERIOD - 1, -1, -1):
        value = _shifted(value)
        constants[index] = value
    return constants


def _shifted(crc: int) -> int:
    return (crc >> 1) ^ (REVERSED_POLYNOMIAL if crc & 1 else 0)


@cache
def _table() -> tuple[int, ...]:
    entries = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = _shifted(crc)
        entries.append(crc)
    return tuple(entries)


class CrcCalculator:
    """A running CRC, with the interface of Garmin's Python SDK."""

    __slots__ = ("_crc",)

    def __init__(self) -> None:
        self._crc = 0

    def get_crc(self) -> int:
        """The CRC of all bytes added so far."""
        return self._crc

    def add_bytes(self, buffer: Bytes, start: int, end: int) -> int:
        """Add buffer[start:end]; returns the CRC so far."""
        self._crc = crc16(memoryview(buffer)[start:end], self._crc)
        return self._crc

    @staticmethod
    def calculate_crc(buffer: Bytes, start: int, end: int) -> int:
        """The CRC of buffer[start:end]."""
        return crc16(memoryview(buffer)[start:end])
