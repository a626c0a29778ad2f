"""The straight line through all-out efforts: D = W' + CS * T, with its errors and bands (Hill 1927; Hughson 1984)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.checks import FloatArray, positive, positive_pairs
from runners.physiology.errors import FitRefusedError, NotEnoughDataError
from runners.physiology.trial_records import FEWEST_TRIALS

__all__ = ["CriticalSpeedFit", "LinePoint", "fit", "fit_weighted"]


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The line at one time: its distance (m), the 95 % band of the line and that of one single effort."""

    distance_m: float
    mean_band_m: tuple[float, float]
    effort_band_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CriticalSpeedFit:
    """A straight line through trials: CS (m/s), W' (m), standard errors, 95 % bands (t with n - 2 degrees), R2."""

    cs_mps: float
    w_prime_m: float
    se_cs_mps: float
    se_w_prime_m: float
    cs_band_mps: tuple[float, float]
    w_prime_band_m: tuple[float, float]
    r_squared: float
    sigma_m: float
    trials: int
    t_quantile: float
    mean_time_s: float
    sum_of_weights: float
    spread_s2: float

    def at(self, time_s: float) -> LinePoint:
        """Distance covered in that time, with the bands of the line and of one effort."""
        time = positive("Time", time_s)
        distance = self.w_prime_m + self.cs_mps * time
        leverage = 1 / self.sum_of_weights + (time - self.mean_time_s) ** 2 / self.spread_s2
        of_line = self.t_quantile * self.sigma_m * math.sqrt(leverage)
        of_effort = self.t_quantile * self.sigma_m * math.sqrt(1 + leverage)
        return LinePoint(
            distance, (distance - of_line, distance + of_line), (distance - of_effort, distance + of_effort)
        )


def fit(distances_m: Sequence[float] | FloatArray, times_s: Sequence[float] | FloatArray) -> CriticalSpeedFit:
    """Fit D = W' + CS * T by least squares (Hill 1927; Hughson 1984); both of shape (n,), n >= 3.

    Judges nothing: see refusal_of. Raises NotEnoughDataError below three trials, InvalidInputError for impossible
    ones, FitRefusedError when all trials have one time or one distance.
    """
    distances, times = positive_pairs(distances_m, times_s)
    return _fit(distances, times, np.ones_like(times))


def fit_weighted(
    distances_m: Sequence[float] | FloatArray, times_s: Sequence[float] | FloatArray
) -> CriticalSpeedFit:
    """The same line with weights 1/T: a line of comparison only, never the value in use."""
    distances, times = positive_pairs(distances_m, times_s)
    return _fit(distances, times, 1 / times)


def _fit(distances_m: FloatArray, times_s: FloatArray, weights: FloatArray) -> CriticalSpeedFit:
    from scipy.special import stdtrit
    from sklearn.linear_model import LinearRegression

    _require_a_line(distances_m, times_s)
    trials, total = times_s.size, float(weights.sum())
    column = times_s.reshape(-1, 1)
    model = LinearRegression()  # type: ignore[no-untyped-call]  # scikit-learn ships no types
    model.fit(column, distances_m, sample_weight=weights)
    cs, w_prime = float(model.coef_[0]), float(model.intercept_)
    residuals = distances_m - (w_prime + cs * times_s)
    squares = float(weights @ residuals**2)
    sigma = math.sqrt(squares / (trials - 2))
    mean_time = float(weights @ times_s) / total
    spread = float(weights @ (times_s - mean_time) ** 2)
    se_cs = sigma / math.sqrt(spread)
    se_w_prime = sigma * math.sqrt(1 / total + mean_time**2 / spread)
    t_quantile = float(stdtrit(trials - 2, 0.975))
    return CriticalSpeedFit(
        cs_mps=cs,
        w_prime_m=w_prime,
        se_cs_mps=se_cs,
        se_w_prime_m=se_w_prime,
        cs_band_mps=(cs - t_quantile * se_cs, cs + t_quantile * se_cs),
        w_prime_band_m=(w_prime - t_quantile * se_w_prime, w_prime + t_quantile * se_w_prime),
        r_squared=1 - squares / _squares_about_mean(distances_m, weights),
        sigma_m=sigma,
        trials=trials,
        t_quantile=t_quantile,
        mean_time_s=mean_time,
        sum_of_weights=total,
        spread_s2=spread,
    )


def _require_a_line(distances_m: FloatArray, times_s: FloatArray) -> None:
    if times_s.size < FEWEST_TRIALS:
        raise NotEnoughDataError("Critical Speed", f"{FEWEST_TRIALS} trials, there are {times_s.size}")
    if np.ptp(times_s) == 0:
        raise FitRefusedError("one_time", "All trials took the same time: no line goes through them.")
    if np.ptp(distances_m) == 0:
        raise FitRefusedError("one_distance", "All trials have the same distance: no line goes through them.")


def _squares_about_mean(values: FloatArray, weights: FloatArray) -> float:
    mean = float(weights @ values) / float(weights.sum())
    return float(weights @ np.square(values - mean))
