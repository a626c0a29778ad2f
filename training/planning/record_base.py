"""What all records of a plan share: reading from a document, writing to one, and the fields of each."""

from collections.abc import Mapping
from typing import Any, Self

from training.planning.record_codecs import (
    FLAG,
    JSON,
    NUMBER,
    TEXT,
    WHOLE,
    Codec,
    Field,
    read_record,
    write_record,
)

__all__ = [
    "FIELDS",
    "OPTIONAL_FLAG",
    "OPTIONAL_JSON",
    "OPTIONAL_NUMBER",
    "OPTIONAL_TEXT",
    "OPTIONAL_WHOLE",
    "Extra",
    "Record",
    "record",
]

Extra = Mapping[str, Any]

FIELDS: dict[type, dict[str, Field]] = {}  # of each record, written beside it
OPTIONAL_NUMBER = Field(NUMBER, optional=True)
OPTIONAL_TEXT = Field(TEXT, optional=True)
OPTIONAL_FLAG = Field(FLAG, optional=True)
OPTIONAL_WHOLE = Field(WHOLE, optional=True)
OPTIONAL_JSON = Field(JSON, optional=True)


class Record:
    """What all records share: `from_document` and `to_document`."""

    __slots__ = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any], path: str = "") -> Self:
        """The record of a document. Raises RecordUnreadable, whose `path` says where."""
        return read_record(cls, FIELDS[cls], document, path)

    def to_document(self) -> dict[str, Any]:
        """The document it came from, or the one that says the same."""
        return write_record(self, FIELDS[type(self)])


def record(cls: type[Record]) -> Codec:
    """The codec of a record within a record."""
    return Codec(cls.from_document, Record.to_document)
