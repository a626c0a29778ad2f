"""Developer fields, which apps on the device add to messages, and the description in force for each message."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from .layout import BASE_TYPE_MASK, BASE_TYPES, BYTE, BaseType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Description", "Descriptions"]

FIELD_DESCRIPTION = 206
DEVELOPER_DATA_ID = 207


@dataclass(frozen=True, slots=True)
class Description:
    """What a field_description message says, and the app that says so.

    Attributes:
        index: place of the message among all data messages.
        key: place of the message among the field_description messages (Garmin's key for the field).
        application_id: the app's id as hexadecimal digits, "" where unknown.
        native_mesg_num, native_field_num: the profile's field it stands in for, or None.
    """

    index: int
    part: int
    key: int
    developer_data_index: int
    num: int
    base_type: BaseType
    name: str
    units: str
    scale: float
    offset: float
    native_mesg_num: int | None
    native_field_num: int | None
    application_id: str
    has_application: bool

    @property
    def meaning(self) -> tuple[object, ...]:
        """The content of the description regardless of its place, since devices repeat their descriptions."""
        return (
            self.base_type,
            self.name,
            self.units,
            self.scale,
            self.offset,
            self.native_mesg_num,
            self.native_field_num,
            self.application_id,
            self.has_application,
        )


@dataclass(frozen=True, slots=True)
class _Application:
    """A developer_data_id message: from here on its index belongs to this app."""

    index: int
    part: int
    developer_data_index: int
    identity: str


T = TypeVar("T", _Application, Description)


class Descriptions:
    """All descriptions of a scan, by where they hold."""

    def __init__(self) -> None:
        self._applications: dict[tuple[int, int], list[_Application]] = {}
        """By part and developer data index, in file order."""
        self._descriptions: dict[tuple[int, int, int], list[Description]] = {}
        """By part, developer data index and field number, in file order."""

    def add_application(self, index: int, part: int, message: Mapping[str, Any]) -> None:
        """Take note of a developer_data_id message (raw values)."""
        developer_data_index = _whole(message.get("developer_data_index"))
        if developer_data_index is None:
            return
        identity = _hexadecimal(message.get("application_id")) or _hexadecimal(message.get("developer_id"))
        same_index = self._applications.setdefault((part, developer_data_index), [])
        same_index.append(_Application(index, part, developer_data_index, identity))

    def add_description(self, index: int, part: int, key: int, message: Mapping[str, Any]) -> None:
        """Take note of a field_description message (raw values)."""
        developer_data_index = _whole(message.get("developer_data_index"))
        num = _whole(message.get("field_definition_number"))
        if developer_data_index is None or num is None:
            return
        application = self._application_at(index, part, developer_data_index)
        self._descriptions.setdefault((part, developer_data_index, num), []).append(
            Description(
                index=index,
                part=part,
                key=key,
                developer_data_index=developer_data_index,
                num=num,
                base_type=_base_type(_whole(message.get("fit_base_type_id"))),
                name=_text(message.get("field_name")) or f"developer_{developer_data_index}_{num}",
                units=_text(message.get("units")),
                scale=_whole(message.get("scale")) or 1,
                offset=_whole(message.get("offset")) or 0,
                native_mesg_num=_whole(message.get("native_mesg_num")),
                native_field_num=_whole(message.get("native_field_num")),
                application_id=application.identity if application else "",
                has_application=application is not None,
            )
        )

    def _application_at(self, index: int, part: int, developer_data_index: int) -> _Application | None:
        return _latest_before(index, self._applications.get((part, developer_data_index), ()))

    def changes(self, fields: Iterable[tuple[int, int]], part: int) -> list[int]:
        """Message indices from which on one of the (developer data index, number) fields may mean something else."""
        wanted = set(fields)
        found = {one.index for index, num in wanted for one in self._descriptions.get((part, index, num), ())}
        indices = {index for index, _ in wanted}
        found |= {one.index for index in indices for one in self._applications.get((part, index), ())}
        return sorted(found)

    def in_force(self, index: int, part: int, developer_data_index: int, num: int) -> Description | None:
        """The latest description before the message at that index, unless its data index has gone to another app since."""
        latest = _latest_before(index, self._descriptions.get((part, developer_data_index, num), ()))
        if latest is None:
            return None
        application = self._application_at(index, part, developer_data_index)
        if application and latest.has_application and application.identity != latest.application_id:
            return None
        return latest

    def first_in_force(
        self, index: int, part: int, developer_data_index: int, num: int
    ) -> Description | None:
        """Garmin's rule: the first description since the index's latest developer_data_id; none without one."""
        application = self._application_at(index, part, developer_data_index)
        if application is None:
            return None
        described = self._descriptions.get((part, developer_data_index, num), ())
        place = bisect_right(described, application.index, key=_index_of)
        return described[place] if place < len(described) and described[place].index < index else None


def _index_of(one: _Application | Description) -> int:
    return one.index


def _latest_before(index: int, ones: Sequence[T]) -> T | None:
    """The last of those, which are in file order, that stands before the message at that index."""
    place = bisect_left(ones, index, key=_index_of)
    return ones[place - 1] if place else None


def _base_type(number: int | None) -> BaseType:
    masked = BYTE.number if number is None else number & BASE_TYPE_MASK
    return BASE_TYPES[masked] if masked < len(BASE_TYPES) else BYTE


# These fields may have any type: a file's definitions may declare a name as a float.


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next((part for part in value if part), "")
    return value if isinstance(value, str) else ""


def _hexadecimal(value: Any) -> str:
    numbers = value if isinstance(value, list) else [value]
    are_bytes = all(isinstance(one, int) and 0 <= one <= 0xFF for one in numbers)
    return bytes(numbers).hex() if are_bytes else ""
