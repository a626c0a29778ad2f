"""Every file of ../shared/fit, against garmin-fit-sdk and against itself written anew.

The cases where garmin-fit-sdk is wrong, and what is expected instead:

1. It refuses compressed timestamps: two files end early there; they are compared as far as it reads.
2. It fails at a developer field of no bytes and loses all records after it: one file.
3. It makes dates of 1989 and later of times that count from the device's start: numbers are expected.
4. It returns NaN floats as values: no value is expected.
5. It returns the invalid values of developer fields: no value is expected.
6. It ignores scale and offset of developer fields: scaled values are expected.
"""

import csv
import math
from datetime import datetime

import garmin_fit_sdk as garmin
import numpy as np
import pytest
from garmin_fit_sdk import fit as protocol

import fitparse_sdk as fit
from tests.fitparse_sdk.fit_bytes import SHARED_FIT, needs_corpus, no_corpus

pytestmark = [pytest.mark.corpus, needs_corpus]

FILES = sorted(SHARED_FIT.glob("*/*.fit"))
QUICK_BYTES = 30_000
STOPS_EARLY = {
    "compressed timestamp": ("antfs-dump.63", "compressed-speed"),
    "zero size": ("tpv_dev_fields",),
}
FIRST_DATE, EPOCH = 0x10000000, 631_065_600


def by_size():
    return [
        pytest.param(path, marks=() if path.stat().st_size < QUICK_BYTES else pytest.mark.slow, id=path.name)
        for path in FILES
    ] or no_corpus(1)


def stops_early(path) -> bool:
    return any(part in path.name for parts in STOPS_EARLY.values() for part in parts)


def expected(message: dict, descriptions: list[dict]) -> dict:
    """The SDK's message without its mistakes 3 to 6."""
    found = {}
    for name, value in message.items():
        right = developer(value, descriptions) if name == "developer_fields" else corrected(value)
        if value is None or right not in (None, {}):
            found[name] = right
    return found


def corrected(value):
    if isinstance(value, datetime) and value.timestamp() - EPOCH < FIRST_DATE:
        return int(value.timestamp()) - EPOCH
    if isinstance(value, list):
        values = [corrected(one) for one in value]
        return values if any(one is not None for one in values) else None
    return None if isinstance(value, float) and math.isnan(value) else value


def developer(fields: dict, descriptions: list[dict]) -> dict:
    values = {key: developer_value(value, descriptions[key]) for key, value in fields.items()}
    return {key: value for key, value in values.items() if value is not None}


def developer_value(value, description: dict):
    base = protocol.BASE_TYPE_DEFINITIONS[description["fit_base_type_id"] & 0x1F]
    if isinstance(value, list) and base["type"] != protocol.BASE_TYPE["BYTE"]:
        values = [developer_value(one, description) for one in value]
        return values if any(one is not None for one in values) else None
    if isinstance(value, list):
        return value if any(one != base["invalid"] for one in value) else None
    if isinstance(value, str) or corrected(value) is None or value == base["invalid"]:
        return None if corrected(value) is None or value == base["invalid"] else value
    scale, offset = description.get("scale") or 1, description.get("offset") or 0
    return (value / scale if scale != 1 else value) - offset


@pytest.mark.parametrize("path", by_size())
def test_every_message_and_field_equals_garmins(path):
    theirs, their_errors = garmin.Decoder(garmin.Stream.from_byte_array(bytearray(path.read_bytes()))).read()
    ours, our_errors = fit.Decoder(fit.Stream.from_byte_array(path.read_bytes())).read()
    descriptions = theirs.get("field_description_mesgs", [])
    if stops_early(path):
        assert their_errors
        assert our_errors == []
        ours = {kind: ours[kind][: len(messages)] for kind, messages in theirs.items()}
    else:
        assert list(map(repr, our_errors)) == list(map(repr, their_errors))
        assert list(ours) == list(theirs)
    for kind, messages in theirs.items():
        assert len(ours[kind]) == len(messages)
        for our, their in zip(ours[kind], messages, strict=True):
            wanted = expected(their, descriptions)
            assert our == wanted
            assert {name: repr(value) for name, value in our.items()} == {
                k: repr(v) for k, v in wanted.items()
            }


