"""Definitions that give a field another type than the profile does: numbers, texts, arrays and NaN where none is expected."""

import csv
import io
import json
import math
import struct
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fitparse_sdk as fit
from fitparse_sdk import columns as columns_module
from fitparse_sdk.profile import message_profile
from tests.fitparse_sdk.fit_bytes import (
    ENUM,
    SHARED_FIT,
    STRING,
    UINT8,
    UINT32,
    application,
    definition,
    description,
    fit_file,
    u32,
)
from tests.fitparse_sdk.odd_files import odd_file, with_right_crc
from tests.fitparse_sdk.reading_ways import read_by_command, read_every_way, run

FLOAT32, FLOAT64, SINT64, UINT64 = 0x88, 0x89, 0x8E, 0x8F
NAN, INFINITE = float("nan"), float("inf")
NAN_OCTETS = struct.pack("<f", NAN)
CASE = SHARED_FIT.parent / "cases" / "sdk_nan_in_a_typed_field.fit"
entropy = st.binary(min_size=20, max_size=400)


def floats(*values):
    return struct.pack(f"<{len(values)}f", *values)


def one_field(num, field, size, kind, *payloads, more=()):
    """A file with messages of that field, in its own type."""
    parts = [definition(0, num, [(field, size, kind), *more]), *(b"\0" + payload for payload in payloads)]
    return fit_file(*parts)


# Any type for any field


@settings(deadline=None, max_examples=120)
@given(entropy)
def test_any_types_give_a_result_or_a_typed_error_in_every_way_of_reading(octets):
    read_every_way(odd_file(octets))


@settings(deadline=None, max_examples=30)
@given(entropy)
def test_the_command_line_writes_what_any_types_hold(octets):
    read_by_command(odd_file(octets))


