"""The stored rows of the fitness history as the formulas take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.physiology.fitness_records import FitnessDay

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runners.models import RunnerHistory

__all__ = ["stored_days"]


def stored_days(rows: Iterable[RunnerHistory]) -> list[FitnessDay]:
    """Stored rows as the formulas take them."""
    return [_fitness_day(row) for row in rows]


def _fitness_day(row: RunnerHistory) -> FitnessDay:
    return FitnessDay(
        day=row.day,
        day_number=row.day_number,
        load=row.load_rtss,
        estimated_load=row.estimated_load_rtss,
        sessions=row.sessions_count,
        unknown_sessions=row.unknown_load_count,
        ctl=row.ctl,
        atl=row.atl,
        tsb=row.tsb,
        ramp=row.ramp_rate,
        monotony=row.monotony,
        strain=row.strain,
        estimated_share=None if row.estimated_percent is None else row.estimated_percent / 100,
        unknown_sessions_28d=row.unknown_load_28d_count,
        response_fitness=row.banister_fitness,
        response_fatigue=row.banister_fatigue,
        performance=row.banister_performance,
        state=row.phase,
    )