@pytest.mark.parametrize("path", by_size())
def test_what_is_decoded_survives_encoding_and_decoding(path):
    """Values, raw values, developer fields, base types, unknown messages and fields."""
    before = list(fit.decode(path).messages())
    after = list(fit.decode(fit.encode(before), strict=False).messages())
    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        assert (one.name, dict(one), dict(one.raw), dict(one.developer)) == (
            other.name,
            dict(other),
            dict(other.raw),
            dict(other.developer),
        )
        types = {field.num: field.declared_type for field in one.definition.fields}
        assert types.items() <= {field.num: field.declared_type for field in other.definition.fields}.items()


@pytest.mark.parametrize("path", by_size())
def test_columns_hold_what_the_messages_hold(path):
    activity = fit.decode(path)
    for name in activity.names:
        if name == "record" and "hr" in activity.names:
            continue  # heart rates are merged into columns only
        columns = activity.columns(name)
        messages = list(activity.messages(name))
        assert columns.count == len(messages)
        for field, column in columns.items():
            if column.dtype == object or column.ndim > 1:
                continue
            there = np.array(
                [any(alias in one for alias in (field, f"enhanced_{field}")) for one in messages]
            )
            if field in {key for one in messages for key in one}:
                there = np.array([field in one for one in messages])
            np.testing.assert_array_equal(~np.isnan(column), there)


