"""What has come between a plan and the athlete: runs done and missed, illness, a new Critical Speed, a moved race."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from runners.physiology.sentences import Sentence
from training.planning.document import days_of
from training.planning.invariants.documents import is_kept
from training.planning.projection import fill_projection
from training.planning.words import WORDS

Document = dict[str, Any]

LOST_DAYS = 3
LOST_WITHIN_DAYS = 14
EXTRA_SHARE = 1.2
EXTRA_WITHIN_DAYS = 7
EASY_DAYS_AFTER_EXTRA = 2
MOST_NO_QUALITY_DAYS = 14
CS_CHANGE = 0.02
KEY_ROLES = ("quality", "long")


@dataclass(frozen=True, slots=True)
class DoneRun:
    """What was really run on a day: metres, seconds, load, and the planned workout it did, if any."""

    day: date
    distance_m: float
    time_s: float
    rtss: float
    workout_id: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a plan is made again for.

    closed: days not to run on, beside the plan's own; no_quality likewise. released_from: published workouts
    and free days from that day on may change (None: none may); what is locked, edited or done never does. race_day: where the goal
    moved. cs_mps, d_prime_m: the Critical Speed and W' now, None where unknown. whole: more than the next
    two weeks may change, because the coach asks for it.
    """

    today: date
    done: tuple[DoneRun, ...] = ()
    closed: frozenset[date] = frozenset()
    no_quality: frozenset[date] = frozenset()
    released_from: date | None = None
    race_day: date | None = None
    cs_mps: float | None = None
    d_prime_m: float | None = None
    whole: bool = False

    def keeps(self, workout: Document, day: str) -> bool:
        """Whether a workout stays as it is on its day."""
        if day < self.today.isoformat():
            return True
        if workout["state"] != "published" or workout["locked"] or workout.get("by_hand"):
            return is_kept(workout) or bool(workout.get("by_hand"))
        return not self._releases(day)

    def keeps_free(self, day: Document, plan: Document) -> bool:
        """Whether a day stays without a workout: the athlete was shown a free day, as binding as a workout shown."""
        return plan["status"] == "published" and not day["workouts"] and not self._releases(day["date"])

    def _releases(self, day: str) -> bool:
        return self.released_from is not None and day >= self.released_from.isoformat()

    def has_new_critical_speed(self, plan: Document) -> bool:
        """Whether the Critical Speed differs enough from the plan's to move targets."""
        if not self.cs_mps:
            return False
        return abs(self.cs_mps / float(plan["athlete"]["cs_mps"]) - 1) >= CS_CHANGE

    def has_moved_race(self, plan: Document) -> bool:
        """Whether the goal is on another day than the plan's."""
        return self.race_day is not None and self.race_day.isoformat() != plan["goal"]["race_date"]


def days_of_recovery(first: date, last: date, today: date) -> tuple[frozenset[date], frozenset[date]]:
    """(days still closed, days without quality after them) for an illness or injury from first to last.

    Nothing until clear, then as many days without quality as it lasted, 14 at most.
    """
    length = min((last - first).days + 1, MOST_NO_QUALITY_DAYS)
    closed = frozenset(day for day in _days(first, (last - first).days + 1) if day >= today)
    return closed, frozenset(day for day in _days(last + timedelta(days=1), length) if day >= today)


def with_the_past(plan: Document, circumstances: Circumstances) -> Document:
    """The plan with what was run: past workouts done or missed, real loads in place of planned ones."""
    today = circumstances.today.isoformat()
    marked = copy.deepcopy(plan)
    did = {run.workout_id for run in circumstances.done if run.workout_id}
    for _, _, day in days_of(marked):
        if day["date"] < today:
            for workout in day["workouts"]:
                workout["state"] = "done" if workout["id"] in did else "missed"
    marked["planned_from"] = today
    marked["actual"] = _actual(plan, circumstances)
    fill_projection(marked)
    return marked


def reasons(marked: Document, circumstances: Circumstances) -> list[Sentence]:
    """Why the rest should be made again, in sentences; none where nothing has come between."""
    said = []
    lost = lost_days(marked, circumstances.today)
    if lost >= LOST_DAYS:
        said.append(WORDS.say("days_lost", days_count=lost))
    if circumstances.closed or circumstances.no_quality:
        said.append(_recovery(circumstances))
    extra = extra_share(marked, circumstances.today)
    if extra > EXTRA_SHARE:
        said.append(WORDS.say("ran_more", of_planned_percent=100 * extra))
    if circumstances.has_moved_race(marked):
        race_day = marked["goal"]["race_date"]
        said.append(WORDS.say("race_moved", from_day=race_day, to_day=circumstances.race_day))
    if circumstances.has_new_critical_speed(marked):
        from_mps = float(marked["athlete"]["cs_mps"])
        said.append(WORDS.say("critical_speed_moved", from_mps=from_mps, to_mps=circumstances.cs_mps))
    return said


def lost_days(marked: Document, today: date) -> int:
    """Days of the last two weeks on which everything planned was missed."""
    return sum(
        bool(day["workouts"]) and all(workout["state"] == "missed" for workout in day["workouts"])
        for day in _past_days(marked, today, LOST_WITHIN_DAYS)
    )


def extra_share(marked: Document, today: date) -> float:
    """The load of the last seven days against what was planned; 0 where nothing was."""
    days = _past_days(marked, today, EXTRA_WITHIN_DAYS)
    planned = {day["date"]: sum(w["expected_rtss"] for w in day["workouts"]) for day in days}
    real = sum(entry["rtss"] for entry in marked["actual"] if entry["date"] in planned)
    total = sum(planned.values())
    return real / total if total else 0.0


def missed_keys(marked: Document, today: date, within_days: int) -> list[Document]:
    """Quality and long runs missed in the last days, latest first."""
    return [
        workout
        for day in reversed(_past_days(marked, today, within_days))
        for workout in day["workouts"]
        if workout["role"] in KEY_ROLES and workout["state"] == "missed"
    ]


def _recovery(circumstances: Circumstances) -> Sentence:
    closed, quiet = len(circumstances.closed), len(circumstances.no_quality)
    if closed:
        return WORDS.say("ill", closed_days_count=closed, quiet_days_count=quiet)
    return WORDS.say("recovering", quiet_days_count=quiet)


def _past_days(marked: Document, today: date, count: int) -> list[Document]:
    since = (today - timedelta(days=count)).isoformat()
    return [day for _, _, day in days_of(marked) if since <= day["date"] < today.isoformat()]


def _actual(plan: Document, circumstances: Circumstances) -> list[Document]:
    """Real loads of every past day of the plan, rest days included."""
    start = date.fromisoformat(plan["start_date"])
    done: Sequence[DoneRun] = circumstances.done
    return [
        {
            "date": day.isoformat(),
            "rtss": sum(run.rtss for run in done if run.day == day),
            "m": sum(run.distance_m for run in done if run.day == day),
        }
        for day in _days(start, max(0, (circumstances.today - start).days))
    ]


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))
