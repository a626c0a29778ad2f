"""The interface of Garmin's Python SDK: the same calls on both must give the same."""

import struct
import sys
from datetime import UTC, datetime

import garmin_fit_sdk as garmin
import pytest
from garmin_fit_sdk.profile import Profile as GarminProfile
from hypothesis import given, settings
from hypothesis import strategies as st

import fitparse_sdk as ours
from fitparse_sdk.decoder import DecodeMode
from fitparse_sdk.mesg_definition import _MesgDefinition
from fitparse_sdk.profile import Profile
from tests.fitparse_sdk.fit_bytes import (
    BYTE,
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

TIME = 1_000_000_000
RECORDS = definition(0, 20, [(253, 4, UINT32), (6, 2, UINT16), (3, 1, UINT8)])
FILE = fit_file(
    definition(1, 0, [(0, 1, 0), (8, 6, 7)]),
    b"\1\4hello\0",
    application(0),
    description(0, 0, 0x84, b"Power"),
    RECORDS,
    *(b"\0" + u32(TIME + n) + u16(3000 + n) + bytes((150 + n,)) for n in range(5)),
    definition(2, 21, [(0, 1, 0), (3, 4, UINT32)], [(0, 2, 0)]),
    b"\2\x2b" + u32(385816581) + u16(250),
)


def read(sdk, data, **options):
    decoder = sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data)))
    messages, errors = decoder.read(**options)
    return messages, list(map(repr, errors)), decoder.get_num_messages()


def test_the_whole_profile_is_equal():
    assert Profile == GarminProfile
    assert list(Profile["messages"]) == list(GarminProfile["messages"])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"apply_scale_and_offset": False, "merge_heart_rates": False},
        {"expand_components": False, "merge_heart_rates": False},
        {"expand_sub_fields": False},
        {"convert_types_to_strings": False},
        {"convert_datetimes_to_dates": False},
        {"enable_crc_check": False},
        {"apply_scale_and_offset": False},
    ],
    ids=str,
)
def test_every_option_gives_the_same_messages_and_errors(options):
    assert read(ours, FILE, **options) == read(garmin, FILE, **options)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        FILE[:-1],
        FILE[:-30],
        FILE[:10],
        FILE + FILE,
        FILE + b"rest",
        FILE[:-2] + b"\0\0",
        fit_file(RECORDS, b"\5\5"),
        fit_file(definition(0, 20, [(3, 1, 0x1F)]), b"\0\1"),
        fit_file(),
        fit_file(definition(0, 105, []), b"\0\0"),
        fit_file(RECORDS, data_size=500),
        fit_file(definition(0, 20, [(253, 1, UINT32)]), b"\0\x12", data_size=None),
    ],
)
def test_faulty_files_give_the_same_messages_and_errors(data):
    options = {"convert_datetimes_to_dates": False}
    assert read(ours, data, **options) == read(garmin, data, **options)
    for check in ("is_fit", "check_integrity"):
        results = [
            getattr(sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))), check)()
            for sdk in (ours, garmin)
        ]
        assert results[0] == results[1]


@pytest.mark.parametrize("mode", ["SKIP_HEADER", "DATA_ONLY"])
def test_decode_modes_give_the_same(mode):
    data = FILE if mode == "SKIP_HEADER" else FILE[14:]
    theirs = read(garmin, data, decode_mode=garmin.decoder.DecodeMode[mode])
    assert read(ours, data, decode_mode=DecodeMode[mode]) == theirs


def test_compressed_timestamps_are_read_not_refused():
    data = fit_file(
        definition(0, 20, [(253, 4, UINT32)]),
        b"\0" + u32(TIME),
        definition(1, 20, [(3, 1, UINT8)]),
        b"\xa5\x96",
    )
    messages, errors, _ = read(ours, data, convert_datetimes_to_dates=False)
    assert errors == []
    assert messages["record_mesgs"][1] == {"heart_rate": 150, "timestamp": TIME + (5 - TIME) % 32}


