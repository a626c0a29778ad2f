"""Values read bit by bit, lowest bit first, with the interface of Garmin's Python SDK."""

from __future__ import annotations

from .layout import BASE_TYPES

__all__ = ["BitStream"]


class BitStream:
    """The bits of one value or of a list of values of one base type."""

    __slots__ = ("_bits", "_position", "_size")

    def __init__(self, data: int | list[int], base_type: int) -> None:
        values = data if isinstance(data, list) else [data]
        width = BASE_TYPES[base_type].size * 8
        mask = (1 << width) - 1
        self._bits = sum((value & mask) << place * width for place, value in enumerate(values))
        self._size = width * len(values)
        self._position = 0

    def bits_available(self) -> int:
        """How many bits are left."""
        return self._size - self._position

    def has_bits_available(self) -> bool:
        """Whether any bit is left."""
        return self.bits_available() > 0

    def reset(self) -> None:
        """Start again at the first bit."""
        self._position = 0

    def read_bit(self) -> int:
        """Read one bit. Raises IndexError where none is left."""
        return self.read_bits(1)

    def read_bits(self, number_bits_to_read: int) -> int:
        """Read that many bits as an unsigned number. Raises IndexError where fewer are left."""
        if number_bits_to_read > self.bits_available():
            raise IndexError("FIT Runtime Error, no bits available.")
        value = self._bits >> self._position & ((1 << number_bits_to_read) - 1)
        self._position += number_bits_to_read
        return value
