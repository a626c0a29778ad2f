"""The FIT profile: which messages and fields there are, and how their numbers are to be read.

`Profile` has the shape known from Garmin's Python SDK (plain dicts, which a program may extend with messages of its own).
`message_profile` gives the same facts as small typed objects, which is what this package works with.
Both are read from the compact text in `_profile_data` when they are first asked for, so importing costs next to nothing.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import _profile_data as facts

__all__ = [
    "FieldProfile",
    "MessageProfile",
    "Profile",
    "SubFieldProfile",
    "enumeration",
    "message_number",
    "message_profile",
]

Number = int | float


@dataclass(frozen=True, slots=True)
class SubFieldProfile:
    """An alternative meaning of a field, valid when a reference field of the message has one of the given raw values."""

    name: str
    type: str
    scale: tuple[Number, ...]
    offset: tuple[Number, ...]
    units: tuple[str, ...]
    bits: tuple[int, ...]
    components: tuple[int, ...]
    conditions: tuple[tuple[str, int], ...]
    """(reference field's name, raw value) pairs: any of them selects this subfield."""


@dataclass(frozen=True, slots=True)
class FieldProfile:
    """What the profile says about one field of one message."""

    num: int
    name: str
    type: str
    scale: tuple[Number, ...]
    offset: tuple[Number, ...]
    units: tuple[str, ...]
    bits: tuple[int, ...]
    components: tuple[int, ...]
    base_type: str
    is_accumulated: bool
    subfields: tuple[SubFieldProfile, ...]


class MessageProfile:
    """A message's name and its fields by number; field objects are made when first asked for."""

    __slots__ = ("_fields", "_garmin_fields", "messages_key", "name", "num")

    def __init__(self, num: int, entry: dict[str, Any] | None) -> None:
        self.num = num
        self.name: str = entry["name"] if entry else str(num)
        self.messages_key: str = entry["messages_key"] if entry else str(num)
        self._garmin_fields: dict[int, dict[str, Any]] = entry["fields"] if entry else {}
        self._fields: dict[int, FieldProfile] = {}

    def field(self, num: int) -> FieldProfile | None:
        """The field of that number, or None where the profile does not know it."""
        known = self._fields.get(num)
        if known is None and num in self._garmin_fields:
            known = self._fields[num] = _known_field_profile(self.num, self._garmin_fields[num])
        return known

    def field_named(self, name: str) -> FieldProfile | None:
        """The field of that name, or None."""
        for num, entry in self._garmin_fields.items():
            if entry["name"] == name:
                return self.field(num)
        return None

    @property
    def accumulated_fields(self) -> tuple[int, ...]:
        """Numbers of the fields that add up what components with few bits tell."""
        return tuple(num for num, entry in self._garmin_fields.items() if entry["is_accumulated"])

    def sources_of(self, target: int) -> tuple[FieldProfile, ...]:
        """The fields that have the target field among their components."""
        found = (
            self.field(num) for num, entry in self._garmin_fields.items() if target in entry["components"]
        )
        return tuple(field for field in found if field is not None)


@cache
def message_profile(num: int) -> MessageProfile:
    """The profile of the message with that number; a nameless one (its number for a name) where it is unknown."""
    return MessageProfile(num, _garmin_message(num) if num in facts.MESSAGES else None)


@cache
def enumeration(type_name: str) -> dict[int, str] | None:
    """Number to name of an enumerated type, or None where the type has no named values."""
    text = facts.TYPES.get(type_name)
    return None if text is None else _numbered(text)


def message_number(name: str | int) -> int | None:
    """The number of a message given by name or by number; None for a name the profile does not know."""
    if isinstance(name, int):
        return name
    number = _numbers_by_name().get(name)
    return int(name) if number is None and name.isdecimal() else number


@cache
def _numbers_by_name() -> dict[str, int]:
    return {text.partition("\n")[0]: num for num, text in facts.MESSAGES.items()}


_known_field_profiles: dict[tuple[int, int], tuple[dict[str, Any], FieldProfile]] = {}
"""By message and field number, with the entry it was made of."""


def _known_field_profile(message: int, entry: dict[str, Any]) -> FieldProfile:
    """The field's facts, made anew only where a program has changed the profile's entry since."""
    known = _known_field_profiles.get((message, entry["num"]))
    if known is None or known[0] != entry:
        known = deepcopy(entry), _field_profile(entry)
        _known_field_profiles[message, entry["num"]] = known
    return known[1]


def _field_profile(entry: dict[str, Any]) -> FieldProfile:
    return FieldProfile(
        num=entry["num"],
        base_type=entry["base_type"],
        is_accumulated=entry["is_accumulated"],
        subfields=tuple(_subfield_profile(subfield) for subfield in entry["sub_fields"]),
        **_shared_facts(entry),
    )


def _subfield_profile(entry: dict[str, Any]) -> SubFieldProfile:
    conditions = tuple((item["name"], item["raw_value"]) for item in entry["map"])
    return SubFieldProfile(conditions=conditions, **_shared_facts(entry))


def _shared_facts(entry: dict[str, Any]) -> dict[str, Any]:
    units = entry["units"]
    return {
        "name": entry["name"],
        "type": entry["type"],
        "scale": tuple(entry["scale"]) or (1,),
        "offset": tuple(entry["offset"]) or (0,),
        "units": tuple(units) if isinstance(units, list) else (units,),
        "bits": tuple(entry["bits"]),
        "components": tuple(entry["components"]),
    }


# The text of _profile_data, read into the dicts that Garmin's SDK has.


def _garmin_message(num: int) -> dict[str, Any]:
    name, *lines = facts.MESSAGES[num].split("\n")
    fields: dict[int, dict[str, Any]] = {}
    subfields: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith(">"):
            subfields.append(_garmin_subfield(line[1:]))
        else:
            field = _garmin_field(line)
            fields[field["num"]] = field
            subfields = field["sub_fields"]
    return {"num": str(num), "name": name, "messages_key": f"{name}_mesgs", "fields": fields}


def _garmin_field(line: str) -> dict[str, Any]:
    num, type_name, base_type, array, accumulated, name, *rest = line.split("\t")
    shared = _garmin_shared(*rest)
    return {
        "num": int(num),
        "name": name,
        "type": type_name,
        "base_type": base_type,
        "array": array,
        **shared,
        "is_accumulated": bool(accumulated),
        "has_components": bool(shared["components"]),
        "sub_fields": [],
    }


def _garmin_subfield(line: str) -> dict[str, Any]:
    type_name, conditions, name, *rest = line.split("\t")
    shared = _garmin_shared(*rest)
    return {
        "name": name,
        "type": type_name,
        "array": "",
        **shared,
        "has_components": bool(shared["components"]),
        "map": [_garmin_condition(condition) for condition in conditions.split(",")],
    }


def _garmin_condition(text: str) -> dict[str, Any]:
    num, name, raw_value, value_name = text.split(":")
    return {"num": int(num), "name": name, "raw_value": int(raw_value), "value_name": value_name}


def _garmin_shared(scale: str, offset: str, units: str, bits: str, components: str) -> dict[str, Any]:
    return {
        "scale": _numbers(scale),
        "offset": _numbers(offset),
        "units": units[1:].split("|") if units.startswith("|") else units,
        "bits": _numbers(bits),
        "components": _numbers(components),
    }


def _numbers(text: str) -> list[Any]:
    return [float(word) if "." in word else int(word) for word in text.split(",")] if text else []


def _numbered(text: str) -> dict[int, str]:
    pairs = (word.split("=", 1) for word in text.split(" ") if word)
    return {int(number): name for number, name in pairs}


class _LazyProfile(dict[str, Any]):
    """A dict whose big parts are made when they are first looked at."""

    def _part(self, key: str) -> Any:
        if key == "messages":
            return {num: _garmin_message(num) for num in facts.MESSAGES}
        if key == "types":
            return {name: _numbered(text) for name, text in facts.TYPES.items()}
        raise KeyError(key)

    def __missing__(self, key: str) -> Any:
        part = self[key] = self._part(key)
        return part

    def _complete(self) -> dict[str, Any]:
        ordered = {key: self[key] for key in ("version", "common_fields", "messages", "types", "mesg_num")}
        return ordered | dict(super().items())

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else default  # noqa: SIM401  # dict.get would not make the part

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in {"messages", "types"}

    def __iter__(self) -> Any:
        return iter(self._complete())

    def __len__(self) -> int:
        return len(self._complete())

    def __eq__(self, other: object) -> bool:
        return self._complete() == other

    __hash__ = None

    def __repr__(self) -> str:
        return repr(self._complete())

    def keys(self) -> Any:
        return self._complete().keys()

    def values(self) -> Any:
        return self._complete().values()

    def items(self) -> Any:
        return self._complete().items()


Profile: dict[str, Any] = _LazyProfile(
    version=dict(zip(("major", "minor", "patch", "type"), facts.VERSION, strict=True)),
    common_fields=dict(facts.COMMON_FIELDS),
    mesg_num={name: int(num) for name, num in (word.split("=") for word in facts.MESG_NUM.split(" "))},
)
"""The profile in the shape of Garmin's Python SDK: version, common_fields, messages, types, mesg_num."""
