"""Each case the protocol has, in bytes written by hand. The expected values follow from the bytes."""

import gzip
import struct
from datetime import datetime, timedelta

import numpy as np
import pytest

import fitparse_sdk as fit
from tests.fitparse_sdk.fit_bytes import (
    BYTE,
    ENUM,
    SINT32,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    application,
    definition,
    description,
    fit_file,
    u16,
    u32,
)

RECORD, EVENT, HR, ACTIVITY, SESSION = 20, 21, 132, 34, 18
TIME = 1_000_000_000
"""Seconds since the FIT epoch."""
UNIX = TIME + 631_065_600
HEART_RATE = definition(0, RECORD, [(3, 1, UINT8)])


def records(data: bytes) -> fit.Columns:
    return fit.decode(data).columns("record")


def kinds(activity: fit.Activity) -> list[type]:
    return [warning.kind for warning in activity.warnings]


# Headers, sizes and checksums


@pytest.mark.parametrize("header_size", [12, 14])
def test_headers_of_12_and_14_bytes_are_read(header_size):
    activity = fit.decode(fit_file(HEART_RATE, b"\0\x96", header_size=header_size))
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert activity.warnings == []


def test_a_header_crc_of_zero_means_there_is_none():
    data = bytearray(fit_file(HEART_RATE, b"\0\x96"))
    data[12:14] = b"\0\0"
    data[-2:] = b""
    data += fit.CrcCalculator.calculate_crc(data, 0, len(data)).to_bytes(2, "little")
    assert fit.decode(data).warnings == []
    assert fit.check(data).header_crc is None


def test_a_wrong_header_crc_is_a_warning_at_its_offset():
    data = bytearray(fit_file(HEART_RATE, b"\0\x96"))
    data[12] ^= 1
    warning = fit.decode(data).warnings[0]
    assert (warning.kind, warning.offset) == (fit.FitCrcError, 12)


def test_a_wrong_file_crc_is_a_warning_and_an_error_when_strict():
    data = fit_file(HEART_RATE, b"\0\x96", end=b"\x12\x34")
    assert kinds(fit.decode(data)) == [fit.FitCrcError]
    with pytest.raises(fit.FitCrcError) as caught:
        fit.decode(data, strict=True)
    assert caught.value.offset == len(data) - 2


@pytest.mark.parametrize("data_size", [0, 5, 9999])
def test_a_wrong_data_size_is_read_to_the_end_of_the_file(data_size):
    activity = fit.decode(fit_file(HEART_RATE, b"\0\x96\0\x97", data_size=data_size))
    assert activity.columns("record")["heart_rate"].tolist() == [150, 151]
    assert kinds(activity) == [fit.FitHeaderError]


def test_all_before_a_cut_is_returned_with_a_warning():
    whole = fit_file(definition(0, RECORD, [(253, 4, UINT32)]), b"\0" + u32(TIME), b"\0" + u32(TIME + 1))
    activity = fit.decode(whole[:-5])
    assert activity.columns("record")["timestamp"].tolist() == [UNIX]
    assert kinds(activity) == [fit.FitTruncatedError, fit.FitTruncatedError]


def test_a_definition_that_is_cut_off_ends_the_reading_with_a_warning():
    cut = fit_file(HEART_RATE, b"\0\x96", definition(1, 21, [(0, 1, ENUM)]), data_size=500)[:-6]
    assert records(cut)["heart_rate"].tolist() == [150]


def test_garbage_after_a_file_is_a_warning():
    data = fit_file(HEART_RATE, b"\0\x96")
    warning = fit.decode(data + b"garbage").warnings[-1]
    assert (warning.kind, warning.offset) == (fit.FitDataError, len(data))


def test_chained_files_are_read_one_by_one_or_all_at_once():
    first, second = fit_file(HEART_RATE, b"\0\x96"), fit_file(HEART_RATE, b"\0\xaa")
    parts = [part.columns("record")["heart_rate"].tolist() for part in fit.read(first + second)]
    assert parts == [[150], [170]]
    assert records(first + second)["heart_rate"].tolist() == [150, 170]


