"""A stream of bytes to decode, with the interface of Garmin's Python SDK."""

from __future__ import annotations

import os
from enum import Enum
from io import BufferedReader, BytesIO
from struct import unpack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Self

    from .crc_calculator import CrcCalculator

__all__ = ["Endianness", "Stream"]


class Endianness(str, Enum):  # noqa: UP042  # the SDK's class prints as Endianness.LITTLE
    """Byte order, by the names `int.from_bytes` knows."""

    LITTLE = "little"
    BIG = "big"


class Stream:
    """Bytes with a position, from a file, bytes or a binary file object."""

    @staticmethod
    def from_file(filename: str | os.PathLike[str]) -> Stream:
        """A stream of a file's bytes."""
        return Stream.from_buffered_reader(open(filename, "rb"), os.path.getsize(filename))  # noqa: PTH123, PTH202  # the stream closes it; pathlib costs import time

    @staticmethod
    def from_byte_array(byte_array: bytes | bytearray, stream_length: int | None = None) -> Stream:
        """A stream of these bytes."""
        return Stream.from_bytes_io(
            BytesIO(byte_array), len(byte_array) if stream_length is None else stream_length
        )

    @staticmethod
    def from_bytes_io(bytes_io: BytesIO, length: int | None = None) -> Stream:
        """A stream of a BytesIO's bytes."""
        reader: Any = BufferedReader(bytes_io)
        return Stream.from_buffered_reader(reader, bytes_io.getbuffer().nbytes if length is None else length)

    @staticmethod
    def from_buffered_reader(buffered_reader: BufferedReader, length: int | None = None) -> Stream:
        """A stream of a binary file object's bytes."""
        return Stream(buffered_reader, _size(buffered_reader) if length is None else length)

    def __init__(self, buffered_reader: BufferedReader, stream_length: int) -> None:
        self._buffered_reader = buffered_reader
        self._stream_length = stream_length
        self._crc_calculator: CrcCalculator | None = None

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file underneath."""
        self._buffered_reader.close()

    def get_buffered_reader(self) -> BufferedReader:
        """The file object underneath."""
        return self._buffered_reader

    def peek_byte(self) -> int:
        """The next byte; the position stays. Raises IndexError at the end."""
        return self.peek_bytes(1)[0]

    def peek_bytes(self, num_bytes: int) -> bytes:
        """The next bytes, fewer at the end; the position stays."""
        position = self.position()
        found = self._buffered_reader.read(num_bytes)
        self.seek(position)
        return found

    def slice(self, start: int, end: int) -> bytes:
        """The bytes between two positions; the position stays."""
        position = self.position()
        self.seek(start)
        found = self._buffered_reader.read(max(end - start, 0))
        self.seek(position)
        return found

    def seek(self, position: int) -> None:
        """Go to a position."""
        self._buffered_reader.seek(position)

    def reset(self) -> None:
        """Go to the start."""
        self.seek(0)

    def position(self) -> int:
        """Where the next byte is read from."""
        return self._buffered_reader.tell()

    def get_length(self) -> int:
        """Number of bytes in the stream."""
        return self._stream_length

    def read_byte(self) -> int:
        """Read one byte. Raises IndexError at the end."""
        if self.position() > self._stream_length - 1:
            raise IndexError(f"FIT Runtime Error, end of file reached at byte pos: {self.position()}")
        return self.read_bytes(1)[0]

    def read_bytes(self, num_bytes: int) -> bytes:
        """Read that many bytes. Raises IndexError where fewer are left."""
        if num_bytes > self._stream_length - self.position():
            raise IndexError(
                "FIT Runtime Error number of bytes provided is longer than the number of bytes remaining"
            )
        found = self._buffered_reader.read(num_bytes)
        if self._crc_calculator is not None:
            self._crc_calculator.add_bytes(found, 0, num_bytes)
        return found

    def read_unint_16(self, endianness: Endianness | str = Endianness.LITTLE) -> int:
        """Read an unsigned integer of 16 bits."""
        return int.from_bytes(self.read_bytes(2), endianness)  # type: ignore[arg-type]  # "little" or "big"

    def read_unint_32(self, endianness: Endianness | str = Endianness.LITTLE) -> int:
        """Read an unsigned integer of 32 bits."""
        return int.from_bytes(self.read_bytes(4), endianness)  # type: ignore[arg-type]  # "little" or "big"

    def read_string(self, string_length: int) -> list[bytes]:
        """Read a text's bytes, in a list of one."""
        return self.read_and_unpack(string_length, f"={string_length}s")

    def read_and_unpack(self, size: int, struct_format_string: str) -> list[Any]:
        """Read that many bytes and unpack them by a format of `struct`."""
        return list(unpack(struct_format_string, self.read_bytes(size)))

    def get_crc_caclulator(self) -> CrcCalculator | None:
        """The CRC calculator that sees all bytes read (the spelling is the SDK's)."""
        return self._crc_calculator

    def set_crc_calculator(self, crc_calculator: CrcCalculator | None) -> None:
        """Set the CRC calculator that sees all bytes read from now on."""
        self._crc_calculator = crc_calculator


def _size(reader: BufferedReader) -> int:
    position = reader.tell()
    size = reader.seek(0, os.SEEK_END)
    reader.seek(position)
    return size
