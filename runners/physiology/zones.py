"""Which zone a heart rate or a speed falls in, and how long was spent in each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runners.physiology.checks import FloatArray, finite, positive
from runners.physiology.errors import InvalidInputError
from runners.physiology.heart_rate_calculator import HeartRateBounds

__all__ = [
    "ABOVE_ZONES",
    "BELOW_ZONES",
    "HEART_RATE_ZONE_NAMES",
    "PACE_ZONE_EDGES_PERCENT",
    "PACE_ZONE_NAMES",
    "HeartRateZoneSeconds",
    "PaceZone",
    "PaceZoneSeconds",
    "heart_rate_zone",
    "pace_zone_numbers",
    "pace_zones",
    "time_in_heart_rate_zones",
    "time_in_pace_zones",
]

BELOW_ZONES = 0
ABOVE_ZONES = 6
NO_DATA = -1
ZONE_COUNT = 5

# Percent of Critical Speed (ours). 78 belongs to zone 2, 102 to zone 4: only what is faster than it is zone 5.
PACE_ZONE_EDGES_PERCENT = (78.0, 87.0, 95.0, 102.0)
HEART_RATE_ZONE_NAMES = ("Recovery", "Endurance", "Tempo", "Threshold", "VO₂ max")
PACE_ZONE_NAMES = ("Easy", "Steady", "Tempo", "Threshold", "Fast")

FIT_NO_HEART_RATE_BPM = 255.0  # the FIT profile's "invalid" for an 8-bit value
HUNDRED = 100.0


@dataclass(frozen=True, slots=True)
class HeartRateZoneSeconds:
    """Seconds below zone 1, in each of the five zones, above the maximum, and without a heart rate.

    They sum to the time of the samples given.
    """

    below_s: float
    zones_s: tuple[float, ...]
    above_s: float
    no_heart_rate_s: float


@dataclass(frozen=True, slots=True)
class PaceZone:
    """One pace zone in m/s: from lower_mps to upper_mps (None: open). The edges carry Critical Speed's error."""

    number: int
    name: str
    lower_mps: float | None
    upper_mps: float | None
    lower_se_mps: float | None
    upper_se_mps: float | None


@dataclass(frozen=True, slots=True)
class PaceZoneSeconds:
    """Seconds in each of the five pace zones and without a speed; they sum to the time of the samples given."""

    zones_s: tuple[float, ...]
    no_speed_s: float


def heart_rate_zone(heart_rate_bpm: float, bounds: HeartRateBounds) -> int:
    """The zone of one heart rate: 0 below zone 1, 1 to 5, 6 above the maximum. Upper bounds belong to the zone."""
    rate = finite("Heart rate", heart_rate_bpm)
    return int(_heart_rate_zone_numbers(np.array([rate]), bounds)[0])


def time_in_heart_rate_zones(
    heart_rate_bpm: Sequence[float | None] | FloatArray,
    durations_s: Sequence[float] | FloatArray,
    bounds: HeartRateBounds,
) -> HeartRateZoneSeconds:
    """Seconds per zone of samples with their durations, both of shape (n,).

    None, NaN, 0 and FIT's 255 are no heart rate. Raises InvalidInputError for durations that are negative or do not pair.
    """
    rates = np.asarray(heart_rate_bpm, dtype=np.float64)
    durations = _durations(rates, durations_s)
    numbers = np.full(rates.shape, NO_DATA)
    known = (rates > 0) & (rates < FIT_NO_HEART_RATE_BPM)
    numbers[known] = _heart_rate_zone_numbers(rates[known], bounds)
    seconds = [_seconds_of(number, numbers, durations) for number in range(NO_DATA, ABOVE_ZONES + 1)]
    no_data, below, *zones, above = seconds
    return HeartRateZoneSeconds(below, tuple(zones), above, no_data)


def pace_zones(critical_speed_mps: float, se_mps: float | None = None) -> tuple[PaceZone, ...]:
    """The five pace zones of a Critical Speed; se_mps is its standard error when there is one."""
    cs = positive("Critical Speed", critical_speed_mps)
    shares = [edge / HUNDRED for edge in PACE_ZONE_EDGES_PERCENT]
    edges = [None, *(share * cs for share in shares), None]
    errors = [None, *(None if se_mps is None else share * se_mps for share in shares), None]
    return tuple(
        PaceZone(i + 1, name, edges[i], edges[i + 1], errors[i], errors[i + 1])
        for i, name in enumerate(PACE_ZONE_NAMES)
    )


def pace_zone_numbers(
    speed_mps: Sequence[float] | FloatArray, critical_speed_mps: float
) -> npt.NDArray[np.int64]:
    """The pace zone (1 to 5) of each graded speed, shape (n,); -1 where there is no speed (NaN)."""
    cs = positive("Critical Speed", critical_speed_mps)
    speeds = np.asarray(speed_mps, dtype=np.float64)
    *lower_edges, top = (percent * cs for percent in PACE_ZONE_EDGES_PERCENT)
    percents = speeds * HUNDRED
    numbers = 1 + np.searchsorted(lower_edges, percents, side="right") + (percents > top)
    return np.where(np.isnan(speeds), NO_DATA, numbers).astype(np.int64)


def time_in_pace_zones(
    speed_mps: Sequence[float] | FloatArray,
    durations_s: Sequence[float] | FloatArray,
    critical_speed_mps: float,
) -> PaceZoneSeconds:
    """Seconds per pace zone of graded speeds with their durations, both of shape (n,)."""
    numbers = pace_zone_numbers(speed_mps, critical_speed_mps)
    durations = _durations(numbers, durations_s)
    zones = tuple(_seconds_of(number, numbers, durations) for number in range(1, ZONE_COUNT + 1))
    return PaceZoneSeconds(zones, _seconds_of(NO_DATA, numbers, durations))


def _heart_rate_zone_numbers(rates_bpm: FloatArray, bounds: HeartRateBounds) -> npt.NDArray[np.int64]:
    rates_x100 = rates_bpm * HUNDRED
    numbers = 1 + np.searchsorted(bounds.uppers_x100, rates_x100, side="left")
    return np.where(rates_x100 < bounds.floor_x100, BELOW_ZONES, numbers).astype(np.int64)


def _durations(samples: npt.NDArray[np.generic], durations_s: Sequence[float] | FloatArray) -> FloatArray:
    durations = np.asarray(durations_s, dtype=np.float64)
    if durations.shape != samples.shape:
        raise InvalidInputError(f"{samples.size} samples do not pair with {durations.size} durations.")
    if not np.isfinite(durations).all() or (durations < 0).any():
        raise InvalidInputError("Durations must be finite and not negative.")
    return durations


def _seconds_of(number: int, numbers: npt.NDArray[np.int64], durations_s: FloatArray) -> float:
    return math.fsum(durations_s[numbers == number])