def index_rows():
    if not SHARED_FIT.is_dir():
        return no_corpus(1)
    with (SHARED_FIT / "index.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["path"].endswith(".fit")]
    return [pytest.param(row, id=row["path"].rpartition("/")[2]) for row in rows]


@pytest.mark.parametrize("row", index_rows())
def test_the_index_of_the_corpus_agrees(row):
    """Counts as garmin-fit-sdk found them, where it did not stop early."""
    path = SHARED_FIT / row["path"]
    result = fit.check(path)
    assert result.is_fit == (row["is_fit"] == "True")
    if not row["errors"] and not stops_early(path):
        activity = fit.decode(path)
        assert activity.columns("record").count == int(row["records"])
        assert activity.columns("lap").count == int(row["laps"])


def case_files():
    if not SHARED_FIT.is_dir():
        return no_corpus(2)
    with (SHARED_FIT / "edge_cases.csv").open() as file:
        rows = list(csv.DictReader(file))
    smallest = {}
    for row in sorted(rows, key=lambda row: -(SHARED_FIT / row["file"]).stat().st_size):
        smallest[row["case"]] = row["file"]
    return sorted(smallest.items())


def has_compressed(activity: fit.Activity) -> bool:
    return any(message.header_timestamp is not None for message in activity.messages())


def has_warning(kind: type, text: str):
    return lambda activity: any(one.kind is kind and text in one.message for one in activity.warnings)


def has_message(name: str | int):
    return lambda activity: next(activity.messages(name), None) is not None


def definitions(activity: fit.Activity):
    return {id(one.definition): one.definition for one in activity.messages()}.values()


def record_times(activity: fit.Activity) -> np.ndarray:
    times = activity.columns("record")["timestamp"]
    return times[~np.isnan(times)]


def redefines(activity: fit.Activity) -> bool:
    locals_ = [one.local_num for one in definitions(activity)]
    return len(locals_) > len(set(locals_))


def has_type(*names: str):
    return lambda activity: any(
        f.base_type.name in names for one in definitions(activity) for f in one.fields
    )


def has_relative_time(activity: fit.Activity) -> bool:
    return any(
        0 <= one.raw.get("timestamp", FIRST_DATE) < FIRST_DATE for one in activity.messages() if one.num < 400
    )


SHOWS = {
    "array field": lambda activity: any(f.elements > 1 for one in definitions(activity) for f in one.fields),
    "big-endian definition": lambda activity: any(one.architecture for one in definitions(activity)),
    "chained files": lambda activity: len(activity.headers) > 1,
    "compressed timestamp header": has_compressed,
    "data for undefined local type": has_warning(fit.FitDataError, "undefined local type"),
    "developer fields": lambda activity: any(one.developer_fields for one in definitions(activity)),
    "duplicate record timestamp": lambda activity: (np.diff(record_times(activity)) == 0).any(),
    "field size not multiple of base type": has_warning(fit.FitDataError, "no multiple"),
    "file crc bad": has_warning(fit.FitCrcError, "file's CRC"),
    "float field": has_type("float32", "float64"),
    "header 12": lambda activity: activity.headers[0].size == 12,
    "header 14": lambda activity: activity.headers[0].size == 14,
    "header crc 0": lambda activity: activity.headers[0].crc == 0,
    "hr messages (132)": has_message("hr"),
    "hrv messages (78)": has_message("hrv"),
    "identical redefinition": redefines,
    "local type redefined mid-file": redefines,
    "length (swim) messages": has_message("length"),
    "memo_glob (145)": lambda activity: "segment_start" in {memo.text for memo in activity.memos},
    "message cut by end": has_warning(fit.FitTruncatedError, "cut off"),
    "monitoring messages": has_message("monitoring"),
    "non-monotonic record timestamp": lambda activity: (np.diff(record_times(activity)) <= 0).any(),
    "parse ran off end": has_warning(fit.FitTruncatedError, "cut off"),
    "odd arch byte": has_warning(fit.FitTruncatedError, "cut off"),
    "reserved header bit set (data)": has_warning(fit.FitDataError, "undefined local type"),
    "string field": has_type("string"),
    "timestamp < 0x10000000 (relative)": has_relative_time,
    "trailing garbage after file": has_warning(fit.FitDataError, "are not FIT"),
    "truncated (data_size beyond EOF)": has_warning(fit.FitTruncatedError, "beyond the end"),
    "unknown field in known message": lambda activity: any(
        key.startswith("unknown_") for one in activity.messages() for key in one
    ),
    "unknown message number": lambda activity: any(name.startswith("unknown_") for name in activity.names),
    "workout messages": has_message("workout_step"),
}


@pytest.mark.parametrize(("case", "file"), case_files(), ids=lambda value: str(value).rpartition("/")[2])
def test_each_edge_case_is_read(case, file):
    activity = fit.decode(SHARED_FIT / file)
    if case.startswith("protocol "):
        version = activity.headers[0].protocol
        assert f"protocol {version >> 4}.{version & 15}" == case
    elif case.startswith("components: "):
        kind, _, field = case.removeprefix("components: ").partition(".")
        messages = list(activity.messages(kind))
        profile = fit.Profile["messages"][messages[0].num]["fields"]
        num, targets = next((num, one["components"]) for num, one in profile.items() if one["name"] == field)
        defined = any(num in {f.num for f in one.definition.fields} for one in messages)
        # in one file the definition with the field is replaced before any message follows it
        assert defined or file.endswith("triathlon_summary_first.fit")
        assert all(profile[targets[0]]["name"] in one for one in messages if field in one)
    elif case == "subfields":
        fields = [one for message in fit.Profile["messages"].values() for one in message["fields"].values()]
        names = {subfield["name"] for field in fields for subfield in field["sub_fields"]}
        assert any(names & set(message) for message in activity.messages())
    elif case == "invalid timestamp":
        assert any(
            "timestamp" not in one
            for one in activity.messages()
            if 253 in {f.num for f in one.definition.fields}
        )
    else:
        assert SHOWS[case](activity)