def test_definitions_end_with_their_file():
    data = fit_file(HEART_RATE, b"\0\x96") + fit_file(b"\0\xaa")
    assert kinds(fit.decode(data)) == [fit.FitDataError]


def test_gzip_is_unpacked_and_a_cut_in_it_is_a_warning():
    data = fit_file(HEART_RATE, b"\0\x96")
    assert records(gzip.compress(data))["heart_rate"].tolist() == [150]
    assert fit.FitTruncatedError in kinds(fit.decode(gzip.compress(data * 1)[:-4]))


@pytest.mark.parametrize("kind", ["bytes", "bytearray", "memoryview", "path", "text path", "file"])
def test_data_may_be_bytes_a_path_or_a_file(kind, tmp_path):
    data = fit_file(HEART_RATE, b"\0\x96")
    path = tmp_path / "run.fit"
    path.write_bytes(data)
    with path.open("rb") as file:
        given = {
            "bytes": data,
            "bytearray": bytearray(data),
            "memoryview": memoryview(data),
            "path": path,
            "text path": str(path),
            "file": file,
        }[kind]
        assert records(given)["heart_rate"].tolist() == [150]


# Definitions


@pytest.mark.parametrize("order", ["little", "big"])
def test_both_byte_orders_are_read(order):
    fields = [(253, 4, UINT32), (7, 2, UINT16), (0, 4, SINT32)]
    value = b"\0" + u32(TIME, order) + u16(312, order) + (-5).to_bytes(4, order, signed=True)
    columns = records(fit_file(definition(0, RECORD, fields, big_endian=order == "big"), value))
    assert (columns["timestamp"][0], columns["power"][0]) == (UNIX, 312)
    assert columns["position_lat"][0] == pytest.approx(-5 * 180 / 2**31)


def test_any_architecture_but_zero_is_big_endian():
    odd = definition(0, RECORD, [(7, 2, UINT16)], big_endian=True, architecture=7)
    assert records(fit_file(odd, b"\0\x01\x38"))["power"].tolist() == [312]


def test_base_types_without_the_endian_bit_mean_the_same():
    assert records(fit_file(definition(0, RECORD, [(7, 2, 0x04)]), b"\0\x38\x01"))["power"].tolist() == [312]


def test_a_local_type_may_be_redefined_midway():
    power = definition(0, RECORD, [(7, 2, UINT16)])
    columns = records(fit_file(HEART_RATE, b"\0\x96", power, b"\0\x38\x01", HEART_RATE, b"\0\x97"))
    np.testing.assert_array_equal(columns["heart_rate"], [150, np.nan, 151])
    np.testing.assert_array_equal(columns["power"], [np.nan, 312, np.nan])


def test_data_of_an_undefined_local_type_ends_the_reading_with_its_offset():
    data = fit_file(HEART_RATE, b"\0\x96", b"\x05\x01")
    activity = fit.decode(data)
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert (activity.warnings[0].kind, activity.warnings[0].offset) == (fit.FitDataError, len(data) - 4)


def test_reserved_bits_of_data_headers_are_ignored():
    assert records(fit_file(HEART_RATE, b"\0\x96\x10\x97\x30\x98"))["heart_rate"].tolist() == [150, 151, 152]


def test_a_field_size_that_is_no_multiple_of_its_type_is_read_as_bytes():
    activity = fit.decode(
        fit_file(definition(0, RECORD, [(200, 3, UINT32), (3, 1, UINT8)]), b"\0\x01\x02\x03\x96")
    )
    assert next(activity.messages())["unknown_200"] == [1, 2, 3]
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert kinds(activity) == [fit.FitDataError]


