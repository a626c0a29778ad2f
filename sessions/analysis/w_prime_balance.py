"""The balance of W' (metres above Critical Speed) through a session (docs/science.md, Session figures)."""

import math
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from sessions.analysis.arrays import FloatArray
from sessions.analysis.errors import InvalidStreamsError

__all__ = ["SMOOTHING_S", "Balance", "balance", "balance_integral"]

SMOOTHING_S = 10


@dataclass(frozen=True, slots=True)
class Balance:
    """W' left at the end of each piece, shape (n,), in metres; not clipped, so below zero the inputs are wrong."""

    remaining_m: FloatArray

    @property
    def end_m(self) -> float:
        """What is left at the end."""
        return float(self.remaining_m[-1])

    @property
    def lowest_m(self) -> float:
        """The least that was left at the end of any piece."""
        return float(self.remaining_m.min())


def balance(speed_mps: npt.ArrayLike, duration_s: npt.ArrayLike, cs_mps: float, w_prime_m: float) -> Balance:
    """Differential form (Skiba 2015, Eur J Appl Physiol 115:703), exact on each piece of constant speed.

    Above CS dB/dt = -(v - CS); below, dB/dt = (CS - v)(W' - B)/W', which an exponential solves. Euler's steps would
    err with their length. speed_mps, duration_s: shape (n,). Raises InvalidStreamsError for CS or W' not above 0.
    """
    speeds, seconds = _pieces(speed_mps, duration_s, cs_mps, w_prime_m)
    excess = (speeds - cs_mps) * seconds
    kept = np.where(excess < 0, np.exp(np.minimum(excess, 0.0) / w_prime_m), 1.0)
    spent = np.maximum(excess, 0.0)
    return Balance(w_prime_m - _running_deficit(kept, spent))


def balance_integral(
    speed_mps: npt.ArrayLike, duration_s: npt.ArrayLike, cs_mps: float, w_prime_m: float, tau_s: float
) -> Balance:
    """Integral form (Skiba 2012) with its time constant given: the piece's own expenditure counts in full.

    Shown beside the other form, never in its place: the published time constant is a function of watts.
    """
    speeds, seconds = _pieces(speed_mps, duration_s, cs_mps, w_prime_m)
    if not tau_s > 0:
        raise InvalidStreamsError("The time constant of recovery must be above zero.")
    spent = np.maximum(speeds - cs_mps, 0.0) * seconds
    return Balance(w_prime_m - _running_deficit(np.exp(-seconds / tau_s), spent))


def _pieces(
    speed_mps: npt.ArrayLike, duration_s: npt.ArrayLike, cs_mps: float, w_prime_m: float
) -> tuple[FloatArray, FloatArray]:
    speeds, seconds = np.asarray(speed_mps, dtype=np.float64), np.asarray(duration_s, dtype=np.float64)
    if speeds.shape != seconds.shape or speeds.ndim != 1 or not speeds.size:
        raise InvalidStreamsError("W' balance needs at least one speed, each with its duration.")
    if not (math.isfinite(cs_mps) and math.isfinite(w_prime_m) and cs_mps > 0 and w_prime_m > 0):
        raise InvalidStreamsError("W' balance needs a Critical Speed and a W' above zero.")
    return speeds, seconds


def _running_deficit(kept: FloatArray, spent: FloatArray) -> FloatArray:
    """x[k] = kept[k] * x[k-1] + spent[k] from x = 0: each step needs the one before, so it is a plain loop."""
    pairs = zip(kept.tolist(), spent.tolist(), strict=True)
    steps = accumulate(pairs, lambda deficit, pair: deficit * pair[0] + pair[1], initial=0.0)
    return np.fromiter(steps, dtype=np.float64, count=kept.size + 1)[1:]
