"""Bests that contradict each other: a longer distance run faster than a shorter one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from runners.physiology.efforts import Effort
from runners.physiology.sentences import Sentence
from runners.physiology.trial_records import (
    LeftOut,
)
from runners.physiology.words import WORDS

__all__ = [
    "Contradiction",
    "best_per_distance",
    "contradiction_sentence",
    "contradictions",
    "dominated_distances",
    "effort_order",
]

SAME_DISTANCE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two bests that cannot both be best: the longer one was run at the higher mean speed."""

    shorter: Effort
    longer: Effort
    sentence: Sentence


def dominated_distances(efforts: Sequence[tuple[float, float]]) -> list[float]:
    """Of (distance m, time s) pairs, the distances whose best is beaten in mean speed by a longer one, ascending."""
    today = date.min
    bests = best_per_distance([Effort(distance, time, today) for distance, time in efforts])[0]
    return [pair.shorter.distance_m for pair in contradictions(bests)]


def contradictions(bests: Iterable[Effort]) -> tuple[Contradiction, ...]:
    """Every best that a longer one beats in mean speed, with the fastest such longer one; by distance."""
    found: list[Contradiction] = []
    fastest: Effort | None = None
    for effort in sorted(bests, key=lambda one: -one.distance_m):
        if fastest is not None and _slower(effort, fastest):
            found.append(Contradiction(effort, fastest, contradiction_sentence(effort, fastest)))
        else:
            fastest = effort
    return tuple(reversed(found))


def best_per_distance(efforts: Iterable[Effort]) -> tuple[list[Effort], list[LeftOut]]:
    """The fastest effort of each distance, and the others, which are left out for being slower."""
    bests: list[Effort] = []
    slower: list[LeftOut] = []
    seen: dict[float, Effort] = {}
    for effort in sorted(efforts, key=effort_order):
        best = seen.setdefault(round(effort.distance_m, SAME_DISTANCE_DECIMALS), effort)
        if best is effort:
            bests.append(effort)
        else:
            slower.append(LeftOut(effort, "slower", WORDS.say("slower", distance_m=effort.distance_m)))
    return bests, slower


def effort_order(effort: Effort) -> tuple[float, float, int, bool, str, str]:
    """Distance, then the fastest, the newest, the one run all-out: the same whatever the order of upload."""
    ordinary = not effort.is_whole_bout
    return (
        effort.distance_m,
        effort.time_s,
        -effort.day.toordinal(),
        ordinary,
        effort.kind,
        effort.session_id or "",
    )


def _slower(effort: Effort, other: Effort) -> bool:
    """Whether the mean speed is lower; products, not quotients, so that equal speeds compare as equal."""
    return effort.distance_m * other.time_s < other.distance_m * effort.time_s


def contradiction_sentence(shorter: Effort, longer: Effort) -> Sentence:
    """What contradicts what, in words."""
    return WORDS.say(
        "contradiction",
        distance_m=shorter.distance_m,
        time_s=shorter.time_s,
        speed_mps=shorter.speed_mps,
        longer_distance_m=longer.distance_m,
        longer_time_s=longer.time_s,
        longer_speed_mps=longer.speed_mps,
    )