def test_of_a_field_defined_twice_the_last_valid_value_counts():
    twice = definition(0, RECORD, [(3, 1, UINT8), (3, 1, UINT8)])
    assert records(fit_file(twice, b"\0\x96\x97\0\x98\xff"))["heart_rate"].tolist() == [151, 152]


def test_an_unknown_base_type_is_read_as_bytes_with_a_warning():
    activity = fit.decode(fit_file(definition(0, RECORD, [(200, 2, 0x1E), (3, 1, UINT8)]), b"\0\x01\x02\x96"))
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert kinds(activity) == [fit.FitDataError]


def test_unknown_messages_and_fields_are_kept_by_number():
    activity = fit.decode(fit_file(definition(0, 0xFF00, [(61, 2, UINT16)]), b"\0\x38\x01"))
    message = next(activity.messages(0xFF00))
    assert (message.name, message["unknown_61"], message[61]) == ("unknown_65280", 312, 312)
    assert activity.columns("unknown_65280")["unknown_61"].tolist() == [312]


def test_messages_without_fields_are_messages():
    activity = fit.decode(fit_file(definition(0, 105, []), b"\0"))
    assert [(message.name, dict(message)) for message in activity.messages()] == [("pad", {})]


# Compressed timestamps


def test_compressed_timestamps_are_made_from_the_last_full_one():
    stamped = definition(0, RECORD, [(253, 4, UINT32), (3, 1, UINT8)])
    short = definition(1, RECORD, [(3, 1, UINT8)])
    base = TIME - TIME % 32
    offsets = [30, 31, 2, 2, 1]  # runs over twice
    messages = [bytes((0x80 | 1 << 5 | offset, 150 + place)) for place, offset in enumerate(offsets)]
    activity = fit.decode(fit_file(stamped, b"\0" + u32(base + 29) + b"\x64", short, *messages))
    expected = [base + 29, base + 30, base + 31, base + 34, base + 34, base + 65]
    assert (activity.columns("record")["timestamp"] - 631_065_600).tolist() == expected
    assert [message["heart_rate"] for message in activity.messages()] == [100, 150, 151, 152, 153, 154]


def test_a_compressed_header_without_a_time_before_it_gives_none():
    activity = fit.decode(fit_file(HEART_RATE, b"\x85\x96"))
    assert dict(next(activity.messages())) == {"heart_rate": 150}


# Times


def test_times_below_0x10000000_count_from_when_the_device_was_switched_on():
    activity = fit.decode(fit_file(definition(0, RECORD, [(253, 4, UINT32)]), b"\0" + u32(1234)))
    assert next(activity.messages())["timestamp"] == timedelta(seconds=1234)
    assert activity.columns("record")["timestamp"].tolist() == [1234]


def test_the_local_timestamp_is_the_local_clock_and_tells_the_utc_offset():
    data = fit_file(
        definition(0, ACTIVITY, [(253, 4, UINT32), (5, 4, UINT32)]), b"\0" + u32(TIME) + u32(TIME + 7203)
    )
    activity = fit.decode(data)
    assert next(activity.messages())["local_timestamp"] == datetime(2021, 9, 8, 3, 46, 43)  # noqa: DTZ001
    assert activity.utc_offset == timedelta(hours=2)


# Values


