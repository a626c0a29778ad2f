"""How the fields of records are read from documents and written to them; an error names the path of the field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

__all__ = [
    "DAY", "FLAG", "JSON", "NUMBER", "TEXT", "WHOLE", "Codec", "Field", "RecordUnreadable", "choice_of", "list_of",
    "nullable", "read_record", "union_of", "write_record",
]  # fmt: skip

R = TypeVar("R")


class RecordUnreadable(ValueError):  # noqa: N818 - named after what is the matter with the document
    """A document is not what a record needs: `path` of the field, and what was `expected` there."""

    def __init__(self, path: str, expected: str, found: object) -> None:
        self.path, self.expected = path or "the document", expected
        super().__init__(f"{self.path}: expected {expected}, found {found!r:.60}")


@dataclass(frozen=True, slots=True)
class Codec:
    """`read(value, path)` gives the record's value, `write(value)` the document's."""

    read: Callable[[Any, str], Any]
    write: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field's codec; an optional one may be absent or null."""

    codec: Codec
    optional: bool = False


def read_record(cls: Callable[..., R], fields: Mapping[str, Field], document: Any, path: str) -> R:
    """A record from a document; unknown keys, and optional ones that are null, are kept in `extra`."""
    if not isinstance(document, Mapping):
        raise RecordUnreadable(path, "an object", document)
    values, extra = {}, {}
    for key, value in document.items():
        known = fields.get(key)
        if known is None or (known.optional and value is None):
            extra[key] = value
        else:
            values[key] = known.codec.read(value, f"{path}.{key}" if path else key)
    for key, known in fields.items():
        if key not in values and not known.optional:
            raise RecordUnreadable(f"{path}.{key}" if path else key, "a value", None)
    return cls(**values, extra=extra)


def write_record(record: Any, fields: Mapping[str, Field]) -> dict[str, Any]:
    """The document of a record: what it knows, then what it kept."""
    document = {}
    for key, known in fields.items():
        value = getattr(record, key)
        if value is not None or not known.optional:
            document[key] = known.codec.write(value)
    return {**record.extra, **document}


def choice_of(*names: str) -> Codec:
    """One of some texts."""

    def read(value: Any, path: str) -> str:
        if value not in names:
            raise RecordUnreadable(path, " or ".join(names), value)
        return str(value)

    return Codec(read, _same)


def list_of(inner: Codec) -> Codec:
    """A list, kept as a tuple."""

    def read(value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise RecordUnreadable(path, "a list", value)
        return tuple(inner.read(one, f"{path}[{number}]") for number, one in enumerate(value))

    return Codec(read, lambda value: [inner.write(one) for one in value])


def nullable(inner: Codec) -> Codec:
    """A value that must be there and may be null."""
    return Codec(
        lambda value, path: None if value is None else inner.read(value, path),
        lambda value: None if value is None else inner.write(value),
    )


def union_of(key: str, kinds: Mapping[str, Callable[[], Codec]]) -> Codec:
    """One of several records, told apart by the text under a key."""

    def read(value: Any, path: str) -> Any:
        kind = value.get(key) if isinstance(value, Mapping) else None
        if kind not in kinds:
            raise RecordUnreadable(f"{path}.{key}", " or ".join(kinds), kind)
        return kinds[str(kind)]().read(value, path)

    return Codec(read, lambda value: kinds[getattr(value, key)]().write(value))


def _same(value: Any) -> Any:
    return value


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise RecordUnreadable(path, "a text", value)
    return value


def _number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RecordUnreadable(path, "a number", value)
    return value


def _whole(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RecordUnreadable(path, "a whole number", value)
    return value


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise RecordUnreadable(path, "true or false", value)
    return value


def _day(value: Any, path: str) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise RecordUnreadable(path, "a date such as 2026-03-01", value) from error
    if day.isoformat() != value:
        raise RecordUnreadable(path, "a date such as 2026-03-01", value)
    return day


def _json(value: Any, _path: str) -> Any:
    return value


TEXT, NUMBER, WHOLE, FLAG = (Codec(read, _same) for read in (_text, _number, _whole, _flag))
DAY = Codec(_day, date.isoformat)
JSON = Codec(_json, _same)
