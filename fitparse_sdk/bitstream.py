"""Values read bit by bit, lowest bit first, with the interface of Garmin's Python SDK."""

from __future__ import annotations

from .layout import BASE_TYPES

__all__ = ["BitStream"]


class BitStream:
    """The bits of one value or of a list of values of one base type."""

    __slots__ = ("_array", "_data", "_position", "_size", "_width")

    def __init__(self, data: int | list[int], base_type: int) -> None:
        self._data = data if isinstance(data, list) else [data]
        self._width = BASE_TYPES[base_type].size * 8
        self._size = self._width * len(self._data)
        self._position = 0
        self._array: int | None = None  # all bits as one number, made when parts of a value are read

    def bits_available(self) -> int:
        """How many bits are left."""
        return self._size - self._position

    def has_bits_available(self) -> bool:
        """Whether any bit is left."""
        return self.bits_available() > 0

    def reset(self) -> None:
        """Start again at the first bit."""
        self._position = 0
        self._array = None

    def read_bit(self) -> int:
        """Read one bit. Raises IndexError where none is left."""
        return self.read_bits(1)

    def read_bits(self, number_bits_to_read: int) -> int:
        """Read that many bits as an unsigned number. Raises IndexError where fewer are left."""
        if number_bits_to_read > self.bits_available():
            raise IndexError("FIT Runtime Error, no bits available.")
        mask = (1 << number_bits_to_read) - 1
        if self._array is None and number_bits_to_read == self._width:
            value = self._data[self._position // self._width] & mask
        else:
            value = self._all_bits() >> self._position & mask
        self._position += number_bits_to_read
        return value

    def _all_bits(self) -> int:
        if self._array is None:
            mask = (1 << self._width) - 1
            self._array = sum((value & mask) << place * self._width for place, value in enumerate(self._data))
        return self._array
