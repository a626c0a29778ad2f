"""What a document holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pytest

from sessions.statistics.documents import NotStorableError, to_document


class Kind(StrEnum):
    RACE = "race"


class Pair(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Inner:
    value: float | None


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    kind: Kind
    day: date
    values: tuple[Inner, ...]


def test_results_become_dicts_lists_and_numbers_all_the_way_down():
    result = Outer(Inner(1.5), Kind.RACE, date(2026, 5, 3), (Inner(None), Inner(2.0)))
    assert to_document(result) == {
        "inner": {"value": 1.5}, "kind": "race", "day": "2026-05-03", "values": [{"value": None}, {"value": 2.0}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (np.float64(1.25), 1.25),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (Pair(1.0, 2.0), [1.0, 2.0]),
        (MappingProxyType({1: Kind.RACE}), {"1": "race"}),
        (datetime(2026, 5, 3, tzinfo=UTC), "2026-05-03T00:00:00+00:00"),
        (True, True),
        (None, None),
        ("text", "text"),
    ],
)
def test_values_become_plain_ones_of_pythons_own_types(value, stored):
    found = to_document(value)
    assert found == stored
    assert type(found) is type(stored)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), np.float64("nan"), Inner(float("-inf")), [float("nan")]]
)
def test_nan_and_infinity_are_refused(value):
    with pytest.raises(NotStorableError):
        to_document(value)


@pytest.mark.parametrize("value", [np.zeros(3), {1, 2}, b"x", Inner])
def test_what_has_no_place_in_a_document_is_refused(value):
    with pytest.raises(TypeError):
        to_document(value)
