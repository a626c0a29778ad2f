"""Critical Speed and W' from an athlete's all-out efforts.

D = W' + CS * T (Hill 1927; Hughson, Orok & Staudt 1984), fitted by ordinary least squares of distance on time with
scikit-learn. W' (the specification's name) and D' (the literature's, for running) are one quantity, in metres.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from runners.physiology.critical_speed_estimates import estimated_from_race, provisional_from_test
from runners.physiology.critical_speed_line import CriticalSpeedFit, LinePoint, fit, fit_weighted
from runners.physiology.critical_speed_value import (
    CRITICAL_SPEED_FORMULA,
    FASTEST_CS_MPS,
    SLOWEST_CS_MPS,
    W_PRIME_BOUNDS_M,
    CriticalSpeed,
    Source,
    band_of_day,
    stale_from,
    time_at_critical_speed,
)
from runners.physiology.sentences import Sentence
from runners.physiology.trial_records import FEWEST_TRIALS, LEAST_TIME_RATIO, LeftOut, TrialSelection
from runners.physiology.trials import Effort, select_trials, with_faster
from runners.physiology.words import WORDS

__all__ = [
    "CRITICAL_SPEED_FORMULA",
    "NO_TRIALS",
    "CriticalSpeed",
    "CriticalSpeedFit",
    "CriticalSpeedOutcome",
    "LinePoint",
    "Refusal",
    "Source",
    "band_of_day",
    "calculate",
    "fit",
    "fit_weighted",
    "refusal_of",
    "stale_from",
    "time_at_critical_speed",
]

WORST_RELATIVE_SE, DOUBTFUL_RELATIVE_SE = 0.02, 0.015
WORST_RELATIVE_SE_MOVED = (
    0.03  # ours: to refuse a line that a faster effort moved leaves one that it disproved
)
DOUBTFUL_W_PRIME_RELATIVE_SE = 0.20
USUAL_W_PRIME_M = (60.0, 350.0)
OUTLIER_STUDENTISED_RESIDUAL = 3.0
FEWEST_TRIALS_FOR_OUTLIERS = 5
# Ours, by the back-test: of how old a day, or how far ahead, the line may be used. The long efforts tell Critical Speed, so that
# fresh short ones beside old long ones tilt the line as soon as form has changed.
FARTHEST_DAY, FARTHEST_DAY_OF_LONG_EFFORTS = 45.0, 20.0
TRIAL_RESOLUTION_M = 1.0  # ours: no trial is known better, so residuals of a perfect line are no outliers
NO_TRIALS = WORDS.say("no_trials")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no new Critical Speed: a stable code, and a sentence that says what would help."""

    code: str
    message: Sentence


@dataclass(frozen=True, slots=True)
class CriticalSpeedOutcome:
    """What the efforts known on a day give: a value or a refusal, with the trials used and left out, and the line.

    With a refusal the value is a provisional one or an estimate, which stands in only where nothing is in force.
    """

    critical_speed: CriticalSpeed | None
    selection: TrialSelection
    refusal: Refusal | None
    line: CriticalSpeedFit | None = None


def calculate(efforts: Iterable[Effort], on_day: date) -> CriticalSpeedOutcome:
    """Critical Speed from the efforts known on that day: select, fit, drop an outlier, judge.

    A refused fit carries its reason; the two bouts of a test or one race may stand in.
    """
    efforts = tuple(efforts)
    selection = select_trials(efforts, on_day)
    if not selection.suffices:
        return _stood_in(efforts, selection, _too_few(selection), on_day)
    selection, line = _fit_trusted(selection, efforts, on_day)
    limit = WORST_RELATIVE_SE_MOVED if _was_moved(selection) else WORST_RELATIVE_SE
    if refusal := refusal_of(line, limit) or _of_other_weeks(selection.used, line, on_day):
        return _stood_in(efforts, selection, refusal, on_day, line)
    return CriticalSpeedOutcome(_fitted(line, selection, on_day), selection, None, line)


def refusal_of(line: CriticalSpeedFit, worst_relative_se: float = WORST_RELATIVE_SE) -> Refusal | None:
    """Why a line is not believed, or None. R2 is never asked: it is above 0.999 for any runner."""
    relative_se = line.se_cs_mps / abs(line.cs_mps) if line.cs_mps else math.inf
    low, high = W_PRIME_BOUNDS_M
    if not SLOWEST_CS_MPS <= line.cs_mps <= FASTEST_CS_MPS:
        return Refusal(
            "cs_implausible",
            WORDS.say(
                "cs_implausible",
                cs_mps=line.cs_mps,
                slowest_mps=SLOWEST_CS_MPS,
                fastest_mps=FASTEST_CS_MPS,
            ),
        )
    if not low <= line.w_prime_m <= high:
        side = "w_prime_too_small" if line.w_prime_m < low else "w_prime_too_large"
        message = WORDS.say(side, w_prime_m=line.w_prime_m, low_m=low, high_m=high)
        return Refusal("w_prime_implausible", message)
    if relative_se > worst_relative_se:
        message = WORDS.say("too_uncertain", relative_se=relative_se, worst_relative_se=worst_relative_se)
        return Refusal("too_uncertain", message)
    return None


def _was_moved(selection: TrialSelection) -> bool:
    """Whether an effort that was faster than the line of the others is among the trials."""
    return any(found.is_faster_than_line for found in selection.evidence)


