"""Columns are made by a plan where a definition allows it, over fields and components elsewhere: both give the same."""

import numpy as np
import pytest

import fitparse_sdk as fit
from fitparse_sdk import columns as columns_module
from tests.fitparse_sdk.fit_bytes import (
    BYTE,
    ENUM,
    SHARED_FIT,
    SINT32,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    application,
    definition,
    description,
    fit_file,
    needs_corpus,
    u16,
    u32,
)

FILES = sorted(SHARED_FIT.glob("*/*.fit"))
QUICK_BYTES = 30_000


def assert_both_ways_agree(data, monkeypatch):
    short, long = fit.decode(data), fit.decode(data)
    for name in short.names:
        quick = short.columns(name)
        with monkeypatch.context() as patch:
            patch.setattr(columns_module, "_quick_parts", lambda _: [])
            slow = long.columns(name)
        assert_same(quick, slow)
        assert_same(quick.developer, slow.developer)
        assert quick.units == slow.units
        assert quick.developer.units == slow.developer.units


def assert_same(quick, slow):
    assert set(quick) == set(slow)
    for name, values in slow.items():
        assert quick[name].dtype == values.dtype
        np.testing.assert_array_equal(quick[name], values)


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize("small", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_plans_give_the_columns_of_the_long_way_for_every_real_file(small, monkeypatch):
    for path in FILES:
        if (path.stat().st_size < QUICK_BYTES) == small:
            assert_both_ways_agree(path.read_bytes(), monkeypatch)


NUMBERS = [
    (253, 4, UINT32),
    (0, 4, SINT32),
    (6, 2, UINT16),  # speed, whose component is enhanced_speed
    (2, 2, UINT16),
    (13, 1, 0x01),
    (200, 4, 0x88),
    (201, 8, 0x8F),
    (202, 8, 0x8E),
    (203, 3, BYTE),
    (204, 4, STRING),
]
MESSAGE_SIZE = sum(size for _, size, _ in NUMBERS) + 2


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("count", [1, 7, 64, 65, 300])
def test_plans_give_the_columns_of_the_long_way_for_every_base_type(count, big_endian, monkeypatch):
    chance = np.random.default_rng(count)
    fields = definition(0, 20, NUMBERS, [(0, 1, 0), (1, 1, 0)], big_endian=big_endian)
    payloads = chance.integers(0, 256, (count, MESSAGE_SIZE), np.uint8)
    payloads[chance.random(payloads.shape) < 0.3] = 0xFF
    described = [application(0), description(0, 0, UINT8, b"Power"), description(0, 1, 0x01, b"Lean", 10, 5)]
    records = b"".join(b"\0" + bytes(row) for row in payloads)
    assert_both_ways_agree(fit_file(*described, fields, records), monkeypatch)


def test_a_component_fills_the_gaps_of_a_field_that_is_there_itself():
    fields = definition(0, 20, [(6, 2, UINT16), (73, 4, UINT32)])
    rows = [(4007, 3000), (0xFFFF, 5000), (4100, 0xFFFFFFFF)]
    records = fit.decode(
        fit_file(fields, *(b"\0" + u16(speed) + u32(enhanced) for speed, enhanced in rows))
    ).columns("record")
    assert records["enhanced_speed"].tolist() == [4.007, 5.0, 4.1]
    assert records["speed"][[0, 2]].tolist() == [4.007, 4.1]


def test_a_subfield_is_a_column_where_its_reference_has_the_value():
    fields = definition(0, 27, [(254, 2, UINT16), (1, 1, ENUM), (2, 4, UINT32)])
    rows = [
        (0, 0, 90_000),
        (1, 1, 80_000),
        (2, 0xFF, 5),
    ]  # duration_time in s, duration_distance in m, no type
    steps = fit.decode(
        fit_file(fields, *(b"\0" + u16(index) + bytes((kind,)) + u32(value) for index, kind, value in rows))
    ).columns("workout_step")
    np.testing.assert_array_equal(steps["duration_time"], [90, np.nan, np.nan])
    np.testing.assert_array_equal(steps["duration_distance"], [np.nan, 800, np.nan])
    assert steps["duration_value"].tolist() == [90_000, 80_000, 5]


def test_semicircles_become_degrees_without_rounding():
    fields = definition(0, 20, [(0, 4, SINT32)])
    rows = [1, 2**30, -(2**31), 2**31 - 2]
    records = fit.decode(
        fit_file(fields, *(b"\0" + value.to_bytes(4, "little", signed=True) for value in rows))
    )
    assert records.columns("record")["position_lat"].tolist() == [value * 180 / 2**31 for value in rows]
