"""A nested plan as frozen records: read once where a document comes in, written once where it goes out.

`Plan.from_document(document)` checks every field it knows and names the path of what is wrong; `plan.to_document()`
writes the same document again. A key that no record knows is kept as it is in `extra` and written back unchanged, at
every level, so that a document of a newer version survives an edit by an older one. An optional key that is absent
stays absent; one that is null stays null.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from training.planning.input_records import Athlete, Availability, Constraints, Goal, PastRun, PlannedRace
from training.planning.record_base import (
    FIELDS,
    OPTIONAL_NUMBER,
    OPTIONAL_TEXT,
    OPTIONAL_WHOLE,
    Extra,
    Record,
    record,
)
from training.planning.record_codecs import DAY, NUMBER, TEXT, WHOLE, Field, choice_of, list_of
from training.planning.step_records import (
    Duration,
    Repeat,
    Step,
    Steps,
    Target,
    steps_from,
    steps_to_documents,
)
from training.planning.workout_records import NOTES, Note, Workout

__all__ = [
    "Athlete",
    "Availability",
    "Block",
    "Constraints",
    "Day",
    "Duration",
    "Forecast",
    "GivenPlan",
    "Goal",
    "Measured",
    "Note",
    "PastRun",
    "Plan",
    "PlannedRace",
    "Repeat",
    "Step",
    "Steps",
    "Target",
    "Week",
    "Workout",
    "as_plan",
    "steps_from",
    "steps_to_documents",
]


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

    @property
    def is_published(self) -> bool:
        """Whether the athlete follows it."""
        return self.status == "published"

    def with_weeks(self, change: Callable[[Week], Week]) -> "Plan":
        """The plan with each of its weeks changed."""
        blocks = (replace(block, weeks=tuple(map(change, block.weeks))) for block in self.blocks)
        return replace(self, blocks=tuple(blocks))

    def with_workouts(self, days: Mapping[date, tuple[Workout, ...]]) -> "Plan":
        """The plan with other workouts on some days."""

        def changed(day: Day) -> Day:
            return replace(day, workouts=days[day.date]) if day.date in days else day

        return self.with_weeks(lambda week: replace(week, days=tuple(map(changed, week.days))))

    def find(self, workout_id: str) -> tuple[Day, Workout] | None:
        """A workout with its day; None where there is none such."""
        return next(((day, one) for day in self.days for one in day.workouts if one.id == workout_id), None)


GivenPlan = Plan | Mapping[str, Any]  # a record, or a document that is read


def as_plan(given: GivenPlan) -> Plan:
    """A plan as it is, or read from its document. Raises RecordUnreadable."""
    return given if isinstance(given, Plan) else Plan.from_document(given)


FIELDS |= {
    Day: {
        "date": Field(DAY),
        "max_s": Field(NUMBER),
        "workouts": Field(list_of(record(Workout))),
        "ctl": OPTIONAL_NUMBER,
        "atl": OPTIONAL_NUMBER,
        "tsb": OPTIONAL_NUMBER,
    },
    Week: {
        "index": Field(WHOLE),
        "kind": Field(choice_of("load", "intro", "recovery", "taper")),
        "start_date": Field(DAY),
        "days": Field(list_of(record(Day))),
        "target_rtss": OPTIONAL_NUMBER,
        "planned_rtss": OPTIONAL_NUMBER,
        "planned_s": OPTIONAL_NUMBER,
    },
    Block: {"index": Field(WHOLE), "type": Field(TEXT), "weeks": Field(list_of(record(Week)))},
    Measured: {"date": Field(DAY), "rtss": Field(NUMBER), "m": OPTIONAL_NUMBER},
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
        "input_hash": OPTIONAL_TEXT,
        "loading": OPTIONAL_WHOLE,
        "taper_weeks": OPTIONAL_WHOLE,
        "strategy": Field(record(Note), optional=True),
        "remarks": Field(NOTES, optional=True),
        "gives_up": Field(list_of(TEXT), optional=True),
        "forecast": Field(record(Forecast), optional=True),
        "planned_from": Field(DAY, optional=True),
        "actual": Field(list_of(record(Measured)), optional=True),
    },
}
