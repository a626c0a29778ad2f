"""A planned workout and its steps as frozen records."""

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
from training.planning.record_codecs import (
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Field,
    choice_of,
    list_of,
    nullable,
    union_of,
)

__all__ = [
    "NOTES",
    "Duration",
    "Note",
    "Repeat",
    "Step",
    "Steps",
    "Target",
    "Workout",
    "steps_from",
    "steps_to_documents",
]


@dataclass(frozen=True, slots=True)
class Note(Record):
    """A code for machines with its sentence for people: a reason, a remark, a strategy."""

    code: str
    text: str
    extra: Extra = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Workout(Record):
    """A planned workout: what it is, what it asks (s, m, rTSS, lowest D' in m), why it is there."""

    id: str
    workout_id: str
    name: str
    role: str
    state: str
    locked: bool
    expected_s: float
    expected_m: float
    expected_rtss: float
    d_bal_min_m: float | None
    why: tuple[Note, ...]
    steps: Steps
    note: str | None = None
    by_hand: bool | None = None
    session_id: str | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def is_hard(self) -> bool:
        """Whether its day counts as hard: all but easy runs do."""
        return self.role != "easy"

    @property
    def is_kept(self) -> bool:
        """Whether a coach's edit may not touch it: locked or done."""
        return self.locked or self.state == "done"


def steps_from(documents: Sequence[Extra], path: str = "steps") -> Steps:
    """The records of a workout's steps. Raises RecordUnreadable."""
    found: Steps = STEPS.read(documents, path)
    return found


def steps_to_documents(steps: Steps) -> list[dict[str, Any]]:
    """The documents of a workout's steps."""
    return [step.to_document() for step in steps]


STEPS = list_of(union_of("kind", {"step": lambda: record(Step), "repeat": lambda: record(Repeat)}))
NOTES = list_of(record(Note))

FIELDS |= {
    Note: {"code": Field(TEXT), "text": Field(TEXT)},
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
    Workout: {
        "id": Field(TEXT),
        "workout_id": Field(TEXT),
        "name": Field(TEXT),
        "role": Field(choice_of("easy", "long", "quality", "test", "race")),
        "state": Field(choice_of("draft", "published", "edited", "done", "missed")),
        "locked": Field(FLAG),
        "expected_s": Field(NUMBER),
        "expected_m": Field(NUMBER),
        "expected_rtss": Field(NUMBER),
        "d_bal_min_m": Field(nullable(NUMBER)),
        "why": Field(NOTES),
        "steps": Field(STEPS),
        "note": OPTIONAL_TEXT,
        "by_hand": OPTIONAL_FLAG,
        "session_id": OPTIONAL_TEXT,
    },
}
