"""Analyses one session: the public entry of this package, in one call or in its two parts, measure and judge."""

from collections.abc import Mapping
from dataclasses import dataclass

from sessions.analysis.context import AthleteContext
from sessions.analysis.judged import Judged, judge
from sessions.analysis.limits import DEFAULT_LIMITS, CleaningLimits
from sessions.analysis.measured import Measured, measure
from sessions.analysis.possible_effort import gradient_is_impossible
from sessions.analysis.provenance import Figure
from sessions.analysis.streams import NO_TOTALS, DeviceTotals, RawStreams, RecordedLap

__all__ = ["AthleteContext", "Judged", "Measured", "SessionAnalysis", "analyse", "judge", "measure"]


@dataclass(frozen=True, slots=True)
class SessionAnalysis:
    """Everything a session says: what was measured, and what that means for this athlete on that day."""

    measured: Measured
    judged: Judged

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Every figure by its name."""
        return {**self.measured.figures, **self.judged.figures}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What people should know before they trust the figures, in plain English."""
        return (*self.measured.warnings, *self.judged.warnings)


def analyse(
    raw: RawStreams,
    totals: DeviceTotals = NO_TOTALS,
    laps: tuple[RecordedLap, ...] = (),
    context: AthleteContext | None = None,
    limits: CleaningLimits = DEFAULT_LIMITS,
) -> SessionAnalysis:
    """Measure one session and judge it. Raises InvalidStreamsError for records no session can have."""
    known = context or AthleteContext()

    def measured_as(*, counts_gradient: bool) -> Measured:
        return measure(
            raw,
            totals,
            laps,
            known.kind,
            totals_are_trusted=known.totals_are_trusted,
            corrected_distance_m=known.corrected_distance_m,
            counts_gradient=counts_gradient,
            limits=limits,
        )

    measured = measured_as(counts_gradient=True)
    if gradient_is_impossible(measured, known):
        measured = measured_as(counts_gradient=False)
    return SessionAnalysis(measured, judge(measured, known))
