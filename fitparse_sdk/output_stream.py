"""Bytes that grow value by value, with the interface of Garmin's Python SDK."""

from __future__ import annotations

import struct
from functools import partialmethod
from typing import Any

from . import fit as FIT  # noqa: N812  # the name programs written for the SDK know

INVALID_FLOATS = {"f": b"\xff" * 4, "d": b"\xff" * 8}


class _OutputStream:
    """A buffer that FIT values are written to, low byte first."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def length(self) -> int:
        """Bytes written so far."""
        return len(self._buffer)

    @property
    def data(self) -> bytes:
        """All that was written."""
        return bytes(self._buffer)

    def write(self, value: Any, base_type: int) -> None:
        """Write a value or a list of values."""
        if base_type == FIT.BASE_TYPE["STRING"]:
            self.write_string(value)
        else:
            self.write_values(value if isinstance(value, list) else [value], base_type)

    def write_values(self, values: list[Any], base_type: int) -> None:
        """Write each value of a list."""
        for value in values:
            self.write_value(value, base_type)

    def write_value(self, value: Any, base_type: int) -> None:
        """Write one value; None as the type's invalid value. Bits that do not fit the type are cut off."""
        definition = FIT.BASE_TYPE_DEFINITIONS.get(base_type)
        if definition is None:
            raise ValueError(f"Unsupported base type: {base_type}")
        code = definition["type_code"]
        if code in INVALID_FLOATS:
            self._buffer += INVALID_FLOATS[code] if value is None else struct.pack(f"<{code}", value)
        elif code == "s":
            self._buffer += struct.pack("s", value)
        else:
            number = int(definition["invalid"] if value is None else value)
            bits = number & ((1 << definition["size"] * 8) - 1)
            self._buffer += bits.to_bytes(definition["size"], "little")

    def write_string(self, text: str | list[str]) -> None:
        """Write a text, or several, each with a NUL behind it."""
        self._buffer += "\0".join(text if isinstance(text, list) else [text]).encode() + b"\0"

    def set_bytes(self, data: bytes | bytearray, offset: int = 0) -> None:
        """Put bytes in place of those at an offset; a gap before it is filled with zeros."""
        self._buffer += bytes(max(offset - self.length, 0))
        self._buffer[offset : offset + len(data)] = data

    write_byte = partialmethod(write, base_type=FIT.BASE_TYPE["BYTE"])
    write_enum = partialmethod(write, base_type=FIT.BASE_TYPE["ENUM"])
    write_float32 = partialmethod(write, base_type=FIT.BASE_TYPE["FLOAT32"])
    write_float64 = partialmethod(write, base_type=FIT.BASE_TYPE["FLOAT64"])
    write_sint8 = partialmethod(write, base_type=FIT.BASE_TYPE["SINT8"])
    write_sint16 = partialmethod(write, base_type=FIT.BASE_TYPE["SINT16"])
    write_sint32 = partialmethod(write, base_type=FIT.BASE_TYPE["SINT32"])
    write_sint64 = partialmethod(write, base_type=FIT.BASE_TYPE["SINT64"])
    write_uint8 = partialmethod(write, base_type=FIT.BASE_TYPE["UINT8"])
    write_uint16 = partialmethod(write, base_type=FIT.BASE_TYPE["UINT16"])
    write_uint32 = partialmethod(write, base_type=FIT.BASE_TYPE["UINT32"])
    write_uint64 = partialmethod(write, base_type=FIT.BASE_TYPE["UINT64"])
    write_uint8z = partialmethod(write, base_type=FIT.BASE_TYPE["UINT8Z"])
    write_uint16z = partialmethod(write, base_type=FIT.BASE_TYPE["UINT16Z"])
    write_uint32z = partialmethod(write, base_type=FIT.BASE_TYPE["UINT32Z"])
    write_uint64z = partialmethod(write, base_type=FIT.BASE_TYPE["UINT64Z"])
