"""Computed streams, made from the recording whenever they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessions.decided.edits import edits_of
from sessions.models import SessionParquet
from sessions.statistics.judging import Judging

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from sessions.models import SessionStatistics

__all__ = ["DerivedColumns", "derived_columns"]


@dataclass(frozen=True, slots=True)
class DerivedColumns:
    """Computed streams by name, one value a second from start_timestamp_s (Unix) on, each shape (n,); NaN in gaps."""

    start_timestamp_s: float
    values: dict[str, npt.NDArray[np.float64]]


def derived_columns(session: SessionStatistics) -> DerivedColumns:
    """Distance, climb and graded speed, and the W' balance where Critical Speed is known, as behind the stored figures."""
    columns = SessionParquet.objects.get(pk=session.pk)
    work = Judging(session.runner).of(session, columns, edits_of(session.pk))
    stream, balance = work.measured.stream, work.judged.w_prime_balance
    values = {
        "distance_m": stream.covered_m,
        "climbed_m": stream.climbed.gain_m,
        "graded_speed_mps": stream.graded_speed_mps,
    }
    if balance is not None:
        values["w_prime_balance_m"] = balance.remaining_m
    return DerivedColumns(stream.start_timestamp_s, values)
