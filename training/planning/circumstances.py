"""What has changed since a plan was made: runs done and missed, illness, a new Critical Speed, a moved race."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from runners.physiology.sentences import Sentence
from training.planning.invariants.documents import is_kept
from training.planning.projection import with_projection
from training.planning.records import Day, Measured, Plan, Workout
from training.planning.words import WORDS

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

    def keeps(self, workout: Workout, day: date) -> bool:
        """Whether a workout stays as it is on its day."""
        if day < self.today:
            return True
        if workout.state != "published" or workout.locked or workout.by_hand:
            return is_kept(workout) or bool(workout.by_hand)
        return not self._releases(day)

    def keeps_free(self, day: Day, plan: Plan) -> bool:
        """Whether a day stays without a workout: the athlete was shown a free day, as binding as a workout shown."""
        return plan.is_published and not day.workouts and not self._releases(day.date)

    def _releases(self, day: date) -> bool:
        return self.released_from is not None and day >= self.released_from

    def has_new_critical_speed(self, plan: Plan) -> bool:
        """Whether the Critical Speed differs enough from the plan's to move targets."""
        if not self.cs_mps:
            return False
        return abs(self.cs_mps / plan.athlete.cs_mps - 1) >= CS_CHANGE

    def has_moved_race(self, plan: Plan) -> bool:
        """Whether the goal is on another day than the plan's."""
        return self.race_day is not None and self.race_day != plan.goal.race_date


def days_of_recovery(first: date, last: date, today: date) -> tuple[frozenset[date], frozenset[date]]:
    """(days still closed, days without quality after them) for an illness or injury from first to last.

    Nothing until clear, then as many days without quality as it lasted, 14 at most.
    """
    length = min((last - first).days + 1, MOST_NO_QUALITY_DAYS)
    closed = frozenset(day for day in _days(first, (last - first).days + 1) if day >= today)
    return closed, frozenset(day for day in _days(last + timedelta(days=1), length) if day >= today)


def with_the_past(plan: Plan, circumstances: Circumstances) -> Plan:
    """The plan with what was run: past workouts done or missed, real loads in place of planned ones."""
    did = {run.workout_id for run in circumstances.done if run.workout_id}
    past = {
        day.date: tuple(
            replace(workout, state="done" if workout.id in did else "missed") for workout in day.workouts
        )
        for day in plan.days
        if day.date < circumstances.today
    }
    actual = tuple(_actual(plan, circumstances))
    return with_projection(replace(plan.with_workouts(past), planned_from=circumstances.today, actual=actual))


def reasons(marked: Plan, circumstances: Circumstances) -> list[Sentence]:
    """Why the rest should be made again, in sentences; none where nothing has changed."""
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
        race_day = marked.goal.race_date
        said.append(WORDS.say("race_moved", from_day=race_day, to_day=circumstances.race_day))
    if circumstances.has_new_critical_speed(marked):
        from_mps = marked.athlete.cs_mps
        said.append(WORDS.say("critical_speed_moved", from_mps=from_mps, to_mps=circumstances.cs_mps))
    return said


def lost_days(marked: Plan, today: date) -> int:
    """Days of the last two weeks on which everything planned was missed."""
    return sum(
        bool(day.workouts) and all(workout.state == "missed" for workout in day.workouts)
        for day in _past_days(marked, today, LOST_WITHIN_DAYS)
    )


def idle_days(marked: Plan, today: date) -> int:
    """Days in a row without a run up to yesterday, two weeks at most; 0 where what was run is not known."""
    ran = {entry.date for entry in marked.actual or () if entry.m or entry.rtss}
    known = {entry.date for entry in marked.actual or ()}
    days = (today - timedelta(days=ago) for ago in range(1, LOST_WITHIN_DAYS + 1))
    return sum(1 for _ in takewhile(lambda day: day in known and day not in ran, days))


def extra_share(marked: Plan, today: date) -> float:
    """The load of the last seven days against what was planned; 0 where nothing was."""
    days = _past_days(marked, today, EXTRA_WITHIN_DAYS)
    planned = {day.date: day.load for day in days}
    real = sum(entry.rtss for entry in marked.actual or () if entry.date in planned)
    total = sum(planned.values())
    return real / total if total else 0.0


def missed_keys(marked: Plan, today: date, within_days: int) -> list[Workout]:
    """Quality and long runs missed in the last days, latest first."""
    return [
        workout
        for day in reversed(_past_days(marked, today, within_days))
        for workout in day.workouts
        if workout.role in KEY_ROLES and workout.state == "missed"
    ]


def _recovery(circumstances: Circumstances) -> Sentence:
    closed, quiet = len(circumstances.closed), len(circumstances.no_quality)
    if closed:
        return WORDS.say("ill", closed_days_count=closed, quiet_days_count=quiet)
    return WORDS.say("recovering", quiet_days_count=quiet)


def _past_days(marked: Plan, today: date, count: int) -> list[Day]:
    since = today - timedelta(days=count)
    return [day for day in marked.days if since <= day.date < today]


def _actual(plan: Plan, circumstances: Circumstances) -> Iterator[Measured]:
    """Real loads of every past day of the plan, rest days included."""
    for day in _days(plan.start_date, max(0, (circumstances.today - plan.start_date).days)):
        runs = [run for run in circumstances.done if run.day == day]
        yield Measured(day, sum(run.rtss for run in runs), sum(run.distance_m for run in runs))


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))
