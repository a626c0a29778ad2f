"""A planned workout as a frozen record."""

from dataclasses import dataclass, field
from typing import Self

from runners.physiology.sentences import Sentence
from training.planning.record_base import (
    FIELDS,
    OPTIONAL_FLAG,
    OPTIONAL_TEXT,
    Extra,
    Record,
    record,
)
from training.planning.record_codecs import (
    FLAG,
    NUMBER,
    TEXT,
    Field,
    choice_of,
    list_of,
    nullable,
)
from training.planning.step_records import STEPS, Steps

__all__ = ["NOTES", "Note", "Workout"]


@dataclass(frozen=True, slots=True)
class Note(Record):
    """A code for machines with its sentence for people: a reason, a remark, a strategy."""

    code: str
    text: str
    extra: Extra = field(default_factory=dict)

    @classmethod
    def of(cls, said: Sentence) -> Self:
        """The note that says a sentence, with its values."""
        return cls.from_document(said.to_document())


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


NOTES = list_of(record(Note))

FIELDS |= {
    Note: {"code": Field(TEXT), "text": Field(TEXT)},
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
