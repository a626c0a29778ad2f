"""Proposes whether a session was a race, a time trial or a test, from calendar, name and shape; a person decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from runners.physiology.texts import distance_text, duration_text

__all__ = ["HardBout", "PlannedRace", "Proposal", "RunDistance", "SessionShape", "propose"]

# Words in a name that stand for an effort, unless one of HARMLESS stands beside them ("marathon pace").
TEST_WORDS = r"(cs|fitness|field|cooper|time|lactate|ramp|step|stufen|3\W?min\w*)\W?test|critical speed test|test run|testlauf"
TIME_TRIAL_WORDS = r"time\W?trial|tt|zeitlauf|contre la montre"
RACE_WORDS = (
    r"race|raced|rennen|wettkampf|wedstrijd|carrera|parkrun|competition|championships?|meisterschaft(en)?"
)
HARMLESS = (
    r"pace|easy|recovery|prep|preparation|warm\W?up|cool\W?down|shake\W?out|simulation|before|after|pre|post|"
    r"training|long run|tempo|einlaufen|auslaufen|vor|nach"
)
PLANNED_DISTANCE_TOLERANCE = 0.05
# Ours: how much warm-up and cool-down may lie in the file of a race.
WARM_UP_AND_COOL_DOWN_M = 8000.0
# Ours: a run over a usual race distance counts as one when it was about as fast as a race over its time.
RACE_DISTANCES_M = (3000.0, 5000.0, 10_000.0, 15_000.0, 21_097.5, 30_000.0, 42_195.0)
RACE_DISTANCE_TOLERANCE = 0.03
RACE_SPEED_SHARE = 0.97
# Critical Speed is about what 40 minutes allow, and speed falls with time as in Riegel's rule (formula book, section 3).
CS_DURATION_S, SPEED_EXPONENT = 2400.0, 0.0566
SHORTEST_RACE_S, LONGEST_RACE_S = 480.0, 21_600.0
# Ours: a race inside a longer file, whose remainder was run at most so fast beside it.
LEAST_RACE_INSIDE_M, REMAINDER_SHARE = 5000.0, 0.8
# Nobody runs below it (people change from walking to running at about 2 m/s: Thorstensson & Roberthson 1987), and
# where the ground took more than a fifth of the speed the graded speed is a climb's, not a trial's (ours).
SLOWEST_RUN_MPS, LEAST_GROUND_SHARE = 2.0, 0.8
# All-out bouts of the length of a trial: near what Critical Speed and W' allow over that time.
SHORTEST_TRIAL_S, LONGEST_TRIAL_S = 120.0, 1200.0
ALL_OUT_SHARE = 0.97
LEAST_TIME_RATIO = 1.5
# Ours: what was done again after a rest of 30 s to 10 min, for half as long or longer, was a repetition and not
# all-out; and what was kept up nearly as fast for twice the time was a part of a steady or a progressive run.
SHORTEST_REST_S, LEAST_TEST_REST_S, REPEATED_TIME_SHARE, STANDS_OUT_SHARE = 30.0, 600.0, 0.5, 0.95


@dataclass(frozen=True, slots=True)
class PlannedRace:
    """A race that stands in the athlete's calendar; distance_m is None where it was not said."""

    name: str
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class HardBout:
    """A bout of work: its time (s), its graded speed and that over the ground (m/s), and its start (elapsed s).

    twice_as_long_mps: the best speed of the session over twice the time, where it lasted so long.
    """

    time_s: float
    speed_mps: float
    ground_mps: float | None = None
    start_s: float | None = None
    twice_as_long_mps: float | None = None


@dataclass(frozen=True, slots=True)
class RunDistance:
    """The fastest stretch of a session over a distance (m) and its time (s)."""

    distance_m: float
    time_s: float


