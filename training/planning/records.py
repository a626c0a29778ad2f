"""A nested plan as frozen records: read once where a document comes in, written once where it goes out.

`Plan.from_document(document)` checks every field it knows and names the path of what is wrong; `plan.to_document()`
writes the same document again. A key that no record knows is kept as it is in `extra` and written back unchanged, at
every level, so that a document of a newer version survives an edit by an older one. An optional key that is absent
stays absent; one that is null stays null.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from training.planning.record_codecs import (
    DAY,
    FLAG,
    JSON,
    NUMBER,
    TEXT,
    WHOLE,
    Codec,
    Field,
    choice_of,
    list_of,
    nullable,
    read_record,
    union_of,
    write_record,
)

__all__ = [
    "Athlete",
    "Availability",
    "Block",
    "Constraints",
    "Day",
    "Duration",
    "Forecast",
    "Goal",
    "Measured",
    "Note",
    "PastRun",
    "Plan",
    "PlannedRace",
    "Repeat",
    "Step",
    "Target",
    "Week",
    "Workout",
    "as_plan",
    "steps_from",
    "steps_to_documents",
]

Extra = Mapping[str, Any]


class Record:
    """What all records share: `from_document` and `to_document`."""

    __slots__ = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any], path: str = "") -> Self:
        """The record of a document. Raises RecordUnreadable, whose `path` says where."""
        return read_record(cls, FIELDS[cls], document, path)

    def to_document(self) -> dict[str, Any]:
        """The document it came from, or the one that says the same."""
        return write_record(self, FIELDS[type(self)])


@dataclass(frozen=True, slots=True)
class Note(Record):
    """A code for machines with its sentence for people: a reason, a remark, a strategy."""

    code: str
    text: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duration(Record):
    """How long a step is: seconds for time, metres for distance; open until lap is pressed or a heart rate (bpm)."""

    type: str
    value: float | None = None
    until: Extra | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target(Record):
    """How fast: pace in m/s, heart rate in bpm, a heart-rate zone, or none."""

    type: str
    low_mps: float | None = None
    high_mps: float | None = None
    low_bpm: float | None = None
    high_bpm: float | None = None
    zone: int | None = None
    extra: Extra = field(default_factory=dict)


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
    steps: "tuple[Step | Repeat, ...]"
    extra: Extra = field(default_factory=dict)


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
    steps: tuple[Step | Repeat, ...]
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


@dataclass(frozen=True, slots=True)
class Day(Record):
    """One day: seconds free, its workouts, and the loads that follow (CTL and ATL in the evening, TSB in the morning)."""

    date: date
    max_s: float
    workouts: tuple[Workout, ...]
    ctl: float | None = None
    atl: float | None = None
    tsb: float | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def load(self) -> float:
        """Planned rTSS."""
        return sum(workout.expected_rtss for workout in self.workouts)


@dataclass(frozen=True, slots=True)
class Week(Record):
    """Seven days, or fewer at the start of a plan."""

    index: int
    kind: str
    start_date: date
    days: tuple[Day, ...]
    target_rtss: float | None = None
    planned_rtss: float | None = None
    planned_s: float | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def workouts(self) -> Iterator[Workout]:
        """All of its workouts in order."""
        return (workout for day in self.days for workout in day.workouts)


@dataclass(frozen=True, slots=True)
class Block(Record):
    """Weeks that develop the same things."""

    index: int
    type: str
    weeks: tuple[Week, ...]
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal(Record):
    """The race a plan leads to."""

    kind: str
    distance_m: float
    race_date: date
    target_s: float | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastRun(Record):
    """A run before the plan: metres and rTSS."""

    date: date
    m: float | None = None
    rtss: float | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Athlete(Record):
    """Who runs, as known on the day the plan was made."""

    cs_mps: float
    d_prime_m: float
    experience: str
    ctl0: float
    atl0: float
    history: tuple[PastRun, ...] | None = None
    vdot: float | None = None
    hr_max_bpm: float | None = None
    impulse_response: Extra | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Availability(Record):
    """Seconds to run on each weekday, Monday first; `exceptions` (date: seconds) win over the weekday."""

    max_s_by_weekday: tuple[float, ...]
    long_run_weekday: int | None = None
    max_sessions_per_day: int | None = None
    exceptions: Extra | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedRace(Record):
    """A B or C race on the way."""

    date: date
    distance_m: float
    priority: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constraints(Record):
    """Days not to run on, days without quality, races on the way."""

    blackout_dates: tuple[date, ...] | None = None
    no_quality: tuple[date, ...] | None = None
    races: tuple[PlannedRace, ...] | None = None
    extra: Extra = field(default_factory=dict)

    def is_closed(self, day: date) -> bool:
        """Whether a day is marked as not possible."""
        return day in (self.blackout_dates or ())


@dataclass(frozen=True, slots=True)
class Measured(Record):
    """The real load of a past day."""

    date: date
    rtss: float
    m: float | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forecast(Record):
    """Race day as the plan foresees it: CTL, TSB, and the time with its band (s)."""

    ctl: float
    tsb: float
    time_s: float
    fast_s: float
    slow_s: float
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan(Record):
    """A nested plan, schema runlab.plan/1."""

    schema: str
    plan_id: str
    runner_id: str
    version: int
    status: str
    start_date: date
    goal: Goal
    athlete: Athlete
    availability: Availability
    constraints: Constraints
    blocks: tuple[Block, ...]
    input_hash: str | None = None
    loading: int | None = None
    taper_weeks: int | None = None
    strategy: Note | None = None
    remarks: tuple[Note, ...] | None = None
    gives_up: tuple[str, ...] | None = None
    forecast: Forecast | None = None
    planned_from: date | None = None
    actual: tuple[Measured, ...] | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def weeks(self) -> Iterator[Week]:
        """All weeks in order."""
        return (week for block in self.blocks for week in block.weeks)

    @property
    def days(self) -> Iterator[Day]:
        """All days in order."""
        return (day for week in self.weeks for day in week.days)

    def find(self, workout_id: str) -> tuple[Day, Workout] | None:
        """A workout with its day; None where there is none such."""
        return next(((day, one) for day in self.days for one in day.workouts if one.id == workout_id), None)


def as_plan(given: Plan | Mapping[str, Any]) -> Plan:
    """A plan as it is, or read from its document. Raises RecordUnreadable."""
    return given if isinstance(given, Plan) else Plan.from_document(given)


def record(cls: type[Record]) -> Codec:
    """The codec of a record within a record."""
    return Codec(cls.from_document, Record.to_document)


def steps_from(documents: list[dict[str, Any]], path: str = "steps") -> tuple[Step | Repeat, ...]:
    """The records of a workout's steps. Raises RecordUnreadable."""
    found: tuple[Step | Repeat, ...] = STEPS.read(documents, path)
    return found