@pytest.mark.parametrize(
    ("base_type", "code", "value", "invalid"),
    [
        (0x00, "B", 3, 0xFF),
        (0x01, "b", -3, 0x7F),
        (0x02, "B", 3, 0xFF),
        (0x83, "h", -300, 0x7FFF),
        (0x84, "H", 300, 0xFFFF),
        (0x85, "i", -70000, 0x7FFFFFFF),
        (0x86, "I", 70000, 0xFFFFFFFF),
        (0x88, "f", 1.5, float("nan")),
        (0x89, "d", 1.5, float("nan")),
        (0x0A, "B", 3, 0),
        (0x8B, "H", 300, 0),
        (0x8C, "I", 70000, 0),
        (0x0D, "B", 3, 0xFF),
        (0x8E, "q", -(2**53) - 1, 2**63 - 1),
        (0x8F, "Q", 2**64 - 2, 2**64 - 1),
        (0x90, "Q", 2**53 + 1, 0),
    ],
)
def test_each_base_type_is_read_exactly_and_its_invalid_value_is_none(base_type, code, value, invalid):
    size = struct.calcsize(f"<{code}")
    messages = [b"\0" + struct.pack(f"<{code}", one) for one in (value, invalid)]
    activity = fit.decode(fit_file(definition(0, 0xFF00, [(1, size, base_type)]), *messages))
    assert [dict(message) for message in activity.messages()] == [{"unknown_1": value}, {}]


def test_array_fields_are_lists_and_padded_columns():
    short, long = definition(0, 0xFF00, [(1, 4, UINT16)]), definition(0, 0xFF00, [(1, 6, UINT16)])
    activity = fit.decode(
        fit_file(short, b"\0" + u16(1) + u16(0xFFFF), long, b"\0" + u16(3) + u16(4) + u16(5))
    )
    assert [message["unknown_1"] for message in activity.messages()] == [[1, None], [3, 4, 5]]
    np.testing.assert_array_equal(activity.columns(0xFF00)["unknown_1"], [[1, np.nan, np.nan], [3, 4, 5]])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"caf\xc3\xa9\0\0\0", "café"),
        (b"unended!", "unended!"),
        (b"one\0two\0", ["one", "two"]),
        (b"br\xffoken\0", "broken"),
        (b"\0" * 8, None),
    ],
)
def test_texts_are_utf8_and_end_at_nul(raw, expected):
    activity = fit.decode(fit_file(definition(0, 0, [(8, 8, STRING)]), b"\0" + raw))
    assert next(activity.messages()).get("product_name") == expected
    assert activity.columns("file_id").get("product_name", [None])[0] == expected


def test_memo_globs_are_read():
    fields = [(250, 4, UINT32), (0, 6, BYTE), (1, 2, UINT16)]
    activity = fit.decode(fit_file(definition(0, 145, fields), b"\0" + u32(0) + b"a memo" + u16(20)))
    message = next(activity.messages("memo_glob"))
    assert bytes(message["memo"]) == b"a memo"


# Subfields, components, accumulators


def test_a_subfield_is_chosen_by_its_reference_field():
    fields = [(0, 1, ENUM), (3, 4, UINT32)]
    activity = fit.decode(fit_file(definition(0, EVENT, fields), b"\0\x00" + u32(1), b"\0\x0b" + u32(3700)))
    timer, battery = activity.messages("event")
    assert (timer["timer_trigger"], "battery_level" in timer) == ("auto", False)
    assert (battery["battery_level"], battery["data"]) == (3.7, 3700)


def test_components_of_a_subfield_are_expanded_and_invalid_ones_left_out():
    fields = [(0, 1, ENUM), (3, 4, UINT32)]
    gears = bytes((21, 255, 0, 34))  # rear number, rear, front number (invalid), front
    message = next(fit.decode(fit_file(definition(0, EVENT, fields), b"\0\x2b" + gears)).messages())
    assert (message["rear_gear_num"], message["rear_gear"], message["front_gear"]) == (21, 255, 34)
    assert "front_gear_num" not in message


def test_components_are_rounded_not_truncated():
    message = next(
        fit.decode(fit_file(definition(0, RECORD, [(6, 2, UINT16)]), b"\0" + u16(4007))).messages()
    )
    assert message["enhanced_speed"] == 4.007
    assert message.raw["enhanced_speed"] == 4007


def test_every_speed_survives_its_expansion_exactly():
    speeds = range(0, 65535, 97)
    messages = [b"\0" + u16(speed) for speed in speeds]
    activity = fit.decode(fit_file(definition(0, RECORD, [(6, 2, UINT16)]), *messages))
    assert [message.raw["enhanced_speed"] for message in activity.messages()] == list(speeds)


