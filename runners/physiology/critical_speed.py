"""Critical Speed and W' from an athlete's all-out efforts.

D = W' + CS * T (Hill 1927; Hughson, Orok & Staudt 1984), fitted by ordinary least squares of distance on time with
scikit-learn. W' (the specification's name) and D' (the literature's, for running) are one quantity, in metres.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from runners.physiology.checks import FloatArray, positive, positive_pairs
from runners.physiology.errors import FitRefusedError, InvalidInputError, NotEnoughDataError
from runners.physiology.power_law import RIEGEL_EXPONENT, RIEGEL_LONGEST_S, RIEGEL_SHORTEST_S
from runners.physiology.trials import (
    FEWEST_TRIALS,
    LEAST_TIME_RATIO,
    WINDOW_DAYS,
    WINDOW_WHEN_FEW_DAYS,
    Effort,
    LeftOut,
    TrialSelection,
    select_trials,
)

__all__ = [
    "CRITICAL_SPEED_FORMULA",
    "CriticalSpeed",
    "CriticalSpeedFit",
    "CriticalSpeedOutcome",
    "LinePoint",
    "Refusal",
    "band_of_day",
    "calculate",
    "fit",
    "fit_weighted",
    "provisional",
    "refusal_of",
    "time_at_critical_speed",
]

CRITICAL_SPEED_FORMULA = "critical_speed@1"

SLOWEST_CS_MPS, FASTEST_CS_MPS = 1.5, 7.0
WORST_RELATIVE_SE, DOUBTFUL_RELATIVE_SE = 0.05, 0.02
DOUBTFUL_W_PRIME_RELATIVE_SE = 0.20
# Kordi 2019: 123 +- 58 m in trained men; outside of this the trials, not the athlete, are unusual.
USUAL_W_PRIME_M = (40.0, 400.0)
OUTLIER_STUDENTISED_RESIDUAL = 3.0
FEWEST_TRIALS_FOR_OUTLIERS = 5
TRIAL_RESOLUTION_M = 1.0  # ours: no trial is known better, so residuals of a perfect line are no outliers

PROVISIONAL_TIME_S = 2400.0
PROVISIONAL_BAND = 0.05  # ours
# Hopkins & Hewson 2001, Med Sci Sports Exerc 33:1588: from race to race, over 4 to 9 weeks, one runner's times vary by
# 1.2 to 1.9 % (standard deviation), the better half's of road and cross-country runs. Taken in the middle.
DAY_TO_DAY_SD = 0.015
NORMAL_97_5 = 1.959963984540054  # the normal distribution's 97.5 % point


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


@dataclass(frozen=True, slots=True)
class CriticalSpeed:
    """A Critical Speed to work with, from `fit`, `provisional` or `typed`; W' and R2 are None where unknown."""

    cs_mps: float
    w_prime_m: float | None
    se_cs_mps: float | None
    se_w_prime_m: float | None
    cs_band_mps: tuple[float, float] | None
    w_prime_band_m: tuple[float, float] | None
    r_squared: float | None
    source: str
    day: date
    trials: tuple[Effort, ...] = ()
    flags: tuple[str, ...] = ()
    formula: str = CRITICAL_SPEED_FORMULA


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no new Critical Speed: a stable code, and a sentence that says what would help."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CriticalSpeedOutcome:
    """What the efforts known on a day give: a value or a refusal, with the trials used and left out, and the line."""

    critical_speed: CriticalSpeed | None
    selection: TrialSelection
    refusal: Refusal | None
    line: CriticalSpeedFit | None = None


def calculate(efforts: Iterable[Effort], on_day: date) -> CriticalSpeedOutcome:
    """Critical Speed from the efforts known on that day: select, fit, drop an outlier, judge.

    A refused fit carries its reason; a provisional value from one race stands in only when there are too few trials.
    """
    efforts = tuple(efforts)
    selection = select_trials(efforts, on_day)
    if not selection.suffices:
        return CriticalSpeedOutcome(provisional(efforts, on_day), selection, _too_few(selection))
    selection, line = _fit_without_outlier(selection)
    if refusal := refusal_of(line):
        return CriticalSpeedOutcome(None, selection, refusal, line)
    return CriticalSpeedOutcome(_fitted(line, selection, on_day), selection, None, line)


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


