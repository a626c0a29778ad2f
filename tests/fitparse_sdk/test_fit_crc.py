"""The checksum, against a bit-by-bit calculation written from the polynomial."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitparse_sdk.crc_calculator import PERIOD, CrcCalculator, crc16

CHECK_VALUE = 0xBB3D
"""CRC-16/ARC of b"123456789" (the catalogue's check value)."""


def crc_bit_by_bit(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def test_check_value_of_the_catalogue():
    assert crc16(b"123456789") == CHECK_VALUE


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_folding_agrees_with_the_bitwise_definition(data):
    assert crc16(data) == crc_bit_by_bit(data)


@pytest.mark.parametrize("size", [PERIOD // 8, PERIOD - 1, PERIOD, PERIOD + 1, 2 * PERIOD + 5])
def test_data_longer_than_the_constants_period_fold_right(size):
    data = bytes((index * 7 + index // 251) & 0xFF for index in range(size))
    assert crc16(data) == crc_bit_by_bit(data)


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 300))
def test_adding_in_two_steps_equals_adding_at_once(data, cut):
    cut = min(cut, len(data))
    calculator = CrcCalculator()
    calculator.add_bytes(data, 0, cut)
    calculator.add_bytes(data, cut, len(data))
    assert calculator.get_crc() == crc16(data)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_data_with_their_own_crc_behind_them_have_crc_zero(data):
    assert crc16(data + crc16(data).to_bytes(2, "little")) == 0
