"""Write fitparse_sdk/_profile_data.py from the profile of an installed garmin-fit-sdk.

Only public facts are taken over: numbers, names, types, scales, offsets, units, components, subfields and enumerations.

    python scripts/generate_fit_profile.py fitparse_sdk/_profile_data.py

One message is one string, one field one line of tab-separated cells; a line that starts with ``>`` is a subfield of the
field above it. `fitparse_sdk.profile` reads a message's string when that message is first needed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from garmin_fit_sdk.profile import Profile

HEADER = '''"""The FIT profile's public facts, written by scripts/generate_fit_profile.py. Do not edit by hand."""

'''


def main() -> None:
    """Write the file named on the command line."""
    Path(sys.argv[1]).write_text(generated_source(), encoding="utf-8")


def generated_source() -> str:
    """The whole text of _profile_data.py."""
    version = Profile["version"]
    lines = [
        HEADER,
        f"VERSION = ({version['major']}, {version['minor']}, {version['patch']}, {version['type']!r})\n",
        f"COMMON_FIELDS = {Profile['common_fields']!r}\n",
        f"MESG_NUM = {' '.join(f'{name}={number}' for name, number in Profile['mesg_num'].items())!r}\n",
        "MESSAGES = {\n",
        *(f"    {number}: {message_text(message)!r},\n" for number, message in Profile["messages"].items()),
        "}\n",
        "TYPES = {\n",
        *(f"    {name!r}: {type_text(values)!r},\n" for name, values in Profile["types"].items()),
        "}\n",
    ]
    return "".join(lines)


def message_text(message: dict[str, Any]) -> str:
    """A message's name, then a line a field."""
    lines = [message["name"]]
    for field in message["fields"].values():
        lines.append(field_line(field))
        lines += [">" + subfield_line(subfield) for subfield in field["sub_fields"]]
    return "\n".join(lines)


def field_line(field: dict[str, Any]) -> str:
    """Number, type, base type, array, accumulation, then what fields and subfields share."""
    accumulated = "1" if field["is_accumulated"] else ""
    cells = [
        field["num"],
        field["type"],
        field["base_type"],
        field["array"],
        accumulated,
        *shared_cells(field),
    ]
    return "\t".join(map(str, cells))


def subfield_line(subfield: dict[str, Any]) -> str:
    """Type, the conditions that select it, then what fields and subfields share."""
    conditions = ",".join(
        f"{item['num']}:{item['name']}:{item['raw_value']}:{item['value_name']}" for item in subfield["map"]
    )
    return "\t".join([subfield["type"], conditions, *shared_cells(subfield)])


def shared_cells(field: dict[str, Any]) -> list[str]:
    """Name, scale, offset, units, bits, components; a list of units is marked by a leading ``|``."""
    units = field["units"]
    return [
        field["name"],
        joined(field["scale"]),
        joined(field["offset"]),
        "|" + "|".join(units) if isinstance(units, list) else units,
        joined(field["bits"]),
        joined(field["components"]),
    ]


def joined(numbers: list[float]) -> str:
    """Numbers with commas; ``1`` and ``0`` are written like any other."""
    return ",".join(map(str, numbers))


def type_text(values: dict[int, str]) -> str:
    """An enumeration as ``number=name`` words."""
    return " ".join(f"{number}={name}" for number, name in values.items())


if __name__ == "__main__":
    main()