@dataclass(frozen=True, slots=True)
class SessionShape:
    """The shape of a session: total distance and elapsed time, graded mean speed, bouts of work, fastest stretches.

    others_of_day_m: the distances of the athlete's other runs of that day.
    """

    distance_m: float | None
    elapsed_time_s: float | None
    graded_speed_mps: float | None
    bouts: tuple[HardBout, ...] = ()
    cs_mps: float | None = None
    w_prime_m: float | None = None
    fastest: tuple[RunDistance, ...] = ()
    others_of_day_m: tuple[float, ...] = ()

    @property
    def is_longest_of_day(self) -> bool:
        """Whether no other run of that day was longer."""
        return all(other <= (self.distance_m or 0.0) for other in self.others_of_day_m)


@dataclass(frozen=True, slots=True)
class Proposal:
    """effort is "race", "time_trial" or "test"; reasons are sentences for people, the strongest first."""

    effort: str
    reasons: tuple[str, ...]


def propose(name: str, races: Sequence[PlannedRace], shape: SessionShape) -> Proposal | None:
    """The proposed effort; None where the session looks like ordinary training.

    The calendar goes before the name, the name before the shape; every reason for the same effort is told.
    """
    found = [*_by_calendar(races, shape), *_by_name(name), *_by_shape(shape)]
    if not found:
        return None
    effort = found[0][0]
    return Proposal(effort, tuple(reason for what, reason in found if what == effort))


def _by_calendar(races: Sequence[PlannedRace], shape: SessionShape) -> list[tuple[str, str]]:
    return [
        ("race", f"“{race.name}” stands in the calendar of that day.")
        for race in races
        if _is_that_race(race, shape)
    ]


def _is_that_race(race: PlannedRace, shape: SessionShape) -> bool:
    """Whether the run is the planned race itself, not its warm-up; a file may hold both, if no other of that day is as long."""
    if race.distance_m is None:
        return shape.is_longest_of_day
    if shape.distance_m is None:
        return False
    if _has_distance_of(shape.distance_m, race.distance_m):
        return True
    holds_it = race.distance_m < shape.distance_m <= race.distance_m + WARM_UP_AND_COOL_DOWN_M
    stands_alone = not any(_has_distance_of(other, race.distance_m) for other in shape.others_of_day_m)
    return holds_it and stands_alone and shape.is_longest_of_day


def _has_distance_of(metres: float, race_m: float) -> bool:
    return _is_near(metres, race_m, PLANNED_DISTANCE_TOLERANCE)


def _by_name(name: str) -> list[tuple[str, str]]:
    if _says(HARMLESS, name):
        return []
    kinds = (("test", TEST_WORDS), ("time_trial", TIME_TRIAL_WORDS), ("race", RACE_WORDS))
    return [(effort, "Its name says so.") for effort, words in kinds if _says(words, name)][:1]


def _says(words: str, name: str) -> bool:
    return re.search(rf"\b({words})\b", name, re.IGNORECASE) is not None


def _by_shape(shape: SessionShape) -> list[tuple[str, str]]:
    return [*_as_race(shape), *_as_trial(shape)]


def _as_race(shape: SessionShape) -> list[tuple[str, str]]:
    cs = shape.cs_mps
    if not (cs and shape.distance_m and shape.elapsed_time_s and shape.graded_speed_mps):
        return []
    whole = RunDistance(shape.distance_m, shape.elapsed_time_s)
    distance = next(
        (one for one in RACE_DISTANCES_M if _is_near(whole.distance_m, one, RACE_DISTANCE_TOLERANCE)), None
    )
    if distance is not None:
        return _as_fast_as_a_race(distance, whole, shape.graded_speed_mps, cs)
    if any(_is_repeated(bout, shape.bouts) for bout in shape.bouts):
        return []
    inside = (one for one in reversed(shape.fastest) if _stands_out(one, whole))
    found = (_as_fast_as_a_race(one.distance_m, one, one.distance_m / one.time_s, cs) for one in inside)
    return next((said for said in found if said), [])