def test_a_valid_value_is_never_overwritten_by_an_invalid_expansion():
    both = definition(0, RECORD, [(6, 2, UINT16), (73, 4, UINT32)])
    columns = records(fit_file(both, b"\0" + u16(0xFFFF) + u32(4321), b"\0" + u16(2000) + u32(0xFFFFFFFF)))
    assert columns["enhanced_speed"].tolist() == [4.321, 2.0]


def test_compressed_speed_and_distance_expand_and_accumulate():
    packed = [
        (139 | 128 << 12),
        (249 | 4090 << 12),
        (249 | 10 << 12),
    ]  # distances in 1/16 m: 128, 4090, then over
    messages = [b"\0" + value.to_bytes(3, "little") for value in packed]
    columns = records(fit_file(definition(0, RECORD, [(8, 3, BYTE)]), *messages))
    assert columns["speed"].tolist() == [1.39, 2.49, 2.49]
    assert columns["enhanced_speed"].tolist() == [1.39, 2.49, 2.49]
    assert columns["distance"].tolist() == [8.0, 4090 / 16, (4096 + 10) / 16]


def test_accumulation_goes_on_from_the_field_itself_in_its_own_unit():
    own, packed = definition(0, RECORD, [(5, 4, UINT32)]), definition(0, RECORD, [(8, 3, BYTE)])
    data = fit_file(own, b"\0" + u32(200), packed, b"\0" + (139 | 128 << 12).to_bytes(3, "little"))
    assert records(data)["distance"].tolist() == [2.0, 8.0]


def test_cycles_run_over_into_total_cycles():
    columns = records(fit_file(definition(0, RECORD, [(18, 1, UINT8)]), b"\0\xfe\0\x00\0\x01"))
    assert columns["total_cycles"].tolist() == [254, 256, 257]


def test_accumulation_starts_anew_with_each_chained_file():
    data = fit_file(definition(0, RECORD, [(18, 1, UINT8)]), b"\0\xfe") * 2
    assert records(data)["total_cycles"].tolist() == [254, 254]


def test_heart_rates_that_came_later_are_merged_into_the_records():
    anchor = definition(0, HR, [(253, 4, UINT32), (0, 2, UINT16), (6, 1, UINT8), (9, 4, UINT32)])
    beats = definition(1, HR, [(6, 2, UINT8), (10, 3, BYTE)])
    record = definition(2, RECORD, [(253, 4, UINT32)])
    first = b"\0" + u32(TIME) + u16(0) + b"\x50" + u32(1024)
    later = b"\1\x64\x78" + ((2048 & 0xFFF) | (3072 & 0xFFF) << 12).to_bytes(3, "little")
    stamps = [b"\2" + u32(TIME + second) for second in (0, 1, 2)]
    columns = records(fit_file(anchor, first, beats, later, record, *stamps))
    np.testing.assert_array_equal(columns["heart_rate"][:2], [80, 85])


# Developer fields


def test_developer_fields_are_read_by_their_description_with_scale_and_invalid():
    data = fit_file(
        application(0),
        description(0, 5, 0x84, b"Form Power", scale=10),
        definition(0, RECORD, [(3, 1, UINT8)], [(5, 2, 0)]),
        b"\0\x96" + u16(725),
        b"\0\x97" + u16(0xFFFF),
    )
    columns = records(data)
    np.testing.assert_array_equal(columns.developer["Form Power"], [72.5, np.nan])
    np.testing.assert_array_equal(columns.developer["form_power"], columns.developer[0, 5])
    assert [dict(message.developer) for message in fit.decode(data).messages("record")] == [
        {"Form Power": 72.5},
        {},
    ]


