"""Judges sessions by what was in force on their day: physiology, Critical Speed, and people's edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

from runners.models import CriticalSpeedRecord
from runners.selectors import decisions_of
from runners.stored.formula_inputs import is_stale
from sessions import storage
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.provenance import figure
from sessions.analysis.session import Judged, Measured, analyse
from sessions.analysis.streams import DeviceTotals, RawStreams, RecordedLap, SportKind, crop, crop_laps
from sessions.statistics.athlete_context import CriticalSpeedInForce, context_key, context_of
from sessions.statistics.stored_figures import described

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from runners.models import Runner, RunnerDecision
    from sessions.analysis.context import AthleteContext
    from sessions.models import SessionParquet, SessionStatistics

__all__ = ["Judging", "Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """A session measured and judged, and the key of the context it was judged by."""

    measured: Measured
    judged: Judged
    key: str


class Judging:
    """Judges sessions of one runner; what is common to all of them is read once.

    A decision or a new fit in the meantime makes a session stale, and the analysis that follows judges it again.
    """

    def __init__(self, runner: Runner, log: Sequence[CriticalSpeedRecord] | None = None) -> None:
        self.runner = runner
        self.decisions: list[RunnerDecision] = decisions_of(runner)
        self.in_force = [
            one for one in (_log(runner) if log is None else log) if one.state in CriticalSpeedRecord.IN_USE
        ]

    def critical_speed_on(self, day: date) -> CriticalSpeedInForce | None:
        """The last Critical Speed in force on or before the day; before the first one, that one, flagged."""
        known = [one for one in self.in_force if one.valid_from <= day]
        if known:
            return _in_force(known[-1], *(("stale",) if is_stale(known[-1], day) else ()))
        return _in_force(self.in_force[0], "backfilled") if self.in_force else None

    def key(self, session: SessionStatistics, columns: SessionParquet, edits: dict[str, Any]) -> str:
        """What the session would be judged with now."""
        return context_key(self._context(session, columns, edits))

    def of(
        self,
        session: SessionStatistics,
        columns: SessionParquet,
        edits: dict[str, Any],
        streams: RawStreams | None = None,
    ) -> Work:
        """Measure and judge."""
        context = self._context(session, columns, edits)
        raw = streams if streams is not None else storage.read_streams(columns.blob_id, columns.sha256)
        laps = tuple(RecordedLap(**lap) for lap in columns.recorded["laps"])
        if "crop" in edits:
            start, end = (float(raw.timestamp_s[0]) + offset for offset in edits["crop"])
            raw, laps = crop(raw, start, end), crop_laps(laps, start, end)
        totals = DeviceTotals(**columns.recorded["totals"])
        analysis = analyse(raw, totals, laps, context, _limits())
        measured = _with_typed_temperature(analysis.measured, edits.get("avg_temperature_c"))
        return Work(measured, analysis.judged, context_key(context))

    def _context(
        self, session: SessionStatistics, columns: SessionParquet, edits: dict[str, Any]
    ) -> AthleteContext:
        kind = SportKind(**columns.recorded["kind"] | {"sport": session.sport})
        edits = {**described(columns), **edits}
        return context_of(
            self.runner, self.decisions, session.day, kind, self.critical_speed_on(session.day), edits
        )


def _with_typed_temperature(measured: Measured, degrees_c: float | None) -> Measured:
    """With the typed temperature in place of the device's, which is warmed by the wrist."""
    if degrees_c is None:
        return measured
    typed = figure("avg_temperature_c", degrees_c, "°C", "typed_temperature", flags=("typed",))
    return replace(measured, figures={**measured.figures, "avg_temperature_c": typed})


def _log(runner: Runner) -> list[CriticalSpeedRecord]:
    return list(CriticalSpeedRecord.objects.filter(runner=runner).order_by("valid_from", "pk"))


def _in_force(record: CriticalSpeedRecord, *flags: str) -> CriticalSpeedInForce | None:
    if record.critical_speed_mps is None:
        return None
    more = tuple(flag for flag in ("provisional", "estimated") if flag in record.flags)
    return CriticalSpeedInForce(
        cs_mps=record.critical_speed_mps,
        standard_error_mps=record.standard_error_mps,
        w_prime_m=record.w_prime_m,
        day=record.valid_from,
        record_id=record.pk,
        flags=(*flags, *more),
    )


def _limits() -> CleaningLimits:
    config = settings.CONFIG
    return CleaningLimits(
        max_speed_mps=config.max_speed_mps,
        max_acceleration_mps2=config.max_acceleration_mps2,
        gap_s=config.gap_hold_s,
        moving_speed_mps=config.moving_speed_mps,
        min_heart_rate_bpm=config.min_heart_rate_bpm,
        max_heart_rate_bpm=config.max_heart_rate_bpm,
    )
