"""One recording with everything its figures are computed from."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, weighted_mean
from sessions.analysis.cleaning import Cleaned, CleanStream
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.pace import GradedPace
from sessions.analysis.provenance import Figure, Points, figure, missing_figure
from sessions.analysis.streams import DeviceTotals, RawStreams, SportKind

__all__ = ["Recording"]


@dataclass(frozen=True, slots=True)
class Recording:
    """The raw recording, the cleaned one, and the device's totals where these are shown."""

    raw: RawStreams
    cleaned: Cleaned
    kind: SportKind
    totals: DeviceTotals
    limits: CleaningLimits
    graded_pace: GradedPace | None
    corrected_distance_m: float | None = None

    @property
    def stream(self) -> CleanStream:
        """The clean stream."""
        return self.cleaned.stream

    @property
    def has_time(self) -> bool:
        """Whether there are at least two records with a time."""
        return self.stream.time_s.size > 1

    @property
    def whole(self) -> Points:
        """The whole recording as the stretch a figure stands on."""
        return Points(0.0, float(self.stream.time_s[-1]), int((self.stream.weight_s > 0).sum()))

    def coverage(self, values: FloatArray) -> float:
        """Share of the timer's seconds in which the column has data, 0 to 1."""
        timer = self.stream.timer_total_s
        return float(self.stream.weight_s[np.isfinite(values)].sum()) / timer if timer > 0 else 0.0

    def mean(
        self,
        name: str,
        values: FloatArray,
        unit: str,
        missing: str,
        *,
        where: BoolArray | None = None,
        formula: str = "mean",
    ) -> Figure:
        """Mean of a column over the timer's seconds that have it (and where `where` holds)."""
        chosen = values if where is None else np.where(where, values, np.nan)
        mean = weighted_mean(chosen, self.stream.weight_s)
        if mean is None:
            return missing_figure(name, unit, formula, missing)
        return figure(
            name,
            mean,
            unit,
            formula,
            points=self.points_of(chosen),
            clock="timer",
            coverage=self.coverage(chosen),
        )

    def highest(self, name: str, values: FloatArray, unit: str, missing: str) -> Figure:
        """The highest value of a column."""
        known = np.where(np.isfinite(values), values, -np.inf)
        at = int(known.argmax())
        if not np.isfinite(known[at]):
            return missing_figure(name, unit, "highest", missing)
        offset = float(self.stream.time_s[at])
        return figure(name, known[at], unit, "highest", points=Points(offset, offset, 1), clock="elapsed")

    def points_of(self, values: FloatArray) -> Points:
        """From the first to the last second with data, and how many there are."""
        known = np.flatnonzero(np.isfinite(values) & (self.stream.weight_s > 0))
        times = self.stream.time_s
        begin = float(times[max(known[0] - 1, 0)])
        return Points(begin, float(times[known[-1]]), int(known.size))
