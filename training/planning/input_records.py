"""What a plan was made for, as frozen records: goal, athlete, free time, closed days and races on the way."""

from dataclasses import dataclass, field
from datetime import date

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
from training.planning.record_codecs import DAY, NUMBER, Field, choice_of, list_of

__all__ = ["Athlete", "Availability", "Constraints", "Goal", "PastRun", "PlannedRace"]


@dataclass(frozen=True, slots=True)
class Goal(Record):
    """The race a plan leads to; `name` where it has one."""

    kind: str
    distance_m: float
    race_date: date
    target_s: float | None = None
    name: str | None = None
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
    cs_assumed: bool | None = None
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

    def seconds_of(self, day: date) -> float:
        """Seconds to run on a day."""
        seconds: float = (self.exceptions or {}).get(day.isoformat(), self.max_s_by_weekday[day.weekday()])
        return seconds


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


DAYS = list_of(DAY)

FIELDS |= {
    Goal: {
        "kind": Field(choice_of("5k", "10k", "half", "marathon", "ultra")),
        "distance_m": Field(NUMBER),
        "race_date": Field(DAY),
        "target_s": OPTIONAL_NUMBER,
        "name": OPTIONAL_TEXT,
    },
    PastRun: {"date": Field(DAY), "m": OPTIONAL_NUMBER, "rtss": OPTIONAL_NUMBER},
    Athlete: {
        "cs_mps": Field(NUMBER),
        "d_prime_m": Field(NUMBER),
        "experience": Field(choice_of("novice", "intermediate", "advanced", "elite")),
        "ctl0": Field(NUMBER),
        "atl0": Field(NUMBER),
        "history": Field(list_of(record(PastRun)), optional=True),
        "cs_assumed": OPTIONAL_FLAG,
        "vdot": OPTIONAL_NUMBER,
        "hr_max_bpm": OPTIONAL_NUMBER,
        "impulse_response": OPTIONAL_JSON,
    },
    Availability: {
        "max_s_by_weekday": Field(list_of(NUMBER)),
        "long_run_weekday": OPTIONAL_WHOLE,
        "max_sessions_per_day": OPTIONAL_WHOLE,
        "exceptions": OPTIONAL_JSON,
    },
    PlannedRace: {"date": Field(DAY), "distance_m": Field(NUMBER), "priority": OPTIONAL_TEXT},
    Constraints: {
        "blackout_dates": Field(DAYS, optional=True),
        "no_quality": Field(DAYS, optional=True),
        "races": Field(list_of(record(PlannedRace)), optional=True),
    },
}
