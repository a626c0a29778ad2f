"""A plan without athlete and dates as frozen records: what a template keeps, schema runlab.template/1."""

from dataclasses import dataclass, field

from training.planning.record_base import (
    FIELDS,
    OPTIONAL_NUMBER,
    OPTIONAL_TEXT,
    OPTIONAL_WHOLE,
    Extra,
    Record,
    record,
)
from training.planning.record_codecs import NUMBER, TEXT, WHOLE, Field, choice_of, list_of

__all__ = [
    "TEMPLATE_SCHEMA",
    "Template",
    "TemplateBlock",
    "TemplateGoal",
    "TemplateWeek",
    "TemplateWorkout",
]

TEMPLATE_SCHEMA = "runlab.template/1"


@dataclass(frozen=True, slots=True)
class TemplateWorkout(Record):
    """A workout without paces."""

    workout_id: str
    name: str
    role: str
    shorthand: str
    note: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateBlock(Record):
    """Which block a week belongs to."""

    index: int
    type: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateWeek(Record):
    """The workouts of each of its days, and what they were for the athlete of the plan they come from."""

    block: TemplateBlock
    kind: str
    days: tuple[tuple[TemplateWorkout, ...], ...]
    planned_rtss: float | None = None
    planned_s: float | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateGoal(Record):
    """The race that the last day is for; m."""

    kind: str
    distance_m: float
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template(Record):
    """Weeks that are counted back from a race."""

    schema: str
    goal: TemplateGoal
    weeks: tuple[TemplateWeek, ...]
    loading: int | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def days_count(self) -> int:
        """Days from its first to race day, both counted."""
        return sum(len(week.days) for week in self.weeks)


FIELDS |= {
    TemplateWorkout: {
        "workout_id": Field(TEXT),
        "name": Field(TEXT),
        "role": Field(TEXT),
        "shorthand": Field(TEXT),
        "note": OPTIONAL_TEXT,
    },
    TemplateBlock: {"index": Field(WHOLE), "type": Field(TEXT)},
    TemplateWeek: {
        "block": Field(record(TemplateBlock)),
        "kind": Field(TEXT),
        "planned_rtss": OPTIONAL_NUMBER,
        "planned_s": OPTIONAL_NUMBER,
        "days": Field(list_of(list_of(record(TemplateWorkout)))),
    },
    TemplateGoal: {"kind": Field(TEXT), "distance_m": Field(NUMBER)},
    Template: {
        "schema": Field(choice_of(TEMPLATE_SCHEMA)),
        "goal": Field(record(TemplateGoal)),
        "loading": OPTIONAL_WHOLE,
        "weeks": Field(list_of(record(TemplateWeek))),
    },
}