def refusal_of(line: CriticalSpeedFit) -> Refusal | None:
    """Why a line is not believed, or None. R2 is never asked: it is above 0.999 for any runner."""
    relative_se = line.se_cs_mps / abs(line.cs_mps) if line.cs_mps else math.inf
    if not SLOWEST_CS_MPS <= line.cs_mps <= FASTEST_CS_MPS:
        return Refusal(
            "cs_implausible",
            f"The efforts give a Critical Speed of {line.cs_mps:.2f} m/s, outside {SLOWEST_CS_MPS:g} to {FASTEST_CS_MPS:g}. "
            "One of them is wrong: check distances and times.",
        )
    if line.w_prime_m <= 0:
        return Refusal(
            "w_prime_not_positive",
            f"The efforts give a W' of {line.w_prime_m:.0f} m. It must be above zero: the short efforts were not all-out.",
        )
    if relative_se > WORST_RELATIVE_SE:
        return Refusal(
            "too_uncertain",
            f"The efforts do not lie on one line: Critical Speed is uncertain by {relative_se:.1%} "
            f"({WORST_RELATIVE_SE:.0%} is the limit). Another hard effort between 2 and 20 minutes would help.",
        )
    return None


def provisional(efforts: Iterable[Effort], on_day: date) -> CriticalSpeed | None:
    """A stand-in from one race, time trial or test: its Riegel speed for 40 minutes, +- 5 % (ours); None without one.

    The fastest such speed of the newest 90 days, else 180: a slow one only says that it was not all-out.
    """
    known = [effort for effort in efforts if _may_stand_in(effort, on_day)]
    recent = [effort for effort in known if (on_day - effort.day).days <= WINDOW_DAYS] or known
    if not recent:
        return None
    race = max(
        recent, key=lambda effort: (_riegel_speed(effort), effort.day, effort.session_id or "", effort.kind)
    )
    cs = _riegel_speed(race)
    if not SLOWEST_CS_MPS <= cs <= FASTEST_CS_MPS:
        return None
    band = (cs * (1 - PROVISIONAL_BAND), cs * (1 + PROVISIONAL_BAND))
    se = cs * PROVISIONAL_BAND / NORMAL_97_5
    return CriticalSpeed(
        cs, None, se, None, band, None, None, "provisional", on_day, (race,), ("provisional",)
    )


def band_of_day(value: CriticalSpeed) -> tuple[float, float] | None:
    """95 % band (m/s) of what Critical Speed is on a day, rather than of the line: None for a typed value.

    The line's own band knows only how well the efforts lie on it. That all of them were run on better or worse days
    than today moves the whole line and leaves no residual: it adds the spread from day to day, of the days that were
    run and of the day that is asked about, 1.5 % times the square root of 1 + 1/days.
    """
    if value.source == "provisional":
        return value.cs_band_mps
    if value.cs_band_mps is None:
        return None
    days = len({trial.day for trial in value.trials}) or 1
    of_days = NORMAL_97_5 * DAY_TO_DAY_SD * value.cs_mps * math.sqrt(1 + 1 / days)
    reach = math.hypot((value.cs_band_mps[1] - value.cs_band_mps[0]) / 2, of_days)
    return value.cs_mps - reach, value.cs_mps + reach


def time_at_critical_speed(distance_m: float, cs_mps: float, w_prime_m: float) -> float:
    """Time (s) for a distance: (D - W') / CS. Raises InvalidInputError when W' alone covers the distance."""
    distance, cs = positive("Distance", distance_m), positive("Critical Speed", cs_mps)
    if distance <= w_prime_m:
        raise InvalidInputError(f"The line says nothing about {distance:g} m: W' alone is {w_prime_m:g} m.")
    return (distance - w_prime_m) / cs


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


def _fit_without_outlier(selection: TrialSelection) -> tuple[TrialSelection, CriticalSpeedFit]:
    line = _fit_trials(selection.used)
    outlier = _outlier(selection.used, line)
    if outlier is None:
        return selection, line
    kept = tuple(trial for trial in selection.used if trial is not outlier)
    why = LeftOut(
        outlier, "outlier", "Lies far off the line of the other trials (studentised residual above 3)."
    )
    narrowed = replace(selection, used=kept, left_out=(*selection.left_out, why))
    return (narrowed, _fit_trials(kept)) if narrowed.suffices else (selection, line)