def test_a_description_holds_from_where_it_stands():
    data = fit_file(
        application(0),
        description(0, 0, 0x02, b"early"),
        definition(0, RECORD, [], [(0, 1, 0)]),
        b"\0\x05",
        description(0, 0, 0x01, b"late"),
        b"\0\xfb",
    )
    assert [dict(one.developer) for one in fit.decode(data).messages("record")] == [
        {"early": 5},
        {"late": -5},
    ]


def test_two_apps_may_have_fields_of_the_same_name():
    data = fit_file(
        application(0, 1),
        description(0, 0, 0x02, b"Power"),
        application(1, 2),
        description(1, 0, 0x02, b"Power"),
        definition(0, RECORD, [], [(0, 1, 0), (0, 1, 1)]),
        b"\0\x05\x06",
    )
    developer = records(data).developer
    assert {name: column.tolist() for name, column in developer.items()} == {"Power@0": [5], "Power@1": [6]}


def test_the_maker_of_a_known_app_may_stand_in_front():
    data = fit_file(
        definition(14, 207, [(1, 16, BYTE), (3, 1, UINT8)]),
        b"\x0e" + bytes.fromhex("660a581e5301460c8f2f034c8b6dc90f") + b"\0",
        description(0, 0, 0x84, b"Power"),
        definition(0, RECORD, [], [(0, 2, 0)]),
        b"\0" + u16(250),
    )
    assert records(data).developer["stryd_power"].tolist() == [250]


def test_a_developer_field_of_no_bytes_takes_nothing_with_it():
    data = fit_file(
        application(0),
        description(0, 0, 0x02, b"empty"),
        definition(0, RECORD, [(3, 1, UINT8)], [(0, 0, 0)]),
        b"\0\x96\0\x97",
    )
    assert records(data)["heart_rate"].tolist() == [150, 151]


def test_a_developer_field_before_its_description_is_kept_as_bytes_with_a_warning():
    data = fit_file(
        definition(0, RECORD, [(3, 1, UINT8)], [(0, 2, 0)]),
        b"\0\x96\x01\x02",
        application(0),
        description(0, 0, 0x84, b"late"),
        b"\0\x97\x03\x00",
    )
    activity = fit.decode(data)
    found = [dict(one.developer) for one in activity.messages("record")]
    assert found == [{"developer_0_0": [1, 2]}, {"late": 3}]
    assert kinds(activity) == [fit.FitDataError]


def memo_part(part_index: int, parent: int, text: bytes, field: int = 6) -> bytes:
    """A memo_glob message (and its definition) for a field of a course_point message."""
    fields = [(250, 4, UINT32), (1, 2, UINT16), (2, 2, UINT16), (3, 1, UINT8), (4, len(text), 0x0A)]
    values = u32(part_index) + u16(32) + u16(parent) + bytes((field,)) + text
    return definition(0, 145, fields) + b"\0" + values


def test_parts_of_a_memo_are_joined_by_their_index_even_within_a_character():
    name = "Müller's ford".encode()
    parts = memo_part(1, 0, name[2:].ljust(20, b"\0")), memo_part(0, 0, name[:2]), memo_part(0, 1, b"Bridge")
    memos = fit.decode(fit_file(*parts)).memos
    assert [tuple(memo) for memo in memos] == [
        ("course_point", 0, "name", "Müller's ford"),
        ("course_point", 1, "name", "Bridge"),
    ]


def test_a_part_that_is_there_already_begins_a_new_memo_and_unknown_fields_keep_their_number():
    parts = memo_part(0, 0, b"one", 77), memo_part(0, 0x8000, b"two", 77), memo_part(0, 0, b"new", 77)
    assert [(memo.message_index, memo.field, memo.text) for memo in fit.decode(fit_file(*parts)).memos] == [
        (0, "unknown_77", "one"),
        (0, "unknown_77", "two"),
        (0, "unknown_77", "new"),
    ]
    assert fit.decode(fit_file(definition(0, 145, [(4, 3, 0x0A)]), b"\0abc")).memos == []
