"""Files that write a definition before nearly every message: what is read does not depend on how often it is written.

The reserved byte of a definition says nothing, but makes its content another one. So a file whose definitions all have
another reserved byte is read definition by definition, and must give what the same file gives with none.
"""

import garmin_fit_sdk as garmin
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    u32,
)

CONTENTS = (
    (20, [(253, 4, UINT32), (6, 2, UINT16), (3, 1, UINT8)]),
    (20, [(253, 4, UINT32), (5, 4, UINT32), (73, 4, UINT32)]),
    (20, [(6, 2, UINT16), (8, 3, BYTE)]),  # distance and speed in few bits, added up
    (20, [(18, 1, UINT8), (28, 2, UINT16), (29, 2, UINT16)]),  # cycles and power in few bits, added up
    (20, [(3, 1, UINT8), (200, 4, UINT32)]),
    (21, [(253, 4, UINT32), (0, 1, ENUM), (3, 4, UINT32)]),  # data means what event says
    (27, [(1, 1, ENUM), (2, 4, UINT32), (8, 6, STRING)]),
    (19, [(254, 2, UINT16), (2, 4, UINT32), (33, 4, SINT32)]),
    (65_300, [(0, 2, UINT16), (1, 4, UINT8)]),
)
DEVELOPER = ([], [(0, 2, 0)], [(0, 2, 0), (1, 1, 1)], [(1, 1, 0)])
LONGEST = 60

content_numbers = st.integers(0, len(CONTENTS) - 1)
written_messages = st.tuples(
    st.integers(0, 13),  # local type; 14 and 15 are those of descriptions
    content_numbers,
    st.sampled_from(range(len(DEVELOPER))),
    st.booleans(),  # big-endian
    st.binary(min_size=24, max_size=24),
    st.integers(0, 31),  # time of a compressed header
    st.sampled_from(["message", "message", "compressed", "definition only", "described anew"]),
)


def records(messages, numbered=False, repeated=True):
    """The bytes of the messages, each with its definition before it unless it is in force and not to be repeated."""
    found = [application(0), application(1, 9), *(description(0, n, 0x84, b"Power", 10) for n in (0, 1))]
    in_force = {}
    for local, content, developer, big, noise, clock, what in messages:
        num, fields = CONTENTS[content]
        extra = DEVELOPER[developer] or None
        one = definition(local, num, fields, extra, big_endian=big)
        if repeated or in_force.get(local) != one:
            found.append(one)
        in_force[local] = one
        if what == "described anew":
            found.append(description(developer % 2, clock % 2, (0x84, UINT8)[clock % 2], b"P%d" % clock))
        if what != "definition only":
            size = sum(size for _, size, _ in [*fields, *(extra or [])])
            head = 0x80 | (local & 3) << 5 | clock if what == "compressed" and local < 4 else local
            found.append(bytes((head,)) + noise.ljust(size, b"\7")[:size])
    return number_reserved_bytes(found) if numbered else found


def number_reserved_bytes(parts):
    """A number in each definition's reserved byte, the second of it."""
    changed = []
    for number, part in enumerate(parts):
        is_definition = part[0] & 0xC0 == 0x40
        changed.append(part[:1] + bytes((number % 255 + 1,)) + part[2:] if is_definition else part)
    return changed


def everything(data):
    """What a file gives, without the offsets."""
    activity = fit.decode(data)
    messages = [(one.name, dict(one), dict(one.raw), dict(one.developer)) for one in activity.messages()]
    columns = {name: plain_columns(activity.columns(name)) for name in activity.names}
    return messages, columns


def plain_columns(columns):
    plain = {name: repr(values.tolist()) for name, values in columns.items()}
    developer = {name: repr(values.tolist()) for name, values in columns.developer.items()}
    return plain, developer, columns.units, columns.developer.units


@settings(deadline=None, max_examples=40)
@given(st.lists(written_messages, max_size=30), st.integers(1, 6))
def test_merged_definitions_give_what_each_gives_by_itself(messages, times):
    messages = (messages * times)[:LONGEST]
    assert everything(fit_file(*records(messages))) == everything(fit_file(*records(messages, numbered=True)))


@settings(deadline=None, max_examples=25)
@given(st.lists(written_messages, max_size=30), st.integers(1, 6))
def test_a_definition_written_again_changes_nothing(messages, times):
    messages = (messages * times)[:LONGEST]
    assert everything(fit_file(*records(messages, repeated=False))) == everything(
        fit_file(*records(messages))
    )


@settings(deadline=None, max_examples=25)
@given(st.lists(written_messages.filter(lambda one: one[-1] != "compressed"), max_size=20), st.integers(1, 4))
def test_the_interface_of_garmin_gives_each_definition_and_message_in_file_order(messages, times):
    data = fit_file(*records((messages * times)[:LONGEST]))
    theirs = log_of(garmin, data)
    assert log_of(fit, data)[: len(theirs)] == theirs