def steps_to_documents(steps: tuple[Step | Repeat, ...]) -> list[dict[str, Any]]:
    """The documents of a workout's steps."""
    return [step.to_document() for step in steps]


STEPS = list_of(union_of("kind", {"step": lambda: record(Step), "repeat": lambda: record(Repeat)}))
NOTES = list_of(record(Note))
DAYS = list_of(DAY)
_OPTIONAL_NUMBER = Field(NUMBER, optional=True)
_OPTIONAL_TEXT = Field(TEXT, optional=True)
_OPTIONAL_FLAG = Field(FLAG, optional=True)
_OPTIONAL_WHOLE = Field(WHOLE, optional=True)
_OPTIONAL_JSON = Field(JSON, optional=True)

FIELDS: dict[type, dict[str, Field]] = {
    Note: {"code": Field(TEXT), "text": Field(TEXT)},
    Duration: {
        "type": Field(choice_of("time", "distance", "open")),
        "value": _OPTIONAL_NUMBER,
        "until": _OPTIONAL_JSON,
    },
    Target: {
        "type": Field(choice_of("pace", "hr", "hr_zone", "none")),
        "low_mps": _OPTIONAL_NUMBER,
        "high_mps": _OPTIONAL_NUMBER,
        "low_bpm": _OPTIONAL_NUMBER,
        "high_bpm": _OPTIONAL_NUMBER,
        "zone": _OPTIONAL_WHOLE,
    },
    Step: {
        "kind": Field(choice_of("step")),
        "duration": Field(record(Duration)),
        "target": Field(record(Target)),
        "planned_if": Field(NUMBER),
        "planned_s": Field(NUMBER),
        "intensity": _OPTIONAL_TEXT,
        "label": _OPTIONAL_TEXT,
        "cue": _OPTIONAL_TEXT,
        "ramp": _OPTIONAL_FLAG,
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
        "note": _OPTIONAL_TEXT,
        "by_hand": _OPTIONAL_FLAG,
        "session_id": _OPTIONAL_TEXT,
    },
    Day: {
        "date": Field(DAY),
        "max_s": Field(NUMBER),
        "workouts": Field(list_of(record(Workout))),
        "ctl": _OPTIONAL_NUMBER,
        "atl": _OPTIONAL_NUMBER,
        "tsb": _OPTIONAL_NUMBER,
    },
    Week: {
        "index": Field(WHOLE),
        "kind": Field(choice_of("load", "intro", "recovery", "taper")),
        "start_date": Field(DAY),
        "days": Field(list_of(record(Day))),
        "target_rtss": _OPTIONAL_NUMBER,
        "planned_rtss": _OPTIONAL_NUMBER,
        "planned_s": _OPTIONAL_NUMBER,
    },
    Block: {"index": Field(WHOLE), "type": Field(TEXT), "weeks": Field(list_of(record(Week)))},
    Goal: {
        "kind": Field(choice_of("5k", "10k", "half", "marathon", "ultra")),
        "distance_m": Field(NUMBER),
        "race_date": Field(DAY),
        "target_s": _OPTIONAL_NUMBER,
    },
    PastRun: {"date": Field(DAY), "m": _OPTIONAL_NUMBER, "rtss": _OPTIONAL_NUMBER},
    Athlete: {
        "cs_mps": Field(NUMBER),
        "d_prime_m": Field(NUMBER),
        "experience": Field(choice_of("novice", "intermediate", "advanced", "elite")),
        "ctl0": Field(NUMBER),
        "atl0": Field(NUMBER),
        "history": Field(list_of(record(PastRun)), optional=True),
        "vdot": _OPTIONAL_NUMBER,
        "hr_max_bpm": _OPTIONAL_NUMBER,
        "impulse_response": _OPTIONAL_JSON,
    },
    Availability: {
        "max_s_by_weekday": Field(list_of(NUMBER)),
        "long_run_weekday": _OPTIONAL_WHOLE,
        "max_sessions_per_day": _OPTIONAL_WHOLE,
        "exceptions": _OPTIONAL_JSON,
    },
    PlannedRace: {"date": Field(DAY), "distance_m": Field(NUMBER), "priority": _OPTIONAL_TEXT},
    Constraints: {
        "blackout_dates": Field(DAYS, optional=True),
        "no_quality": Field(DAYS, optional=True),
        "races": Field(list_of(record(PlannedRace)), optional=True),
    },
    Measured: {"date": Field(DAY), "rtss": Field(NUMBER), "m": _OPTIONAL_NUMBER},
    Forecast: {name: Field(NUMBER) for name in ("ctl", "tsb", "time_s", "fast_s", "slow_s")},
    Plan: {
        "schema": Field(choice_of("runlab.plan/1")),
        "plan_id": Field(TEXT),
        "runner_id": Field(TEXT),
        "version": Field(WHOLE),
        "status": Field(TEXT),
        "start_date": Field(DAY),
        "goal": Field(record(Goal)),
        "athlete": Field(record(Athlete)),
        "availability": Field(record(Availability)),
        "constraints": Field(record(Constraints)),
        "blocks": Field(list_of(record(Block))),
        "input_hash": _OPTIONAL_TEXT,
        "loading": _OPTIONAL_WHOLE,
        "taper_weeks": _OPTIONAL_WHOLE,
        "strategy": Field(record(Note), optional=True),
        "remarks": Field(NOTES, optional=True),
        "gives_up": Field(list_of(TEXT), optional=True),
        "forecast": Field(record(Forecast), optional=True),
        "planned_from": Field(DAY, optional=True),
        "actual": Field(list_of(record(Measured)), optional=True),
    },
}
