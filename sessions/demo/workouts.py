"""The parts of a run, each with an effort as a share of Critical Speed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from runners.physiology.texts import distance_text, duration_text
from sessions.demo.athletes import Athlete
from sessions.demo.season import PlannedRun

__all__ = ["Part", "Workout", "workout_of"]

WARM_UP_SHARE, JOG_SHARE = 0.97, 0.88  # of the easy effort
WALK_SHARE = 0.45  # of Critical Speed


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch at one effort, `seconds` or `metres` long. share: flat-equivalent speed over Critical Speed.

    all_out: as fast as the athlete can over the metres, whatever the share. word: FIT's word for a lap's intensity.
    """

    share: float
    seconds: float = 0.0
    metres: float = 0.0
    word: str = "active"
    all_out: bool = False


@dataclass(frozen=True, slots=True)
class Workout:
    """The parts of a run, where it is done, how hard it is meant, and what the athlete calls and rates it.

    has_laps: the parts are laps; otherwise the watch laps every kilometre. rpe: CR-10.
    """

    parts: tuple[Part, ...]
    place: str  # "loop", "flat", "track" or "treadmill"
    rpe: float
    title: str = ""
    effort: str = "normal"
    has_laps: bool = False
    can_pause: bool = True


def workout_of(athlete: Athlete, run: PlannedRun, random: np.random.Generator) -> Workout:
    """The workout of a planned run."""
    return _MAKERS[run.kind](athlete, run, random)


def _easy(athlete: Athlete, run: PlannedRun, random: np.random.Generator) -> Workout:
    share = athlete.easy_share + random.normal(0, 0.012)
    indoors = _is_winter(run) and random.random() < athlete.habits.treadmill_share
    part = Part(share, seconds=60 * run.minutes * random.uniform(0.9, 1.1))
    return Workout((part,), "treadmill" if indoors else "loop", rpe=3)


def _steady(athlete: Athlete, run: PlannedRun, random: np.random.Generator) -> Workout:
    part = Part(athlete.easy_share + 0.06 + random.normal(0, 0.01), seconds=60 * run.minutes)
    return Workout((part,), "loop", rpe=4)


def _long(athlete: Athlete, run: PlannedRun, random: np.random.Generator) -> Workout:
    """Every second long run ends faster, for athletes who are used to it."""
    seconds = 60 * run.minutes * random.uniform(0.95, 1.05)
    share = athlete.easy_share - 0.01 + random.normal(0, 0.01)
    if athlete.experience == "novice" or run.week % 2:
        return Workout((Part(share, seconds=seconds),), "loop", rpe=5, title="Long run")
    parts = (Part(share, seconds=0.75 * seconds), Part(share + 0.12, seconds=0.25 * seconds))
    return Workout(parts, "loop", rpe=6, title="Long run, quick finish")


def _tempo(athlete: Athlete, run: PlannedRun, random: np.random.Generator) -> Workout:
    work_s = 60 * float(np.clip(run.minutes - 26, 15, 40))
    work = Part(0.925 + random.normal(0, 0.008), seconds=work_s)
    parts = (_warm_up(athlete, 900), work, _cool_down(athlete, 600))
    return Workout(parts, "loop", rpe=6, title=f"Tempo {work_s / 60:.0f} min", has_laps=True)


def _quality(athlete: Athlete, run: PlannedRun, random: np.random.Generator) -> Workout:
    """The athlete's intervals in turn; what is left of the time is warm-up and cool-down."""
    kind = athlete.habits.quality[run.week % len(athlete.habits.quality)]
    count, work, rest = _REPETITIONS[kind](run.minutes)
    effort = work.share + random.normal(0, 0.008)
    parts = [_warm_up(athlete, 840)]
    for number in range(count):
        parts.append(replace(work, share=effort + random.normal(0, 0.006), word="interval"))
        if number < count - 1:
            parts.append(replace(rest, share=athlete.easy_share * rest.share, word="recovery"))
    parts.append(_cool_down(athlete, 600))
    length = distance_text(work.metres) if work.metres else duration_text(work.seconds)
    place = "track" if work.metres and athlete.experience == "elite" else "flat"
    return Workout(tuple(parts), place, rpe=7, title=f"{count} × {length}", has_laps=True, can_pause=False)


def _test(athlete: Athlete, run: PlannedRun, _random: np.random.Generator) -> Workout:
    """Two all-out bouts on the track with a long rest, the shorter first."""
    first_m, second_m = run.test_m
    parts = (
        _warm_up(athlete, 900),
        Part(0, metres=first_m, word="interval", all_out=True),
        Part(WALK_SHARE, seconds=480, word="recovery"),
        Part(athlete.easy_share * JOG_SHARE, seconds=1200, word="recovery"),
        Part(0, metres=second_m, word="interval", all_out=True),
        _cool_down(athlete, 600),
    )
    title = f"Test {distance_text(first_m)} and {distance_text(second_m)}"
    return Workout(parts, "track", rpe=9, title=title, effort="test", has_laps=True, can_pause=False)


def _race(_athlete: Athlete, run: PlannedRun, _random: np.random.Generator) -> Workout:
    assert run.race is not None  # noqa: S101 - a run of kind "race" has one
    part = Part(0, metres=run.race.distance_m, all_out=True)
    return Workout((part,), "flat", rpe=9, title=run.race.name, effort="race", can_pause=False)


_MAKERS: dict[str, Callable[[Athlete, PlannedRun, np.random.Generator], Workout]] = {
    "easy": _easy,
    "steady": _steady,
    "long": _long,
    "tempo": _tempo,
    "quality": _quality,
    "test": _test,
    "race": _race,
}

# By the minutes of the session: how many, the work (share of Critical Speed), the rest (share of the easy effort).
_REPETITIONS: dict[str, Callable[[float], tuple[int, Part, Part]]] = {
    "kilometres": lambda minutes: (_count(minutes, 6), Part(1.01, metres=1000), Part(JOG_SHARE, seconds=120)),
    "miles": lambda minutes: (_count(minutes, 10), Part(0.985, metres=1600), Part(JOG_SHARE, seconds=120)),
    "short": lambda minutes: (_count(minutes, 3.2), Part(1.05, metres=400), Part(JOG_SHARE, seconds=90)),
    "threshold": lambda minutes: (
        _count(minutes, 11),
        Part(0.965, seconds=480),
        Part(JOG_SHARE, seconds=120),
    ),
    "fartlek": lambda minutes: (_count(minutes, 4.5), Part(0.98, seconds=120), Part(JOG_SHARE, seconds=120)),
    "strides": lambda minutes: (_count(minutes, 2), Part(1.08, seconds=20), Part(JOG_SHARE, seconds=80)),
}


def _count(minutes: float, minutes_each: float) -> int:
    """As many repetitions as fit between warm-up and cool-down."""
    return int(np.clip((minutes - 24) / minutes_each, 3, 10))


def _warm_up(athlete: Athlete, seconds: float) -> Part:
    return Part(athlete.easy_share * WARM_UP_SHARE, seconds=seconds, word="warmup")


def _cool_down(athlete: Athlete, seconds: float) -> Part:
    return Part(athlete.easy_share * JOG_SHARE, seconds=seconds, word="cooldown")


def _is_winter(run: PlannedRun) -> bool:
    return run.day.month in {11, 12, 1, 2, 3}
