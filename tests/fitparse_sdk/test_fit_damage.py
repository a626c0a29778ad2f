"""A definition that no device can have written ends the reading, where no right CRC attests the bytes it stands among."""

import pytest

import fitparse_sdk as fit
from tests.fitparse_sdk.fit_bytes import (
    ENUM,
    SHARED_FIT,
    UINT8,
    UINT16,
    UINT32,
    definition,
    fit_file,
    needs_corpus,
    u32,
)

FILES = sorted(SHARED_FIT.glob("*/*.fit"))
WRONG_CRC = b"\0\0"
GOOD = definition(0, 20, [(253, 4, UINT32), (3, 1, UINT8)]), b"\0" + u32(1_000_000_000) + b"\x96"
DAMAGED = {
    "a base type the protocol does not have": definition(1, 20, [(3, 1, UINT8), (4, 1, 0x1A)]),
    "reserved bits in a base type": definition(1, 20, [(3, 1, 0xF6)]),
    "a field twice": definition(1, 20, [(3, 1, UINT8), (3, 1, UINT8)]),
    "a developer field twice": definition(1, 20, [(3, 1, UINT8)], [(0, 1, 0), (0, 1, 0)]),
    "a size that fits no type": definition(1, 20, [(6, 3, UINT16)]),
    "a smaller size in a field of another type": definition(1, 20, [(3, 1, UINT16)]),
    "a smaller size in an unknown field": definition(1, 20, [(200, 4, 0x8E)]),
    "a byte order that is none": definition(1, 20, [(3, 1, UINT8)], big_endian=True, architecture=58),
}
MESSAGES = b"\1" + bytes(range(1, 9)), b"\0" + u32(1_000_000_001) + b"\x97"


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_the_reading_ends_at_a_damaged_definition_where_the_crc_is_wrong(damaged):
    activity = fit.decode(fit_file(*GOOD, damaged, *MESSAGES, end=WRONG_CRC))
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    (warning,) = (one for one in activity.warnings if "damaged definition" in one.message)
    assert (warning.kind, warning.offset) == (fit.FitDataError, 14 + sum(map(len, GOOD)))


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_the_reading_ends_at_a_damaged_definition_in_a_file_without_end(damaged):
    activity = fit.decode(fit_file(*GOOD, damaged, *MESSAGES, data_size=10_000, end=b""))
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert any("damaged definition" in one.message for one in activity.warnings)


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_right_crc_attests_an_odd_definition(damaged):
    size = 1 + sum(fit.decode(fit_file(damaged))._scan.definitions[0].triples[1::3])
    extra = len(fit.decode(fit_file(damaged))._scan.definitions[0].developer_triples) // 3
    odd = (b"\1" + bytes(range(1, 30)))[: size + extra]
    activity = fit.decode(fit_file(*GOOD, damaged, odd, MESSAGES[1]))
    assert len(activity) == 3
    assert activity.columns("record")["heart_rate"][[0, 2]].tolist() == [150, 151]
    assert not any("damaged definition" in one.message for one in activity.warnings)


def test_a_size_smaller_than_the_profiles_type_is_a_habit_of_coros_and_no_damage():
    event = definition(1, 21, [(0, 1, ENUM), (3, 1, UINT32)]), b"\1\0\1"
    activity = fit.decode(fit_file(*GOOD, *event, MESSAGES[1], end=WRONG_CRC))
    assert [one.name for one in activity.messages()] == ["record", "event", "record"]


def test_a_damaged_definition_that_comes_again_after_a_right_crc_ends_the_damaged_part_only():
    odd = DAMAGED["a field twice"], b"\1\x40\x41"
    attested, damaged = fit_file(*GOOD, *odd), fit_file(*GOOD, *odd, MESSAGES[1], end=WRONG_CRC)
    assert len(fit.decode(attested + damaged + attested)) == 2 + 1 + 2


def test_a_check_makes_up_no_type_from_a_damaged_definition():
    file_id = definition(0, 0, [(0, 1, ENUM), (0, 1, ENUM)]), b"\0\4\4"
    assert fit.check(fit_file(*file_id)).type == "activity"
    assert fit.check(fit_file(*file_id, end=WRONG_CRC)).type is None


def test_reading_strictly_raises_for_the_crc_before():
    with pytest.raises(fit.FitCrcError):
        fit.decode(fit_file(*GOOD, DAMAGED["a field twice"], end=WRONG_CRC), strict=True)


@pytest.mark.corpus
@needs_corpus
def test_no_real_file_loses_a_message_when_its_crc_is_wrong():
    for path in FILES:
        data = path.read_bytes()
        damaged = fit.decode(data[:-1] + bytes((data[-1] ^ 1,)))
        assert not any("damaged definition" in one.message for one in damaged.warnings), path.name
        assert len(damaged) == len(fit.decode(data)) or len(damaged.headers) > 1, path.name
