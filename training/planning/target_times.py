"""Target times as people type them: 3:10 for a marathon is hours, 19:40 for 5 km minutes; what cannot be meant is asked back."""

import re

from training.planning.problems import PlanProblem
from training.planning.words import WORDS, clock_text

__all__ = ["require_meant", "target_of"]

# Just faster than the world's best from 800 m (1:40.91) to 100 km, whose speeds fall about so with the distance.
FASTEST_AT_800_M_MPS, FASTEST_FALL = 8.1, -0.075
SLOWEST_MPS, SLOWEST_ULTRA_MPS, ULTRA_FROM_M = 1.0, 0.6, 50_000.0  # a walk; with nights and stops
TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
HOURS_AND_MINUTES = re.compile(r"(\d{1,3}) ?h ?(?:(\d{1,2}) ?(?:m|min)?)?")


def target_of(text: str, distance_m: float) -> float:
    """The seconds meant by 42:30, 3:10, 3:10:00 or 3h10 over a distance. Raises PlanProblem for what cannot be meant."""
    ways = [seconds for seconds in _readings(text.strip().lower()) if _is_meant(distance_m, seconds)]
    if ways:
        return ways[0]
    raise _not_meant(text.strip(), distance_m)


def require_meant(target_s: float, distance_m: float) -> None:
    """Raises PlanProblem for a target that nobody can mean over a distance."""
    if not _is_meant(distance_m, target_s):
        raise _not_meant(clock_text(target_s), distance_m)


def _is_meant(distance_m: float, seconds: float) -> bool:
    """Whether anybody covers a distance in that time on foot."""
    fastest, slowest = _bounds_s(distance_m)
    return fastest <= seconds <= slowest


def _not_meant(said: str, distance_m: float) -> PlanProblem:
    fastest_s, slowest_s = _bounds_s(distance_m)
    return PlanProblem(
        WORDS.say(
            "target_not_meant",
            target=said,
            distance_km=distance_m / 1000,
            fastest_s=fastest_s,
            slowest_s=slowest_s,
        )
    )


def _bounds_s(distance_m: float) -> tuple[float, float]:
    fastest_mps = FASTEST_AT_800_M_MPS * (distance_m / 800) ** FASTEST_FALL
    slowest_mps = SLOWEST_ULTRA_MPS if distance_m > ULTRA_FROM_M else SLOWEST_MPS
    return distance_m / fastest_mps, distance_m / slowest_mps


def _readings(text: str) -> list[float]:
    """The seconds that a text can stand for, the most usual first: two numbers are minutes and seconds, else hours."""
    if match := HOURS_AND_MINUTES.fullmatch(text):
        return [3600.0 * int(match[1]) + 60.0 * int(match[2] or 0)]
    match = TIME.fullmatch(text)
    if match is None:
        return []
    first, second, third = (int(part or 0) for part in match.groups())
    if match[1] is not None:
        return [3600.0 * first + 60.0 * second + third]
    return [60.0 * second + third, 3600.0 * second + 60.0 * third]
