"""Proposes whether a session was a race, a time trial or a test, from calendar, name and shape; a person decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from runners.physiology.texts import distance_text, duration_text

__all__ = ["HardBout", "PlannedRace", "Proposal", "SessionShape", "propose"]

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
# Ours: a run over a usual race distance counts as one when it was about as fast as a race over its time.
RACE_DISTANCES_M = (3000.0, 5000.0, 10_000.0, 15_000.0, 21_097.5, 30_000.0, 42_195.0)
RACE_DISTANCE_TOLERANCE = 0.03
RACE_SPEED_SHARE = 0.97
# Critical Speed is about what 40 minutes allow, and speed falls with time as in Riegel's rule (formula book, section 3).
CS_DURATION_S, SPEED_EXPONENT = 2400.0, 0.0566
SHORTEST_RACE_S, LONGEST_RACE_S = 480.0, 21_600.0
# All-out bouts of the length of a trial: near what Critical Speed and W' allow over that time.
SHORTEST_TRIAL_S, LONGEST_TRIAL_S = 120.0, 1200.0
ALL_OUT_SHARE = 0.97
LEAST_TIME_RATIO = 1.5


@dataclass(frozen=True, slots=True)
class PlannedRace:
    """A race that stands in the athlete's calendar; distance_m is None where it was not said."""

    name: str
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class HardBout:
    """A bout of work: its time in s and its graded speed in m/s."""

    time_s: float
    speed_mps: float


@dataclass(frozen=True, slots=True)
class SessionShape:
    """The shape of a session: total distance and elapsed time, graded mean speed, and its bouts of work.

    is_longest_of_day: no other run of that day was longer (a race whose distance is unknown is that one).
    """

    distance_m: float | None
    elapsed_time_s: float | None
    graded_speed_mps: float | None
    bouts: tuple[HardBout, ...] = ()
    cs_mps: float | None = None
    w_prime_m: float | None = None
    is_longest_of_day: bool = True


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
    """Whether the run is the planned race itself, not its warm-up."""
    if race.distance_m is None:
        return shape.is_longest_of_day
    return shape.distance_m is not None and _is_near(
        shape.distance_m, race.distance_m, PLANNED_DISTANCE_TOLERANCE
    )


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
    metres, seconds, speed, cs = (
        shape.distance_m,
        shape.elapsed_time_s,
        shape.graded_speed_mps,
        shape.cs_mps,
    )
    if not (metres and seconds and speed and cs and SHORTEST_RACE_S <= seconds <= LONGEST_RACE_S):
        return []
    distance = next((one for one in RACE_DISTANCES_M if _is_near(metres, one, RACE_DISTANCE_TOLERANCE)), None)
    expected = cs * (seconds / CS_DURATION_S) ** -SPEED_EXPONENT
    if distance is None or speed < RACE_SPEED_SHARE * expected:
        return []
    said = f"{distance_text(distance)} at {speed / expected:.0%} of the speed expected of a race of {duration_text(seconds)}."
    return [("race", said)]


def _as_trial(shape: SessionShape) -> list[tuple[str, str]]:
    """One all-out bout of 2 to 20 minutes is a time trial, several of different length a test."""
    cs, w_prime = shape.cs_mps, shape.w_prime_m
    if not (cs and w_prime):
        return []
    hard = [bout for bout in shape.bouts if _is_all_out(bout, cs, w_prime)]
    if not hard:
        return []
    times = [bout.time_s for bout in hard]
    is_test = max(times) >= LEAST_TIME_RATIO * min(times)
    said = " and ".join(
        f"{duration_text(bout.time_s)} at {bout.speed_mps / (cs + w_prime / bout.time_s):.0%}"
        for bout in hard
    )
    return [("test" if is_test else "time_trial", f"{said} of what Critical Speed and W' allow.")]


def _is_all_out(bout: HardBout, cs_mps: float, w_prime_m: float) -> bool:
    if not SHORTEST_TRIAL_S <= bout.time_s <= LONGEST_TRIAL_S:
        return False
    return bout.speed_mps >= ALL_OUT_SHARE * (cs_mps + w_prime_m / bout.time_s)


def _is_near(value: float, target: float, tolerance: float) -> bool:
    return abs(value - target) <= tolerance * target
