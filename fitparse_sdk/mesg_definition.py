"""The definition a message is written by, made from the message itself, with the interface of Garmin's Python SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import fit as FIT  # noqa: N812  # the name programs written for the SDK know
from .profile import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .output_stream import _OutputStream

    FieldDescriptions = Mapping[Any, Mapping[str, Any]]

NOT_FIELDS = frozenset({"mesg_num", "developer_fields"})


class _MesgDefinition:
    """Which fields a message has, of what type and size."""

    def __init__(
        self,
        mesg_num: int | None,
        mesg: Mapping[str, Any] | None,
        field_descriptions: FieldDescriptions | None = None,
    ) -> None:
        if mesg is None:
            raise ValueError("mesg is missing or None")
        if mesg_num is None:
            raise ValueError("mesg_num is missing or None")
        profile = Profile["messages"].get(mesg_num)
        if profile is None:
            raise ValueError(f"mesg_num: {mesg_num} could not be found in the Profile")
        self.global_message_number = mesg_num
        self.local_mesg_num = 0
        self.field_definitions = _field_definitions(profile, mesg)
        self.developer_field_definitions = _developer_field_definitions(mesg, field_descriptions)
        self._check()

    def _check(self) -> None:
        if not self.field_definitions:
            raise ValueError("No valid fields were found in the message")
        if any(field["size"] > FIT.MAX_FIELD_SIZE for field in self.field_definitions):
            raise ValueError(f"Some field sizes are greater than {FIT.MAX_FIELD_SIZE}")
        for field in self.developer_field_definitions:
            if field["size"] > FIT.MAX_FIELD_SIZE:
                raise ValueError(
                    f"Developer field size for key '{field['key']}' is greater than {FIT.MAX_FIELD_SIZE}"
                )

    def write(self, output: _OutputStream) -> None:
        """Write the definition message."""
        developer = self.developer_field_definitions
        head = FIT.MESG_DEFINITION_MASK | (self.local_mesg_num & FIT.LOCAL_MESG_NUM_MASK)
        output.write_uint8(head | (FIT.DEV_DATA_MASK if developer else 0))
        output.write_uint8([0, FIT.ARCH_LITTLE_ENDIAN])
        output.write_uint16(self.global_message_number)
        output.write_uint8(len(self.field_definitions))
        for field in self.field_definitions:
            output.write_uint8(
                [field["num"], field["size"], field["base_type"] | field["base_type_endian_flag"]]
            )
        if developer:
            output.write_uint8(len(developer))
        for field in developer:
            output.write_uint8(
                [field["field_definition_number"], field["size"], field["developer_data_index"]]
            )

    def equals(self, other: _MesgDefinition) -> bool:
        """Whether both define the same fields, in whatever order."""
        return self._signature() == other._signature()

    def _signature(self) -> tuple[Any, ...]:
        fields = sorted((one["num"], one["size"], one["base_type"]) for one in self.field_definitions)
        developer = sorted(
            (one["field_definition_number"], one["size"], one["developer_data_index"])
            for one in self.developer_field_definitions
        )
        return self.global_message_number, fields, developer


def _field_definitions(profile: Mapping[str, Any], mesg: Mapping[str, Any]) -> list[dict[str, Any]]:
    by_name = {field["name"]: field for field in profile["fields"].values()}
    return [
        _field_definition(by_name[name], value)
        for name, value in mesg.items()
        if name not in NOT_FIELDS and value is not None and name in by_name
    ]


def _field_definition(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    base_type = FIT.FIELD_TYPE_TO_BASE_TYPE.get(field["base_type"])
    if base_type is None:
        raise ValueError(f"Unknown base_type '{field['base_type']}' for field '{field['name']}'")
    scaled_as_a_whole = len(field["components"]) <= 1
    return {
        "name": field["name"],
        "num": field["num"],
        "size": _field_size(value, base_type),
        "base_type": base_type,
        "base_type_endian_flag": FIT.BASE_TYPE_DEFINITIONS[base_type]["endian_flag"],
        "type": field["type"],
        "scale": _first(field["scale"], FIT.FIELD_DEFAULT_SCALE)
        if scaled_as_a_whole
        else FIT.FIELD_DEFAULT_SCALE,
        "offset": _first(field["offset"], FIT.FIELD_DEFAULT_OFFSET)
        if scaled_as_a_whole
        else FIT.FIELD_DEFAULT_OFFSET,
        "components": field["components"],
    }


def _first(values: Any, default: float) -> Any:
    if isinstance(values, list):
        return values[0] if values else default
    return default if values is None else values


def _field_size(value: Any, base_type: int) -> int:
    values = value if isinstance(value, list) else [value]
    if base_type == FIT.BASE_TYPE["STRING"]:
        return sum(len(text.encode()) + 1 for text in values)
    return int(FIT.BASE_TYPE_DEFINITIONS[base_type]["size"]) * len(values)


def _developer_field_definitions(
    mesg: Mapping[str, Any], field_descriptions: FieldDescriptions | None
) -> list[dict[str, Any]]:
    values = mesg.get("developer_fields") or {}
    return [_developer_field_definition(key, values[key], field_descriptions) for key in sorted(values)]


def _developer_field_definition(
    key: Any, value: Any, field_descriptions: FieldDescriptions | None
) -> dict[str, Any]:
    application, description = _description_of(key, field_descriptions)
    base_type = description["fit_base_type_id"] & FIT.BASE_TYPE_MASK
    return {
        "key": key,
        "base_type": base_type,
        "field_definition_number": description["field_definition_number"],
        "size": _field_size(value, base_type),
        "developer_data_index": application["developer_data_index"],
        "type": FIT.BASE_TYPE_TO_FIELD_TYPE[base_type],
        "scale": FIT.FIELD_DEFAULT_SCALE,
        "offset": FIT.FIELD_DEFAULT_OFFSET,
        "components": [],
    }


def _description_of(
    key: Any, descriptions: FieldDescriptions | None
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if descriptions is None:
        raise ValueError("no developer data field descriptions provided")
    found = descriptions.get(key) or {}
    application, description = found.get("developer_data_id_mesg"), found.get("field_description_mesg")
    if application is None or description is None:
        raise ValueError(f"could not find a developer field description for key {key}")
    needed = ("fit_base_type_id", "field_definition_number", "developer_data_index")
    missing = [f"field_description_mesg {name} is None" for name in needed if description.get(name) is None]
    if application.get("developer_data_index") is None:
        missing.append("developer_data_id_mesg developer_data_index is None")
    if application.get("developer_data_index") != description.get("developer_data_index"):
        missing.append("developerDataIndex values do not match")
    if missing:
        raise ValueError(f"missing or invalid values in the field description: {', '.join(missing)}")
    return application, description