def _of_other_weeks(trials: tuple[Effort, ...], line: CriticalSpeedFit, on_day: date) -> Refusal | None:
    """Refused when short efforts of these weeks and long ones of others tilt the line, or the other way round.

    Each trial moves Critical Speed by (T - mean T) * D / Sxx; so weighted, their ages say for which day it holds.
    """
    times = np.array([trial.time_s for trial in trials])
    distances = np.array([trial.distance_m for trial in trials])
    ages = np.array([(on_day - trial.day).days for trial in trials], dtype=np.float64)
    influence = (times - line.mean_time_s) * distances / (line.spread_s2 * line.cs_mps)
    days = float(influence @ ages)  # above zero: the long efforts are the older ones
    if -FARTHEST_DAY <= days <= FARTHEST_DAY_OF_LONG_EFFORTS:
        return None
    wanted = "long_effort_wanted" if days > 0 else "short_effort_wanted"
    return Refusal("of_other_weeks", WORDS.say(wanted))


def _stood_in(
    efforts: tuple[Effort, ...],
    selection: TrialSelection,
    refusal: Refusal,
    on_day: date,
    line: CriticalSpeedFit | None = None,
) -> CriticalSpeedOutcome:
    value = provisional_from_test(selection.used, on_day) or estimated_from_race(efforts, on_day)
    return CriticalSpeedOutcome(value, selection, refusal, line)


def _fit_trusted(
    selection: TrialSelection, efforts: tuple[Effort, ...], on_day: date
) -> tuple[TrialSelection, CriticalSpeedFit]:
    """The line without a slow outlier, moved by whatever was run faster than it: that is never an outlier."""
    selection, line = _fit_without_outlier(selection)
    moved = with_faster(selection, efforts, on_day, line.w_prime_m, line.cs_mps)
    return (selection, line) if moved is None else (moved, _fit_trials(moved.used))


def _fit_without_outlier(selection: TrialSelection) -> tuple[TrialSelection, CriticalSpeedFit]:
    line = _fit_trials(selection.used)
    outlier = _outlier(selection.used, line)
    if outlier is None:
        return selection, line
    why = LeftOut(outlier, "outlier", WORDS.say("outlier"))
    narrowed = selection.without(why)
    return (narrowed, _fit_trials(narrowed.used)) if narrowed.suffices else (selection, line)


def _fit_trials(trials: tuple[Effort, ...]) -> CriticalSpeedFit:
    return fit([trial.distance_m for trial in trials], [trial.time_s for trial in trials])


def _outlier(trials: tuple[Effort, ...], line: CriticalSpeedFit) -> Effort | None:
    """The trial that is most below the line, by an externally studentised residual above 3; None below five trials.

    Externally: with so few trials an internal one cannot exceed the square root of n - 2.
    """
    if len(trials) < FEWEST_TRIALS_FOR_OUTLIERS:
        return None
    times = np.array([trial.time_s for trial in trials])
    residuals = np.array([trial.distance_m for trial in trials]) - (line.w_prime_m + line.cs_mps * times)
    free = 1 - (1 / len(trials) + (times - line.mean_time_s) ** 2 / line.spread_s2)
    variance_without = (residuals @ residuals - residuals**2 / free) / (len(trials) - 3)
    sigma_without = np.sqrt(np.maximum(variance_without, TRIAL_RESOLUTION_M**2))
    below = -residuals / (sigma_without * np.sqrt(free))
    worst = int(np.argmax(below))
    return trials[worst] if below[worst] > OUTLIER_STUDENTISED_RESIDUAL else None


def _fitted(line: CriticalSpeedFit, selection: TrialSelection, on_day: date) -> CriticalSpeed:
    return CriticalSpeed(
        cs_mps=line.cs_mps,
        w_prime_m=line.w_prime_m,
        se_cs_mps=line.se_cs_mps,
        se_w_prime_m=line.se_w_prime_m,
        cs_band_mps=line.cs_band_mps,
        w_prime_band_m=line.w_prime_band_m,
        r_squared=line.r_squared,
        source=Source.FIT,
        day=on_day,
        trials=selection.used,
        flags=selection.flags + _doubts(line, selection),
    )


def _doubts(line: CriticalSpeedFit, selection: TrialSelection) -> tuple[str, ...]:
    low, high = USUAL_W_PRIME_M
    doubts = {
        "cs_uncertain": line.se_cs_mps / line.cs_mps > DOUBTFUL_RELATIVE_SE,
        "w_prime_uncertain": line.se_w_prime_m / line.w_prime_m > DOUBTFUL_W_PRIME_RELATIVE_SE,
        "w_prime_unusual": not low <= line.w_prime_m <= high,
        "outlier_left_out": any(left.code == "outlier" for left in selection.left_out),
    }
    return tuple(flag for flag, applies in doubts.items() if applies)


def _too_few(selection: TrialSelection) -> Refusal:
    found = len(selection.used)
    words = {0: "no_trial_found", 1: "one_trial_found"}.get(found)
    if found < FEWEST_TRIALS:
        code = "too_few_trials"
    elif selection.time_ratio < LEAST_TIME_RATIO:
        code = "too_narrow"
    elif not selection.has_sessions:
        code = "one_session"
    else:
        code = "unproven"
    message = WORDS.say(
        words or code,
        trials_count=found,
        time_ratio=selection.time_ratio,
        least_time_ratio=LEAST_TIME_RATIO,
    )
    return Refusal(code, message)