def test_accumulation_gives_what_the_sdk_gives():
    own, packed = definition(0, 20, [(5, 4, UINT32)]), definition(0, 20, [(8, 3, BYTE)])
    data = fit_file(own, b"\0" + u32(200), packed, b"\0\x8b\0\x08", b"\0\xf9\0\x14")
    assert read(ours, data) == read(garmin, data)


def heard(sdk, data):
    events = []
    sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).read(
        mesg_listener=lambda num, message: events.append(("message", num, dict(message))),
        mesg_definition_listener=lambda found: events.append(
            ("definition", {k: str(v) for k, v in found.items()})
        ),
        field_description_listener=lambda *found: events.append(("description", *found)),
    )
    return events


def test_listeners_hear_the_same_in_the_same_order():
    theirs = [one for one in heard(garmin, FILE) if one[0] != "definition"]
    assert [one for one in heard(ours, FILE) if one[0] != "definition"] == theirs


def test_definition_listeners_hear_the_same_definitions():
    keys = {
        "record_header",
        "global_mesg_num",
        "struct_format_string",
        "message_size",
        "developer_data_size",
        "num_fields",
    }
    both = [
        [{key: one[1][key] for key in keys} for one in heard(sdk, FILE) if one[0] == "definition"]
        for sdk in (ours, garmin)
    ]
    assert both[0] == both[1]


def test_an_error_of_a_listener_is_returned_and_ends_the_reading():
    def fail(_num, _message):
        raise ValueError("heard enough")

    messages, errors, _ = read(ours, FILE, mesg_listener=fail)
    assert errors == ["ValueError('heard enough')"]
    assert sum(map(len, messages.values())) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_interruptions_are_not_caught(error, monkeypatch):
    def interrupted(_self):
        raise error

    monkeypatch.setattr(ours.Decoder, "is_fit", interrupted)
    with pytest.raises(error):
        read(ours, FILE)


@pytest.mark.parametrize("error", [RuntimeError, BufferError, LookupError])
def test_reading_goes_through_is_fit_and_returns_its_error(error, monkeypatch):
    def broken(_self):
        raise error("broken")

    monkeypatch.setattr(ours.Decoder, "is_fit", broken)
    assert read(ours, FILE)[1] == [repr(error("broken"))]


def test_check_integrity_goes_through_is_fit(monkeypatch):
    monkeypatch.setattr(ours.Decoder, "is_fit", lambda _self: False)
    assert ours.Decoder(ours.Stream.from_byte_array(FILE)).check_integrity() is False


@pytest.mark.parametrize("enabled", [True, False])
def test_the_checksum_goes_through_the_calculator(enabled, monkeypatch):
    calls = []
    add_bytes = ours.CrcCalculator.add_bytes
    monkeypatch.setattr(ours.CrcCalculator, "add_bytes", lambda *given: calls.append(1) or add_bytes(*given))
    assert read(ours, FILE, enable_crc_check=enabled)[1] == []
    assert bool(calls) is enabled


def test_messages_of_ones_own_may_be_put_into_the_profile():
    field = dict(Profile["messages"][20]["fields"][3], num=0, name="glow")
    Profile["messages"][0xFF00] = {
        "num": 0xFF00,
        "name": "lamp",
        "messages_key": "lamp_mesgs",
        "fields": {0: field},
    }
    try:
        data = ours.Encoder().on_mesg(0xFF00, {"glow": 7}).close()
        assert read(ours, data)[0] == {"lamp_mesgs": [{"glow": 7}]}
    finally:
        del Profile["messages"][0xFF00]


def test_the_stream_stays_where_reading_ended():
    decoder = ours.Decoder(ours.Stream.from_byte_array(FILE))
    decoder.read()
    assert decoder._stream.position() == len(FILE)
    assert decoder.read() == ({}, [])


# The encoder: the same bytes

VALUES = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9),
    st.text(max_size=20).filter(lambda text: "\0" not in text),
    st.sampled_from(["123", "1.5", True, {"a": 1}, float("inf"), datetime(2026, 1, 1, tzinfo=UTC)]),
    st.lists(st.integers(0, 300), min_size=1, max_size=4),
)


