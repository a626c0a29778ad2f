"""The steps of a planned workout as frozen records: how long, how fast, how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from training.planning.record_base import (
    FIELDS,
    OPTIONAL_FLAG,
    OPTIONAL_JSON,
    OPTIONAL_NUMBER,
    OPTIONAL_TEXT,
    OPTIONAL_WHOLE,
    Extra,
    Record,
    record,
)
from training.planning.record_codecs import NUMBER, WHOLE, Field, choice_of, list_of, union_of

__all__ = ["STEPS", "Duration", "Repeat", "Step", "Steps", "Target", "steps_from", "steps_to_documents"]


@dataclass(frozen=True, slots=True)
class Duration(Record):
    """How long a step is: seconds for time, metres for distance; open until lap is pressed or a heart rate (bpm)."""

    type: Literal["time", "distance", "open"]
    value: float | None = None
    until: Extra | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target(Record):
    """How fast: pace in m/s, heart rate in bpm, a heart-rate zone, or none."""

    type: Literal["pace", "hr", "hr_zone", "none"]
    low_mps: float | None = None
    high_mps: float | None = None
    low_bpm: float | None = None
    high_bpm: float | None = None
    zone: int | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def pace_mps(self) -> tuple[float, float]:
        """Slow and fast edge of a pace, m/s. Raises ValueError for a target that has none."""
        return _both(self.low_mps, self.high_mps)

    @property
    def heart_rate_bpm(self) -> tuple[float, float]:
        """Low and high edge of a heart rate, bpm. Raises ValueError for a target that has none."""
        return _both(self.low_bpm, self.high_bpm)


def _both(low: float | None, high: float | None) -> tuple[float, float]:
    if low is None or high is None:
        raise ValueError("the target has no edges")
    return low, high


@dataclass(frozen=True, slots=True)
class Step(Record):
    """One stretch of running; `planned_if` is its fraction of Critical Speed, `planned_s` its seconds."""

    kind: str
    duration: Duration
    target: Target
    planned_if: float
    planned_s: float
    intensity: str | None = None
    label: str | None = None
    cue: str | None = None
    ramp: bool | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repeat(Record):
    """Steps run `count` times in a row."""

    kind: str
    count: int
    steps: "Steps"
    extra: Extra = field(default_factory=dict)


Steps = tuple[Step | Repeat, ...]


def steps_from(documents: Sequence[Extra], path: str = "steps") -> Steps:
    """The records of a workout's steps. Raises RecordUnreadable."""
    found: Steps = STEPS.read(documents, path)
    return found


def steps_to_documents(steps: Steps) -> list[dict[str, Any]]:
    """The documents of a workout's steps."""
    return [step.to_document() for step in steps]


STEPS = list_of(union_of("kind", {"step": lambda: record(Step), "repeat": lambda: record(Repeat)}))

FIELDS |= {
    Duration: {
        "type": Field(choice_of("time", "distance", "open")),
        "value": OPTIONAL_NUMBER,
        "until": OPTIONAL_JSON,
    },
    Target: {
        "type": Field(choice_of("pace", "hr", "hr_zone", "none")),
        "low_mps": OPTIONAL_NUMBER,
        "high_mps": OPTIONAL_NUMBER,
        "low_bpm": OPTIONAL_NUMBER,
        "high_bpm": OPTIONAL_NUMBER,
        "zone": OPTIONAL_WHOLE,
    },
    Step: {
        "kind": Field(choice_of("step")),
        "duration": Field(record(Duration)),
        "target": Field(record(Target)),
        "planned_if": Field(NUMBER),
        "planned_s": Field(NUMBER),
        "intensity": OPTIONAL_TEXT,
        "label": OPTIONAL_TEXT,
        "cue": OPTIONAL_TEXT,
        "ramp": OPTIONAL_FLAG,
    },
    Repeat: {"kind": Field(choice_of("repeat")), "count": Field(WHOLE), "steps": Field(STEPS)},
}
