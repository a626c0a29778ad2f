"""What is known of the athlete on the session's day, and what was decided about the session."""

from dataclasses import dataclass, field

from runners.physiology.heart_rate_calculator import (
    DEFAULT_ZONE_UPPER_PERCENTS,
    THRESHOLD_SHARE_OF_MAX,
    HeartRateBounds,
    bounds_from_max,
)
from sessions.analysis.streams import SportKind

__all__ = ["DEFAULT_REST_BPM", "AthleteContext"]

DEFAULT_REST_BPM = 60.0


@dataclass(frozen=True, slots=True)
class AthleteContext:
    """Everything a session is judged by. None is unknown; what is estimated is named in the flags of results.

    cs_mps and the rest of Critical Speed are those in force on the session's local day; cs_flags may say
    "backfilled" or "provisional", cs_reference is the id of the stored fit and cs_day its day.
    rpe_points_per_100: the athlete's own ratio of session RPE to load, once ten sessions have both.
    corrected_distance_m: the distance the athlete says is true. totals_are_trusted: False once the session was
    cropped, split or its distance corrected: then our totals are shown. is_typed: there is no file.
    """

    kind: SportKind = field(default_factory=SportKind)
    sex: str | None = None
    hr_max_bpm: float | None = None
    hr_max_source: str = "measured"
    hr_rest_bpm: float | None = None
    hr_threshold_bpm: float | None = None
    hr_vt1_bpm: float | None = None
    hr_vt2_bpm: float | None = None
    heart_rate_bounds: HeartRateBounds | None = None
    hr_zone_upper_percents: tuple[float, ...] = DEFAULT_ZONE_UPPER_PERCENTS
    cs_mps: float | None = None
    cs_standard_error_mps: float | None = None
    w_prime_m: float | None = None
    cs_flags: tuple[str, ...] = ()
    cs_reference: str | None = None
    cs_day: str | None = None
    rpe: float | None = None
    rpe_points_per_100: float | None = None
    corrected_distance_m: float | None = None
    totals_are_trusted: bool = True
    is_typed: bool = False

    @property
    def rest_bpm(self) -> float:
        """The resting heart rate, 60 where none is known."""
        return DEFAULT_REST_BPM if self.hr_rest_bpm is None else self.hr_rest_bpm

    @property
    def threshold_bpm(self) -> float | None:
        """The threshold heart rate, 90 % of maximum where none was measured."""
        if self.hr_threshold_bpm is not None:
            return self.hr_threshold_bpm
        return None if self.hr_max_bpm is None else THRESHOLD_SHARE_OF_MAX * self.hr_max_bpm

    @property
    def zones(self) -> HeartRateBounds | None:
        """The bounds of the heart-rate zones: the athlete's own, else percentages of the maximum."""
        if self.heart_rate_bounds is not None or self.hr_max_bpm is None:
            return self.heart_rate_bounds
        return bounds_from_max(self.hr_max_bpm, self.hr_zone_upper_percents)

    @property
    def heart_rate_flags(self) -> tuple[str, ...]:
        """Which heart rates are estimates."""
        flags = (
            ("max_heart_rate_estimated", self.hr_max_bpm is not None and self.hr_max_source != "measured"),
            ("resting_heart_rate_default", self.hr_rest_bpm is None),
            ("threshold_heart_rate_estimated", self.hr_threshold_bpm is None),
        )
        return tuple(flag for flag, holds in flags if holds)
