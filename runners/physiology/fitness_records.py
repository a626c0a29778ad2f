"""A day's fitness, fatigue and form, and many days of them as arrays."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from runners.physiology.checks import FloatArray
from runners.physiology.local_days import calendar_days
from runners.physiology.training_load import (
    SETTLED_DAYS,
    WARMING_UP_DAYS,
)

__all__ = ["FitnessDay", "FitnessHistory"]


@dataclass(frozen=True, slots=True)
class FitnessDay:
    """One date's row. CTL and ATL are the evening's; TSB and the impulse response are the morning's.

    response_fitness and response_fatigue are G and H of the model, in units of load, before k1 and k2. None where there is no full week yet (ramp, monotony, strain) or no load to take a share of.
    """

    day: date
    day_number: int
    load: float
    estimated_load: float
    sessions: int
    unknown_sessions: int
    ctl: float
    atl: float
    tsb: float
    ramp: float | None
    monotony: float | None
    strain: float | None
    estimated_share: float | None
    unknown_sessions_28d: int
    response_fitness: float
    response_fatigue: float
    performance: float
    state: str


@dataclass(frozen=True, slots=True)
class FitnessHistory:
    """Rows of consecutive dates as columns of shape (n,); NaN inside stands for a row's None and never leaves."""

    first_day: date
    day_numbers: range
    loads: FloatArray
    estimated_loads: FloatArray
    sessions: FloatArray
    unknown_sessions: FloatArray
    ctl: FloatArray
    atl: FloatArray
    tsb: FloatArray
    ramp: FloatArray
    monotony: FloatArray
    strain: FloatArray
    estimated_share: FloatArray
    unknown_sessions_28d: FloatArray
    response_fitness: FloatArray
    response_fatigue: FloatArray
    performance: FloatArray

    def __len__(self) -> int:
        return len(self.day_numbers)

    def __iter__(self) -> Iterator[FitnessDay]:
        return self._rows(slice(None))

    def row(self, index: int) -> FitnessDay:
        """The row of the index-th date; negative indices count from the end. Raises IndexError beyond."""
        position = range(len(self))[index]
        return next(self._rows(slice(position, position + 1)))

    def _rows(self, part: slice) -> Iterator[FitnessDay]:
        offsets = range(len(self))[part]
        numbers = self.day_numbers[part]
        return map(
            FitnessDay,
            calendar_days(
                self.first_day + timedelta(days=offsets.start),
                self.first_day + timedelta(days=offsets.stop - 1),
            ),
            numbers,
            self.loads[part].tolist(),
            self.estimated_loads[part].tolist(),
            self.sessions[part].astype(int).tolist(),
            self.unknown_sessions[part].astype(int).tolist(),
            self.ctl[part].tolist(),
            self.atl[part].tolist(),
            self.tsb[part].tolist(),
            _none_for_nan(self.ramp[part]),
            _none_for_nan(self.monotony[part]),
            _none_for_nan(self.strain[part]),
            _none_for_nan(self.estimated_share[part]),
            self.unknown_sessions_28d[part].astype(int).tolist(),
            self.response_fitness[part].tolist(),
            self.response_fatigue[part].tolist(),
            self.performance[part].tolist(),
            map(_state, numbers),
        )


def _none_for_nan(values: FloatArray) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def _state(day_number: int) -> str:
    if day_number < WARMING_UP_DAYS:
        return "warming_up"
    return "settling" if day_number < SETTLED_DAYS else "settled"