def written(sdk, mesg_num, message):
    try:
        return sdk.Encoder().on_mesg(mesg_num, message).close()
    except ValueError:
        return "refused"


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            "heart_rate",
            "speed",
            "altitude",
            "timestamp",
            "activity_type",
            "temperature",
            "position_lat",
            "enhanced_speed",
        ]
    ),
    VALUES,
)
def test_the_encoder_writes_the_same_bytes_or_refuses_the_same(name, value):
    if isinstance(value, str) and sys.float_info.dig and not value.isascii():
        return
    assert written(ours, 20, {name: value}) == written(garmin, 20, {name: value})


def test_the_encoder_writes_developer_fields_like_the_sdk():
    def encoded(sdk):
        applications = {"developer_data_index": 0}
        about = {"developer_data_index": 0, "field_definition_number": 1, "fit_base_type_id": 0x84}
        encoder = sdk.Encoder({0: {"developer_data_id_mesg": applications, "field_description_mesg": about}})
        encoder.on_mesg(207, applications).on_mesg(206, about)
        return encoder.write_mesg(
            {"mesg_num": 18, "message_index": 2, "developer_fields": {0: 0x1234}}
        ).close()

    assert encoded(ours) == encoded(garmin)


@pytest.mark.parametrize(("first", "second"), [(None, None), (None, 1), (1, None), (0, 1)])
def test_developer_fields_of_different_apps_are_refused(first, second):
    with pytest.raises(ValueError, match="addDeveloperField"):
        ours.Encoder().add_developer_field(
            0, {"developer_data_index": first}, {"developer_data_index": second}
        )


def test_a_message_that_cannot_be_written_leaves_nothing_behind():
    encoder = ours.Encoder()
    with pytest.raises(ValueError, match="Could not write"):
        encoder.on_mesg(0, {"product_name": "A" * 256})
    assert len(encoder.close()) == 16


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((0, None), "mesg is missing"),
        ((None, {"type": 4}), "mesg_num is missing"),
        ((999999, {"type": 4}), "could not be found"),
        ((0, {"nonexistent": 1}), "No valid fields"),
        ((0, {"product_name": "A" * 255}), "greater than 255"),
    ],
)
def test_definitions_that_make_no_sense_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        _MesgDefinition(*arguments)


# Small parts


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**16 - 1), min_size=1, max_size=4), st.lists(st.integers(1, 16), max_size=4))
def test_bit_streams_give_the_same_bits(values, widths):
    both = [sdk.BitStream(list(values), 0x04) for sdk in (ours, garmin)]
    for width in widths:
        if both[1].bits_available() >= width:
            assert both[0].read_bits(width) == both[1].read_bits(width)
    assert both[0].bits_available() == both[1].bits_available()
    with pytest.raises(IndexError):
        both[0].read_bits(65)


@settings(deadline=None)
@given(st.lists(st.integers(0, 255), max_size=20), st.integers(4, 8))
def test_accumulators_give_the_same_totals(values, bits):
    both = [sdk.Accumulator() for sdk in (ours, garmin)]
    for value in values:
        assert both[0].accumulate(20, 5, value, bits) == both[1].accumulate(20, 5, value, bits)


def test_streams_read_peek_and_slice_alike():
    for sdk in (ours, garmin):
        stream = sdk.Stream.from_byte_array(bytearray(range(20)))
        assert (stream.peek_byte(), stream.read_byte(), stream.peek_bytes(2)) == (0, 0, b"\1\2")
        assert (stream.slice(3, 6), stream.position()) == (b"\3\4\5", 1)
        assert stream.read_unint_16() == struct.unpack("<H", b"\1\2")[0]
        with pytest.raises(IndexError):
            stream.read_bytes(100)


def test_a_bit_stream_takes_values_apart_only_when_parts_of_one_are_read():
    """Programs look at `_array`: None while whole values are read, and again after reset."""
    for sdk in (ours, garmin):
        stream = sdk.BitStream([0xAB, -2], 0x01)
        assert (stream.read_bits(8), stream._array) == (0xAB, None)
        assert (stream.read_bits(4), stream.read_bit(), stream.bits_available()) == (0xE, 1, 3)
        assert stream._array is not None
        stream.reset()
        assert (stream._array, stream.read_bits(8), stream.read_bits(8)) == (None, 0xAB, 0xFE)