def _stands_out(stretch: RunDistance, whole: RunDistance) -> bool:
    """Whether a stretch of a usual race distance has slow running before or after it: warm-up and cool-down."""
    if stretch.distance_m not in RACE_DISTANCES_M or stretch.distance_m < LEAST_RACE_INSIDE_M:
        return False
    metres, seconds = whole.distance_m - stretch.distance_m, whole.time_s - stretch.time_s
    if seconds <= 0 or not 0 < metres <= WARM_UP_AND_COOL_DOWN_M:
        return False
    return metres / seconds <= REMAINDER_SHARE * stretch.distance_m / stretch.time_s


def _as_fast_as_a_race(
    distance_m: float, run: RunDistance, graded_mps: float, cs_mps: float
) -> list[tuple[str, str]]:
    if not SHORTEST_RACE_S <= run.time_s <= LONGEST_RACE_S or not _is_run(
        graded_mps, run.distance_m / run.time_s
    ):
        return []
    expected = cs_mps * (run.time_s / CS_DURATION_S) ** -SPEED_EXPONENT
    if graded_mps < RACE_SPEED_SHARE * expected:
        return []
    share, time = f"{graded_mps / expected:.0%}", duration_text(run.time_s)
    return [("race", f"{distance_text(distance_m)} at {share} of the speed expected of a race of {time}.")]


def _is_run(graded_mps: float, ground_mps: float | None) -> bool:
    """Whether it was run, and not up a hill whose climb makes the graded speed: a hill walk is no race and no trial."""
    if ground_mps is None:
        return True
    return ground_mps >= max(SLOWEST_RUN_MPS, LEAST_GROUND_SHARE * graded_mps)


def _as_trial(shape: SessionShape) -> list[tuple[str, str]]:
    """One all-out bout of 2 to 20 minutes is a time trial, several of different length a test."""
    cs, w_prime = shape.cs_mps, shape.w_prime_m
    if not (cs and w_prime):
        return []
    hard = [bout for bout in shape.bouts if _is_all_out(bout, cs, w_prime)]
    if not hard or any(_is_repeated(bout, shape.bouts) for bout in hard):
        return []
    times = [bout.time_s for bout in hard]
    is_test = max(times) >= LEAST_TIME_RATIO * min(times)
    said = " and ".join(
        f"{duration_text(bout.time_s)} at {bout.speed_mps / (cs + w_prime / bout.time_s):.0%}"
        for bout in hard
    )
    return [("test" if is_test else "time_trial", f"{said} of what Critical Speed and W' allow.")]


def _is_all_out(bout: HardBout, cs_mps: float, w_prime_m: float) -> bool:
    if not SHORTEST_TRIAL_S <= bout.time_s <= LONGEST_TRIAL_S or not _is_run(bout.speed_mps, bout.ground_mps):
        return False
    if bout.twice_as_long_mps is not None and bout.twice_as_long_mps > STANDS_OUT_SHARE * bout.speed_mps:
        return False
    return bout.speed_mps >= ALL_OUT_SHARE * (cs_mps + w_prime_m / bout.time_s)


def _is_repeated(bout: HardBout, bouts: Sequence[HardBout]) -> bool:
    """Whether it is one of an interval session: work nearly as long came soon before or after it."""
    return any(
        other is not bout
        and other.time_s >= REPEATED_TIME_SHARE * bout.time_s
        and SHORTEST_REST_S <= _rest_between(bout, other) < LEAST_TEST_REST_S
        for other in bouts
    )


def _rest_between(one: HardBout, other: HardBout) -> float:
    """Seconds from the end of the earlier to the start of the later; infinite where a start is not known."""
    if one.start_s is None or other.start_s is None:
        return float("inf")
    first, second = sorted((one, other), key=lambda bout: bout.start_s or 0.0)
    return (second.start_s or 0.0) - (first.start_s or 0.0) - first.time_s


def _is_near(value: float, target: float, tolerance: float) -> bool:
    return abs(value - target) <= tolerance * target