def log_of(sdk, data):
    """What the listeners hear. Values are another test's matter: the SDK has its mistakes."""
    heard = []
    sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).read(
        mesg_listener=lambda num, _: heard.append(num),
        mesg_definition_listener=lambda one: heard.append({**one, "endianness": str(one["architecture"])}),
        convert_datetimes_to_dates=False,
        merge_heart_rates=False,
    )
    for one in heard:
        for field in one["developer_field_defs"] if isinstance(one, dict) else ():
            field["endianness"] = ""
    return heard


def test_a_message_tells_the_very_definition_it_follows():
    same = definition(0, 20, [(3, 1, UINT8)]), definition(5, 20, [(3, 1, UINT8)])
    data = fit_file(same[0], b"\0\x96", same[1], b"\5\x97", b"\0\x98", same[0], b"\0\x99")
    activity = fit.decode(data)
    found = [(one["heart_rate"], one.definition.local_num) for one in activity.messages()]
    assert found == [(150, 0), (151, 5), (152, 0), (153, 0)]
    assert [one.definition.offset - 14 for one in activity.messages()] == [0, 11, 0, 24]
    assert [one.definition.first for one in activity.messages()] == [0, 1, 0, 3]


def test_definitions_in_chained_files_do_not_know_of_each_other():
    one = definition(0, 20, [(3, 1, UINT8)])
    part = fit_file(one, b"\0\x96", one, b"\0\x97")
    records_ = fit.decode(part + part + fit_file(b"\0\x96")).columns("record")
    assert records_["heart_rate"].tolist() == [150, 151, 150, 151]


@pytest.mark.parametrize("count", [63, 64, 65, 300, 70_000])
def test_messages_follow_the_latest_definition_of_their_local_type(count):
    """By hand: message n says n, in a field whose number tells the definition it follows."""
    chance = np.random.default_rng(count)
    locals_ = chance.integers(0, 16, count).tolist()
    uses = chance.integers(0, 16, count).tolist()
    in_force = {}
    parts = []
    wanted = []
    for number, (local, use) in enumerate(zip(locals_, uses, strict=True)):
        in_force[local] = number % 200
        parts.append(definition(local, 65_300, [(number % 200, 4, UINT32)]))
        if use in in_force:
            parts.append(bytes((use,)) + u32(number))
            wanted.append((in_force[use], number))
    columns = fit.decode(fit_file(*parts)).columns(65_300)
    for field in {field for field, _ in wanted}:
        values = columns[f"unknown_{field}"]
        own = [(row, number) for row, (one, number) in enumerate(wanted) if one == field]
        assert np.flatnonzero(~np.isnan(values)).tolist() == [row for row, _ in own]
        assert values[~np.isnan(values)].tolist() == [number for _, number in own]


@pytest.mark.parametrize("last", [0, 1])
def test_the_limit_of_messages_counts_definitions_that_are_written_again(last):
    one = definition(0, 20, [(3, 1, UINT8)]), b"\0\x96"
    data = fit_file(*one * 50, *one[: 2 - last])
    assert len(fit.decode(data, limits=fit.Limits(max_messages=102 - last))) == 51 - last
    with pytest.raises(fit.FitLimitError):
        fit.decode(data, limits=fit.Limits(max_messages=101 - last))


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_file_that_ends_within_a_repeated_definition_or_its_message_keeps_what_stands_before(cut):
    one = definition(0, 20, [(3, 1, UINT8), (4, 1, UINT8)]), b"\0\x96\x50"
    body = b"".join(one * 3)
    activity = fit.decode(fit_file(body[:-cut], end=b""))
    assert activity.columns("record")["heart_rate"].tolist() == [150] * 2
    cut_off = [w for w in activity.warnings if "cut off" in w.message]
    assert len(cut_off) == (0 if cut == 3 else 1)


@pytest.mark.parametrize("repetitions", [1, 2, 40])
def test_a_description_that_is_repeated_describes_what_it_described(repetitions):
    """Before each message, two fields in turn that swap their meaning; by hand: watts are tens, metres as they are."""
    fields = definition(0, 20, [(3, 1, UINT8)], [(0, 1, 0)])
    watts, metres = description(0, 0, UINT8, b"Watts", 10), description(0, 0, UINT8, b"Metres")
    message = fields, b"\0\x96\x64"
    parts = [*message, *((watts, *message, metres, *message, watts, *message) * repetitions)]
    activity = fit.decode(fit_file(application(0), *parts))
    found = [dict(one.developer) for one in activity.messages("record")]
    assert found == [{"developer_0_0": 100}, *([{"Watts": 10}, {"Metres": 100}, {"Watts": 10}] * repetitions)]
    columns = activity.columns("record").developer
    np.testing.assert_array_equal(columns["Watts"], [np.nan, *([10, np.nan, 10] * repetitions)])
    np.testing.assert_array_equal(columns["Metres"], [np.nan, *([np.nan, 100, np.nan] * repetitions)])
