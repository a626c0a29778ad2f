"""The formulas of a session by their ids in oracles.json: thin adapters onto sessions.analysis."""

from collections.abc import Callable, Sequence

import numpy as np

from sessions.analysis import running_form, training_stress, w_prime_balance
from sessions.analysis.best_efforts import Track
from sessions.analysis.best_efforts import best_distance as farthest
from sessions.analysis.best_efforts import best_effort as fastest
from sessions.analysis.best_efforts import mean_max as best_means
from sessions.analysis.elevation import climb
from sessions.analysis.graded_pace import cost_of_running, cost_ratio, normalised_speed
from sessions.analysis.graded_pace import graded_speed as level_speed

__all__ = ["FORMULAS_SESSIONS"]

Pairs = Sequence[Sequence[float]]


def _columns(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    values, seconds = np.array(pairs, dtype=float).reshape(-1, 2).T
    return values, seconds


def _every_second(segments: Pairs) -> np.ndarray:
    values, seconds = _columns(segments)
    return np.repeat(values, np.rint(seconds).astype(int))


def graded_speed(speed_mps, grade):
    return float(level_speed(speed_mps, grade))


def normalized_speed(segments, window_s=30):
    return normalised_speed(_every_second(segments), window_s=window_s)


def trimp_banister(samples, hr_rest, hr_max, sex):
    return training_stress.trimp_banister(*_columns(samples), hr_rest, hr_max, sex)


def hrtss(samples, hr_rest, hr_max, sex, hr_threshold):
    return training_stress.hrtss(*_columns(samples), hr_rest, hr_max, sex, hr_threshold)


def trimp_edwards(samples, hr_max):
    return training_stress.trimp_edwards(*_columns(samples), hr_max)


def trimp_lucia(samples, hr_vt1, hr_vt2):
    return training_stress.trimp_lucia(*_columns(samples), hr_vt1, hr_vt2)


def best_effort(times_s, distances_m, distance_m):
    stretch = fastest(Track.of(times_s, distances_m), distance_m)
    return None if stretch is None else stretch.time_s


def best_distance(times_s, distances_m, duration_s):
    stretch = farthest(Track.of(times_s, distances_m), duration_s)
    return None if stretch is None else stretch.distance_m


def mean_max(segments, durations_s):
    best, _ = best_means(_every_second(segments), durations_s)
    return [float(value) if np.isfinite(value) else None for value in best]


def elevation(z_m, threshold_m):
    total = climb(np.asarray(z_m, dtype=float), threshold_m)
    return {"gain": total.gain_m, "loss": total.loss_m}


def d_prime_balance(segments, cs_mps, d_prime_m):
    left = w_prime_balance.balance(*_columns(segments), cs_mps, d_prime_m)
    return {"end": left.end_m, "lowest": left.lowest_m}


def d_prime_balance_integral(segments, cs_mps, d_prime_m, tau_s):
    speeds = _every_second(segments)
    left = w_prime_balance.balance_integral(speeds, np.ones(speeds.shape), cs_mps, d_prime_m, tau_s)
    return {"end": left.end_m, "lowest": left.lowest_m}


def efficiency_factor(ngp_mps, mean_hr):
    return running_form.efficiency_factor(ngp_mps, mean_hr)


FORMULAS_SESSIONS: dict[str, Callable] = {
    "minetti_cost": lambda grade: float(cost_of_running(grade)),
    "minetti_ratio": lambda grade: float(cost_ratio(grade)),
    "graded_speed": graded_speed,
    "normalized_speed": normalized_speed,
    "rtss": training_stress.rtss,
    "trimp_banister": trimp_banister,
    "hrtss": hrtss,
    "trimp_edwards": trimp_edwards,
    "trimp_lucia": trimp_lucia,
    "session_rpe": training_stress.session_rpe,
    "best_effort": best_effort,
    "best_distance": best_distance,
    "mean_max": mean_max,
    "elevation": elevation,
    "d_prime_balance": d_prime_balance,
    "d_prime_balance_integral": d_prime_balance_integral,
    "efficiency_factor": efficiency_factor,
    "decoupling": running_form.decoupling,
    "steps_per_minute": lambda cadence, fractional_cadence: float(
        running_form.steps_per_minute(cadence, fractional_cadence)
    ),
    "step_length": running_form.step_length,
    "vertical_ratio": running_form.vertical_ratio,
}
