"""What a workout will take and give: duration, distance, load, zones of effort and the D' balance.

One place decides how a step's length becomes seconds; the load is the sessions' own formula on the planned speeds, so
that a run done exactly as planned earns exactly the planned load.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sessions.analysis.graded_pace import normalised_speed
from sessions.analysis.training_stress import rtss
from sessions.analysis.w_prime_balance import balance
from training.planning.shorthand import parse
from training.planning.step_records import Step, Steps
from training.planning.steps import fractions, resolve, unrolled
from training.planning.zones import EASY_BELOW, Paces

RAMP_PIECES = 4
HELD_FROM = 30  # seconds or metres: shorter steps are strides
LEAST_BALANCE_SHARE = 0.15  # of D' left at mid target, so that a workout can be finished as planned


@dataclass(frozen=True, slots=True)
class Expected:
    """Seconds, metres, rTSS; seconds below, between and above the thresholds; the lowest D' balance in metres.

    `d_bal_edge_m` is the lowest balance when every step is run at the fast edge of its target.
    """

    s: float
    m: float
    rtss: float
    easy_s: float
    moderate_s: float
    high_s: float
    d_bal_m: float
    d_bal_edge_m: float
    fastest_mps: float

    def is_feasible(self, d_prime_m: float) -> bool:
        """Whether the athlete's D' carries it: never empty at the fast edge, 15 % left at mid target."""
        return self.d_bal_edge_m >= 0 and self.d_bal_m >= LEAST_BALANCE_SHARE * d_prime_m


@lru_cache(maxsize=65536)
def expected_of_text(text: str, paces: Paces, *, all_out: bool = False) -> Expected:
    """What a workout in shorthand asks of an athlete."""
    return expected_of(resolve(parse(text), paces, all_out=all_out), paces)


def expected_of(steps: Steps, paces: Paces) -> Expected:
    """What resolved steps ask of an athlete."""
    singles = list(unrolled(steps))
    pieces = [(step.planned_s, *fractions(step, paces)) for step in singles]
    seconds = math.fsum(piece[0] for piece in pieces)
    return Expected(
        s=seconds,
        m=math.fsum(_metres(step, paces) for step in singles),
        rtss=planned_rtss(singles, paces),
        easy_s=math.fsum(s for s, middle, _ in pieces if middle < EASY_BELOW),
        moderate_s=math.fsum(s for s, middle, _ in pieces if EASY_BELOW <= middle <= 1),
        high_s=math.fsum(s for s, middle, _ in pieces if middle > 1),
        d_bal_m=_lowest_balance([(s, middle) for s, middle, _ in pieces], paces),
        d_bal_edge_m=_lowest_at_the_edge(pieces, paces),
        fastest_mps=_fastest(singles),
    )


def _metres(step: Step, paces: Paces) -> float:
    """A distance step is as long as it says; the others run their time at mid target."""
    if step.duration.type == "distance":
        return float(step.duration.value or 0.0)
    return step.planned_s * fractions(step, paces)[0] * paces.cs_mps


def planned_rtss(singles: list[Step], paces: Paces) -> float:
    """The rTSS of single steps in the order they are run, at mid target; a ramp counts as four even steps."""
    pieces = [piece for step in singles for piece in _even_pieces(step, paces)]
    seconds = math.fsum(s for s, _ in pieces)
    return rtss(seconds, _normalised_fraction(pieces) * paces.cs_mps, paces.cs_mps)


def _even_pieces(step: Step, paces: Paces) -> list[tuple[float, float]]:
    middle, _ = fractions(step, paces)
    if not step.ramp:
        return [(step.planned_s, middle)]
    low, high = (speed / paces.cs_mps for speed in step.target.pace_mps)
    width = (high - low) / RAMP_PIECES
    return [(step.planned_s / RAMP_PIECES, low + width * (piece + 0.5)) for piece in range(RAMP_PIECES)]


def _normalised_fraction(pieces: list[tuple[float, float]]) -> float:
    """Normalised speed over CS; an even run is its own norm and needs no samples."""
    first = pieces[0][1]
    if all(fraction == first for _, fraction in pieces):
        return first
    ends = np.rint(np.cumsum([s for s, _ in pieces])).astype(int)
    counts = np.diff(ends, prepend=0)
    return normalised_speed(np.repeat([fraction for _, fraction in pieces], counts)) or first


def _lowest_at_the_edge(pieces: list[tuple[float, float, float]], paces: Paces) -> float:
    """The lower of two readings: steps at the edge keep their time, or keep their distance and end sooner."""
    by_time = _lowest_balance([(s, edge) for s, _, edge in pieces], paces)
    by_distance = _lowest_balance([(s * middle / edge, edge) for s, middle, edge in pieces], paces)
    return min(by_time, by_distance)


def _lowest_balance(pieces: list[tuple[float, float]], paces: Paces) -> float:
    speeds = [fraction * paces.cs_mps for _, fraction in pieces]
    lowest = balance(speeds, [s for s, _ in pieces], paces.cs_mps, paces.d_prime_m).lowest_m
    return min(paces.d_prime_m, lowest)


def _fastest(singles: list[Step]) -> float:
    """The fastest pace target (m/s, fast edge) that is held for a while: strides of 20 s do not count."""
    return max(
        (
            step.target.pace_mps[1]
            for step in singles
            if step.target.type == "pace" and (step.duration.value or 0) >= HELD_FROM
        ),
        default=0.0,
    )