def _fit_trials(trials: tuple[Effort, ...]) -> CriticalSpeedFit:
    return fit([trial.distance_m for trial in trials], [trial.time_s for trial in trials])


def _outlier(trials: tuple[Effort, ...], line: CriticalSpeedFit) -> Effort | None:
    """The trial whose externally studentised residual is largest and above 3; None below five trials.

    Externally: with so few trials an internal one cannot exceed the square root of n - 2.
    """
    if len(trials) < FEWEST_TRIALS_FOR_OUTLIERS:
        return None
    times = np.array([trial.time_s for trial in trials])
    residuals = np.array([trial.distance_m for trial in trials]) - (line.w_prime_m + line.cs_mps * times)
    free = 1 - (1 / len(trials) + (times - line.mean_time_s) ** 2 / line.spread_s2)
    variance_without = (residuals @ residuals - residuals**2 / free) / (len(trials) - 3)
    sigma_without = np.sqrt(np.maximum(variance_without, TRIAL_RESOLUTION_M**2))
    studentised = np.abs(residuals) / (sigma_without * np.sqrt(free))
    worst = int(np.argmax(studentised))
    return trials[worst] if studentised[worst] > OUTLIER_STUDENTISED_RESIDUAL else None


def _fitted(line: CriticalSpeedFit, selection: TrialSelection, on_day: date) -> CriticalSpeed:
    return CriticalSpeed(
        cs_mps=line.cs_mps,
        w_prime_m=line.w_prime_m,
        se_cs_mps=line.se_cs_mps,
        se_w_prime_m=line.se_w_prime_m,
        cs_band_mps=line.cs_band_mps,
        w_prime_band_m=line.w_prime_band_m,
        r_squared=line.r_squared,
        source="fit",
        day=on_day,
        trials=selection.used,
        flags=selection.flags + _doubts(line) + _doubts_of_trials(selection),
    )


def _doubts(line: CriticalSpeedFit) -> tuple[str, ...]:
    low, high = USUAL_W_PRIME_M
    doubts = {
        "cs_uncertain": line.se_cs_mps / line.cs_mps > DOUBTFUL_RELATIVE_SE,
        "w_prime_uncertain": line.se_w_prime_m / line.w_prime_m > DOUBTFUL_W_PRIME_RELATIVE_SE,
        "w_prime_unusual": not low <= line.w_prime_m <= high,
    }
    return tuple(flag for flag, applies in doubts.items() if applies)


def _doubts_of_trials(selection: TrialSelection) -> tuple[str, ...]:
    """An outlier was left out; or all trials are stretches of one ordinary run, which lie on a line however easy it was."""
    sessions = {trial.session_id for trial in selection.used}
    ordinary = not any(trial.is_whole_bout for trial in selection.used)
    doubts = {
        "outlier_left_out": any(left.code == "outlier" for left in selection.left_out),
        "one_ordinary_session": ordinary and len(sessions) == 1 and None not in sessions,
    }
    return tuple(flag for flag, applies in doubts.items() if applies)


def _too_few(selection: TrialSelection) -> Refusal:
    found = len(selection.used)
    if found < FEWEST_TRIALS:
        have = "there is none" if found == 0 else f"there {'is' if found == 1 else 'are'} {found}"
        need = f"Critical Speed needs three hard efforts between 2 and 20 min ({have})"
    else:
        need = f"The {found} hard efforts are too alike in length (longest {selection.time_ratio:.1f} times the shortest)"
    return Refusal(
        "too_few_trials" if found < FEWEST_TRIALS else "too_narrow",
        f"{need}, the longest at least {LEAST_TIME_RATIO:g} times the shortest: for example 3, 5 and 10 min.",
    )


def _may_stand_in(effort: Effort, on_day: date) -> bool:
    """An all-out bout within Riegel's 3.5 to 230 minutes, known that day, not excluded, not a placeholder."""
    known = 0 <= (on_day - effort.day).days <= WINDOW_WHEN_FEW_DAYS
    believed = effort.is_whole_bout and effort.excluded_because is None and not effort.is_default
    return known and believed and RIEGEL_SHORTEST_S <= effort.time_s <= RIEGEL_LONGEST_S


def _riegel_speed(effort: Effort) -> float:
    distance_m = effort.distance_m * math.pow(PROVISIONAL_TIME_S / effort.time_s, 1 / RIEGEL_EXPONENT)
    return distance_m / PROVISIONAL_TIME_S
