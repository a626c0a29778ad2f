"""How a session followed its workout: by time, distance and load, and step by step without the lap button."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.planning.step_records import Step, Steps, Target
from training.planning.steps import fractions, unrolled
from training.planning.zones import EASY_BELOW, Paces

FloatArray = npt.NDArray[np.float64]

GREEN, YELLOW = (0.8, 1.2), (0.5, 1.5)
LEAST_STEPS_HIT = 0.5  # of the work steps of a quality session, for it to be as planned
SAMPLE_S = 5.0
LENGTH_BOUNDS = (0.6, 1.6)  # a step found may be this much shorter or longer than planned
LENGTH_WEIGHT = 0.5
PACE_TOLERANCE, BPM_TOLERANCE, HEART_RATE_SETTLES_S = 0.02, 3.0, 60.0


@dataclass(frozen=True, slots=True)
class StepResult:
    """One unrolled step: seconds from and to, mean speed, mean heart rate, and whether it was hit (None: no target)."""

    start_s: float
    end_s: float
    speed_mps: float
    heart_rate_bpm: float | None
    is_hit: bool | None
    is_work: bool


def ratio(planned: float, done: float) -> float | None:
    """Done over planned, unrounded; None where nothing was planned."""
    return done / planned if planned > 0 else None


def colour(share: float | None, *, has_reason: bool = False, misses_work: bool = False) -> str:
    """How the day is shown: green 0.8 to 1.2, yellow 0.5 to 1.5, else red; grey with a reason or unplanned.

    A missed workout has the share 0: red without a reason, grey with one. misses_work: as `is_work_missed` says; such
    a run is never green, however long it was.
    """
    if share is None or (share == 0 and has_reason):
        return "grey"
    if GREEN[0] <= share <= GREEN[1] and not misses_work:
        return "green"
    return "yellow" if YELLOW[0] <= share <= YELLOW[1] else "red"


def is_work_missed(role: str, steps_score: float | None) -> bool:
    """Whether a run in place of a quality session hit fewer than half of its work steps; not where none could be judged."""
    return role == "quality" and steps_score is not None and steps_score < LEAST_STEPS_HIT


def measures_by_distance(steps: Steps) -> bool:
    """Whether compliance goes by distance: when the steps do, for the most part of their time."""
    singles = list(unrolled(steps))
    by_distance = sum(s.planned_s for s in singles if s.duration.type == "distance")
    return 2 * by_distance > sum(s.planned_s for s in singles)


def step_results(
    steps: Steps,
    speed_mps: FloatArray,
    paces: Paces,
    heart_rate_bpm: FloatArray | None = None,
    boundaries_s: Sequence[float] | None = None,
) -> list[StepResult]:
    """Each unrolled step as it was run. speed_mps, heart_rate_bpm: shape (n,), one a second, gaps NaN.

    boundaries_s: ends of the steps where laps give them; else the run is cut where it fits the steps best.
    """
    singles = list(unrolled(steps))
    ends = list(boundaries_s) if boundaries_s is not None else cut(singles, speed_mps, paces)
    starts = [0.0, *ends[:-1]]
    return [
        _result(step, start, end, speed_mps, heart_rate_bpm, paces)
        for step, start, end in zip(singles, starts, ends, strict=False)
    ]


def score(results: Sequence[StepResult]) -> float | None:
    """Share of the work steps that were hit; None where there is no work with a target."""
    judged = [result.is_hit for result in results if result.is_work and result.is_hit is not None]
    return sum(judged) / len(judged) if judged else None


def cut(singles: list[Step], speed_mps: FloatArray, paces: Paces) -> list[float]:
    """Ends (s) of the steps in a run, by dynamic programming on 5 s means.

    The cost of a step is its squared miss of the target speed (relative to CS) summed over time, relative to its
    planned length, plus half the squared relative miss of that length; its length is 0.6 to 1.6 of what was planned.
    """
    means = _five_second_means(speed_mps) / paces.cs_mps
    targets = [fractions(step, paces)[0] for step in singles]
    planned = [max(1, round(step.planned_s / SAMPLE_S)) for step in singles]
    best = np.full(means.size + 1, np.inf)
    best[0] = 0.0
    origins: list[npt.NDArray[np.int64]] = []
    for target, length in zip(targets, planned, strict=True):
        best, origin = _one_step_further(best, means, target, length)
        origins.append(origin)
    end = int(np.argmin(best)) if np.isfinite(best).any() else -1
    return _ends_from(origins, end) if end >= 0 else _ends_as_planned(singles)


def _five_second_means(speed_mps: FloatArray) -> FloatArray:
    whole = int(speed_mps.size // SAMPLE_S * SAMPLE_S)
    rows = np.nan_to_num(speed_mps[:whole]).reshape(-1, int(SAMPLE_S))
    return np.asarray(rows.mean(axis=1))


def _one_step_further(
    best: FloatArray, means: FloatArray, target: float, planned: int
) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Least costs of ending one more step at each sample, and where that step began."""
    miss = np.concatenate(([0.0], np.cumsum((means - target) ** 2)))
    further = np.full(best.size, np.inf)
    origin = np.full(best.size, -1, dtype=np.int64)
    shortest, longest = max(1, int(LENGTH_BOUNDS[0] * planned)), max(1, int(LENGTH_BOUNDS[1] * planned) + 1)
    for length in range(shortest, min(longest, best.size - 1) + 1):
        penalty = LENGTH_WEIGHT * (length / planned - 1) ** 2
        costs = best[:-length] + (miss[length:] - miss[:-length]) / planned + penalty
        better = costs < further[length:]
        further[length:][better] = costs[better]
        origin[length:][better] = np.flatnonzero(better)
    return further, origin


def _ends_from(origins: list[npt.NDArray[np.int64]], end: int) -> list[float]:
    ends = []
    for origin in reversed(origins):
        ends.append(end * SAMPLE_S)
        end = int(origin[end])
    return ends[::-1]


def _ends_as_planned(singles: list[Step]) -> list[float]:
    """For a run too short to hold the steps: where they would have ended."""
    return [float(end) for end in np.cumsum([step.planned_s for step in singles])]


def _result(
    step: Step,
    start_s: float,
    end_s: float,
    speed_mps: FloatArray,
    heart_rate_bpm: FloatArray | None,
    paces: Paces,
) -> StepResult:
    speed = _mean(speed_mps[round(start_s) : round(end_s)])
    rate = None
    if heart_rate_bpm is not None:
        rate = _mean(heart_rate_bpm[round(start_s + HEART_RATE_SETTLES_S) : round(end_s)])
    return StepResult(
        start_s,
        end_s,
        speed or 0.0,
        rate,
        _is_hit(step.target, speed, rate),
        is_work=fractions(step, paces)[0] >= EASY_BELOW,
    )


def _is_hit(target: Target, speed_mps: float | None, rate_bpm: float | None) -> bool | None:
    if target.type == "pace":
        if speed_mps is None:
            return False
        low_mps, high_mps = target.pace_mps
        return low_mps * (1 - PACE_TOLERANCE) <= speed_mps <= high_mps * (1 + PACE_TOLERANCE)
    if target.type == "hr" and rate_bpm is not None:
        low_bpm, high_bpm = target.heart_rate_bpm
        return low_bpm - BPM_TOLERANCE <= rate_bpm <= high_bpm + BPM_TOLERANCE
    return None


def _mean(values: FloatArray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None