@settings(deadline=None, max_examples=60)
@given(entropy)
def test_a_message_of_any_types_means_by_itself_what_it_means_among_others(octets):
    """Each message after a definition of its own; in the second file no two definitions have the same content."""
    data = odd_file(octets)
    parts = []
    for message in fit.decode(data).messages():
        start, end = message.definition.offset, message.definition.end
        parts += [data[start:end], data[message.offset : message.offset + message.definition.size]]
    merged = fit.decode(with_right_crc(b"".join(parts)))
    for number in range(0, len(parts), 2):
        parts[number] = parts[number][:1] + bytes((number // 2 % 255 + 1,)) + parts[number][2:]
    apart = fit.decode(with_right_crc(b"".join(parts)))
    assert rows(merged) == rows(apart)
    for name in merged.names:
        assert plain(merged.columns(name)) == plain(apart.columns(name))


@settings(deadline=None, max_examples=60)
@given(entropy)
def test_columns_of_any_types_are_the_same_by_a_plan_and_the_long_way(octets):
    quick, slow = fit.decode(odd_file(octets)), fit.decode(odd_file(octets))
    for name in quick.names:
        by_plan = plain(quick.columns(name))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(columns_module, "_quick_parts", lambda _: [])
            assert by_plan == plain(slow.columns(name))


def rows(activity):
    return [
        (one.name, comparable(one), comparable(one.raw), comparable(one.developer))
        for one in activity.messages()
    ]


def comparable(values):
    """Without NaN, which equals nothing."""
    return {name: repr(value) if "nan" in repr(value) else value for name, value in values.items()}


def plain(columns):
    return {
        name: repr(values.tolist()) for one in (columns, columns.developer) for name, values in one.items()
    }


# Kinds of fields, one by one

TIME = datetime(2021, 9, 8, 1, 46, 40, tzinfo=UTC)
SECONDS = 1_000_000_000


@pytest.mark.parametrize("field", [253, 2])
def test_a_time_that_is_a_float_is_a_time_and_no_time_where_it_is_nan(field):
    data = one_field(18, field, 4, FLOAT32, floats(SECONDS), floats(NAN), floats(INFINITE), floats(-1))
    name = {253: "timestamp", 2: "start_time"}[field]
    found = [one.get(name) for one in fit.decode(data).messages()]
    assert [found[0], *found[2:]] == [TIME, INFINITE, -1]
    assert found[1] is None
    assert fit.decode(data).columns("session")[name][0] == TIME.timestamp()
    assert [one.get(name) for one in garmin_messages(data, "session")] == [TIME, None, INFINITE, -1]


def test_a_time_beyond_all_dates_stays_a_number_in_each_way_of_reading():
    data = one_field(20, 253, 8, UINT64, (2**63).to_bytes(8, "little"), SECONDS.to_bytes(8, "little"))
    assert [one["timestamp"] for one in fit.decode(data).messages()] == [2**63, TIME]
    assert [one["timestamp"] for one in garmin_messages(data, "record")] == [2**63, TIME]


def test_an_enumeration_that_is_a_float_has_its_name_where_it_is_a_whole_number():
    data = one_field(18, 5, 4, FLOAT32, floats(1), floats(NAN), floats(1.5), floats(-INFINITE))
    assert [one.get("sport") for one in fit.decode(data).messages()] == ["running", None, 1.5, -INFINITE]
    assert [one.get("sport") for one in garmin_messages(data, "session")] == ["running", None, 1.5, -INFINITE]
    sports = fit.decode(data).columns("session")["sport"]
    np.testing.assert_array_equal(sports, [1, NAN, 1.5, -INFINITE])


def test_what_is_fuzzed_has_enumerations_of_a_float_type_that_are_no_numbers():
    """The fuzz target and hypothesis make their files by odd_file: it must come to the kin of the bug report."""
    random, met = np.random.default_rng(16), set()
    for _ in range(300):
        for message in fit.decode(odd_file(random.bytes(300))).messages():
            for field in message.definition.fields:
                facts = message_profile(message.num).field(field.num)
                octets = message.payload[field.start : field.start + field.size]
                if facts and field.declared_type == FLOAT32 and NAN_OCTETS in {octets[:4], octets[3::-1]}:
                    met.add(facts.type)
    assert met & fit.Profile["types"].keys()


def test_an_array_of_times_has_none_for_its_nan():
    data = one_field(20, 253, 8, FLOAT32, floats(SECONDS, NAN))
    assert [one["timestamp"] for one in fit.decode(data).messages()] == [[TIME, None]]


@pytest.mark.parametrize(("kind", "size", "value"), [(FLOAT64, 8, 3.0), (SINT64, 8, 3), (STRING, 4, "abc")])
def test_the_source_of_a_component_may_have_any_type(kind, size, value):
    """Speed, of which enhanced_speed is a component: told by whole numbers only."""
    payload = {FLOAT64: struct.pack("<d", 3000), SINT64: struct.pack("<q", 3000), STRING: b"abc\0"}[kind]
    message = next(fit.decode(one_field(20, 6, size, kind, payload)).messages())
    assert message["speed"] == value
    assert message.get("enhanced_speed") == (3.0 if kind == SINT64 else None)


def test_a_reference_of_a_subfield_may_be_a_float():
    """Event 0 (timer) makes data a timer_trigger; NaN makes it nothing."""
    data = one_field(21, 0, 4, FLOAT32, floats(0) + u32(1), floats(NAN) + u32(1), more=[(3, 4, UINT32)])
    assert [one.get("timer_trigger") for one in fit.decode(data).messages()] == ["auto", None]


def test_a_developer_field_may_be_any_float():
    described = application(0), description(0, 0, FLOAT32, b"Power", 2)
    fields = definition(0, 20, [(3, 1, UINT8)], [(0, 4, 0)])
    data = fit_file(*described, fields, *(b"\0\x96" + floats(one) for one in (3, NAN, INFINITE)))
    assert [one.developer.get("Power") for one in fit.decode(data).messages("record")] == [
        1.5,
        None,
        INFINITE,
    ]
    np.testing.assert_array_equal(fit.decode(data).columns("record").developer["Power"], [1.5, NAN, INFINITE])
    read_every_way(data)


@pytest.mark.parametrize("kind", [FLOAT32, STRING])
def test_heart_rates_are_merged_into_no_records_whose_times_are_no_numbers(kind):
    hr = definition(0, 132, [(253, 4, UINT32), (6, 1, UINT8), (9, 4, UINT32)])
    beats = [b"\0" + u32(SECONDS + n) + b"\x96" + u32(1024 * n) for n in range(3)]
    times = {FLOAT32: floats(NAN), STRING: b"one\0"}[kind]
    parts = hr, *beats, definition(1, 20, [(253, 4, kind), (3, 1, UINT8)]), b"\1" + times + b"\x50"
    data = fit_file(*parts)
    assert fit.decode(data).columns("record")["heart_rate"].tolist() == [80]
    assert garmin_messages(data, "record")[0]["heart_rate"] == 80


@pytest.mark.parametrize(("kind", "size", "payload"), [(FLOAT32, 4, floats(INFINITE)), (UINT8, 3, b"\1\2\3")])
def test_an_hr_message_with_an_odd_fraction_of_its_time_is_warned_of(kind, size, payload):
    fields = [(253, 4, UINT32), (6, 1, UINT8), (9, 4, UINT32), (0, size, kind)]
    hr = definition(0, 132, fields), b"\0" + u32(SECONDS) + b"\x96" + u32(1024) + payload
    records = definition(1, 20, [(253, 4, UINT32), (3, 1, UINT8)]), b"\1" + u32(SECONDS) + b"\x50"
    activity = fit.decode(fit_file(*hr, *records))
    assert activity.columns("record")["heart_rate"].tolist() == [80]
    assert any("no time" in one.message for one in activity.warnings)


def test_a_compressed_time_after_the_last_second_of_the_clock_begins_anew():
    fields = definition(0, 20, [(253, 4, UINT32)]), definition(1, 20, [(3, 1, UINT8)])
    data = fit_file(*fields, b"\0" + u32(0xFFFFFFFE), bytes((0x80 | 1 << 5 | 3,)) + b"\x96")
    assert [one.header_timestamp for one in fit.decode(data).messages()] == [None, 3]
    read_every_way(data)


def garmin_messages(data, kind):
    messages, errors = fit.Decoder(fit.Stream.from_byte_array(data)).read()
    assert errors == []
    return messages[f"{kind}_mesgs"]


# The command line


@pytest.fixture
def odd_path(tmp_path):
    """Texts, lists of texts and numbers in one field; infinite numbers in others."""
    kinds = (8, STRING, b"one\0\0\0\0\0"), (8, STRING, b"one\0two\0"), (1, ENUM, b"\7")
    parts = [definition(0, 19, [(200, size, kind)]) + b"\0" + payload for size, kind, payload in kinds]
    infinite = definition(1, 20, [(3, 4, FLOAT32), (39, 8, FLOAT32)]) + b"\1" + floats(INFINITE, 1, -INFINITE)
    path = tmp_path / "odd.fit"
    path.write_bytes(fit_file(*parts, infinite))
    return path


def test_json_has_null_for_infinite_numbers(odd_path):
    lines = [
        json.loads(line, parse_constant=pytest.fail) for line in run(str(odd_path), "--json")[1].splitlines()
    ]
    record = next(one for one in lines if one["message"] == "record")
    assert (record["heart_rate"], record["vertical_oscillation"]) == (None, [0.1, None])


def test_csv_and_parquet_hold_a_field_of_several_types(odd_path, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    status, text = run(str(odd_path), "--csv", "lap")
    (name,), *values = csv.reader(io.StringIO(text))
    assert (status, [one for (one,) in values]) == (0, ["one", "['one', 'two']", "7.0"])
    assert run(str(odd_path), "--parquet", "lap", "-o", str(tmp_path / "lap.parquet"))[0] == 0
    table = parquet.read_table(tmp_path / "lap.parquet")
    assert table[name].to_pylist() == [["one"], ["one", "two"], ["7.0"]]


@pytest.mark.corpus
@pytest.mark.skipif(not CASE.is_file(), reason=f"there is no {CASE}")
def test_the_file_of_the_bug_report_is_read_as_it_is_and_with_its_crc_put_right():
    data = CASE.read_bytes()
    for one in (data, with_right_crc(data[14:-2])):
        read_every_way(one)
        read_by_command(one)
    assert [one.name for one in fit.decode(data).messages()] == ["file_id", "file_creator", "event"]
    assert not any(math.isnan(one.raw.get("timestamp", 0)) for one in fit.decode(data).messages())
