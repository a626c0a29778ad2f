"""What a body and a sensor can do; beyond it a value is an error (docs/science.md, Session figures)."""

from dataclasses import dataclass, replace

from sessions.analysis.streams import SportKind

__all__ = ["DEFAULT_LIMITS", "ON_FOOT", "CleaningLimits"]

ON_FOOT = frozenset({"running", "walking", "hiking"})
# For bicycles and skis: 40 m/s is 144 km/h.
FASTEST_OFF_FOOT_MPS = 40.0


@dataclass(frozen=True, slots=True)
class CleaningLimits:
    """Bounds of what is believed. gap_s: longest hole bridged; hold_s: longest hold of cadence and power."""

    max_speed_mps: float = 12.0
    max_acceleration_mps2: float = 6.0
    gap_s: float = 10.0
    hold_s: float = 5.0
    moving_speed_mps: float = 0.5
    min_heart_rate_bpm: float = 30.0
    max_heart_rate_bpm: float = 230.0
    is_on_foot: bool = True

    def for_sport(self, kind: SportKind) -> "CleaningLimits":
        """The same limits, with a higher speed for what is not done on foot."""
        if kind.sport in ON_FOOT:
            return self
        fastest = max(self.max_speed_mps, FASTEST_OFF_FOOT_MPS)
        return replace(self, max_speed_mps=fastest, is_on_foot=False)


DEFAULT_LIMITS = CleaningLimits()
