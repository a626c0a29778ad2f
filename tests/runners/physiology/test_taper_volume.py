import math

import pytest

from runners.physiology.errors import InvalidInputError
from runners.physiology.taper_volume import mean_volume_factor, volume_factor


def test_two_weeks_keep_half_of_the_volume_within_bosquets_range():
    assert 0.40 <= mean_volume_factor() <= 0.59
    assert mean_volume_factor() == pytest.approx(0.5, abs=0.005)


def test_the_volume_falls_every_day():
    factors = [volume_factor(day) for day in range(1, 15)]
    assert factors == sorted(factors, reverse=True)
    assert factors[0] == pytest.approx(math.exp(-1 / 9.7))


@pytest.mark.parametrize("days", [0, -1])
def test_a_taper_has_at_least_a_day(days):
    with pytest.raises(InvalidInputError):
        mean_volume_factor(days)
    with pytest.raises(InvalidInputError):
        volume_factor(days)
