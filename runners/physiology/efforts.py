"""One effort of a runner, as the pure functions of Critical Speed take it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runners.physiology.power_law import RIEGEL_EXPONENT

__all__ = ["Effort", "EffortKind", "is_same_bout", "riegel_speed_mps"]

SAME_BOUT_SHARE = 0.5  # of the shorter window


class EffortKind(StrEnum):
    """What a session was meant to be; proposed from calendar or name, confirmed by a person."""

    NORMAL = "normal"
    RACE = "race"
    TIME_TRIAL = "time_trial"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Effort:
    """One effort: a best over a distance inside a session, or one whole all-out bout of a race, test or time trial.

    start_offset_s and end_offset_s: where it lies in its session, elapsed seconds. heart_rate_bpm: its mean.
    highest_heart_rate_bpm: the highest mean that this runner's heart keeps up for so long. ending_change: speed of its
    last fifth over that of the middle, less 1. repeat_share: the fastest stretch of its session outside of it, half or
    a quarter as long, as a share of its speed. slowest_share: its slowest minute as a share of it. None is unknown.
    """

    distance_m: float
    time_s: float
    day: date
    session_id: str | None = None
    kind: EffortKind = EffortKind.NORMAL
    excluded_because: str | None = None
    is_default: bool = False
    start_offset_s: float | None = None
    end_offset_s: float | None = None
    heart_rate_bpm: float | None = None
    highest_heart_rate_bpm: float | None = None
    ending_change: float | None = None
    repeat_share: float | None = None
    slowest_share: float | None = None

    @property
    def speed_mps(self) -> float:
        """Mean speed."""
        return self.distance_m / self.time_s

    @property
    def is_whole_bout(self) -> bool:
        """Whether the athlete said that it was run all-out, so that it counts whatever its distance."""
        return self.kind is not EffortKind.NORMAL


def is_same_bout(one: Effort, other: Effort) -> bool:
    """Whether two efforts of a session overlap by half of the shorter one; efforts without a place never do."""
    if one.session_id is None or one.session_id != other.session_id:
        return False
    if one.start_offset_s is None or one.end_offset_s is None:
        return False
    if other.start_offset_s is None or other.end_offset_s is None:
        return False
    overlap = min(one.end_offset_s, other.end_offset_s) - max(one.start_offset_s, other.start_offset_s)
    shorter = min(one.end_offset_s - one.start_offset_s, other.end_offset_s - other.start_offset_s)
    return overlap >= SAME_BOUT_SHARE * shorter


def riegel_speed_mps(effort: Effort, over_s: float) -> float:
    """The speed that Riegel's rule carries the effort to, over another time."""
    return float(effort.speed_mps * (over_s / effort.time_s) ** (1 / RIEGEL_EXPONENT - 1))
