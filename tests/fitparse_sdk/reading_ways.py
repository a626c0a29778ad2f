"""Every public way of reading a file; only FitError may leave any of them."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from pathlib import Path

import fitparse_sdk as fit
from fitparse_sdk.__main__ import main

GARMIN_OPTIONS = (
    {},
    {
        "apply_scale_and_offset": False,
        "convert_datetimes_to_dates": False,
        "convert_types_to_strings": False,
        "merge_heart_rates": False,
    },
    {"expand_sub_fields": False, "expand_components": False, "merge_heart_rates": False},
)


def read_every_way(data: bytes, limits: fit.Limits | None = None) -> None:
    """All of them."""
    limits = limits or fit.Limits()
    with contextlib.suppress(fit.FitError):
        read_messages_first(data, limits)
        read_columns_first(data, limits)
    with contextlib.suppress(fit.FitError):
        fit.decode(data, limits=limits, strict=True)
    read_by_garmins_interface(data)


def read_messages_first(data: bytes, limits: fit.Limits) -> None:
    """check, decode, messages, encode, columns."""
    fit.check(data, limits=limits)
    activity = fit.decode(data, limits=limits)
    for message in activity.messages():
        repr(message), dict(message.raw), dict(message.developer), dict(message.units)
        assert message.definition.global_num == message.num
        assert len(message.payload) == message.definition.size - 1
    assert activity.memos is not None
    assert activity.utc_offset is None or activity.utc_offset.days < 100_000
    encoded = fit.encode(activity.messages())
    assert len(list(fit.decode(encoded, limits=limits).messages())) == len(activity)
    read_columns(activity)


def read_columns_first(data: bytes, limits: fit.Limits) -> None:
    """read, columns, heart rates."""
    for activity in fit.read(data, limits=limits):
        read_columns(activity)
        assert activity.warnings is not None
        try:
            fit.expand_heart_rates([dict(one) for one in activity.messages("hr")])
        except fit.hr_mesg_utils.HeartRateError:
            continue


def read_columns(activity: fit.Activity) -> None:
    """Each has a row a message."""
    for name in activity.names:
        columns = activity.columns(name)
        for one in (columns, columns.developer):
            assert all(len(values) == columns.count for values in one.values())
            assert set(one.units) >= set(one)


def read_by_garmins_interface(data: bytes) -> None:
    """Its decoder returns its errors; those that its SDK has, no others."""
    heard: list[object] = []
    listeners = {
        "mesg_listener": lambda *one: heard.append(one),
        "mesg_definition_listener": heard.append,
        "field_description_listener": lambda *one: heard.append(one),
    }
    for options in GARMIN_OPTIONS:
        for more in ({}, listeners):
            decoder = fit.Decoder(fit.Stream.from_byte_array(data))
            decoder.is_fit(), decoder.check_integrity()
            messages, errors = decoder.read(**options, **more)
            assert isinstance(messages, dict)
            assert all(_is_garmins(error) for error in errors), errors


def _is_garmins(error: Exception) -> bool:
    return "FIT Runtime Error" in str(error) or repr(error) == "IndexError('index out of range')"


def read_by_command(data: bytes) -> None:
    """The command line: JSON that is JSON, CSV and Parquet of every kind of message."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.fit"
        path.write_bytes(data)
        assert run(str(path))[0] in {0, 2}
        status, lines = run(str(path), "--json")
        for line in lines.splitlines():
            json.loads(line, parse_constant=_no_json)
        for name in fit.decode(data).names if status == 0 else ():
            assert run(str(path), "--csv", name)[0] == 0
            assert run(str(path), "--parquet", name, "-o", f"{folder}/one.parquet")[0] == 0


def run(*arguments: str) -> tuple[int, str]:
    """Status and output of the command."""
    out = io.StringIO()
    with contextlib.redirect_stderr(io.StringIO()):
        return main(arguments, out), out.getvalue()


def _no_json(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
