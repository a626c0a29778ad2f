"""The tree a workout's shorthand stands for, before an athlete gives it paces."""

from dataclasses import dataclass
from typing import Literal

AmountKind = Literal["time", "distance", "lap", "hr_below", "hr_above"]
TargetKind = Literal["letter", "hr_zone", "percent", "bpm", "rpe", "pace_km", "pace_mi", "free"]

MILE_M = 1609.344


@dataclass(frozen=True, slots=True)
class Amount:
    """How long a step lasts: seconds, metres, bpm, or 0 for "until lap is pressed"."""

    kind: AmountKind
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """How fast: a letter, a heart-rate zone, % of CS, bpm, effort (RPE 1-10), or seconds per km or mile (fast edge first)."""

    kind: TargetKind
    letter: str = ""
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of running."""

    amount: Amount
    target: Target
    cue: str = ""
    ramp: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """Parts run `count` times in a row."""

    count: int
    parts: tuple["Part", ...]


Part = Step | Repeat
Tree = tuple[Part, ...]
