"""VDOT: one number for a race performance (Daniels & Gilbert 1979, Oxygen Power).

Oxygen cost of a speed over the share of the maximum that can be held for the time. Pure Python: web pages use it.
"""

import math

from runners.physiology.checks import positive
from runners.physiology.errors import InvalidInputError

__all__ = ["VDOT_LONGEST_S", "VDOT_SHORTEST_S", "vdot", "vdot_time", "vdot_velocity"]

VDOT_SHORTEST_S, VDOT_LONGEST_S = 210.0, 14400.0  # the regression's range, 3.5 to 240 min

# Oxygen cost in ml/kg/min of a speed v in m/min.
COST_CONSTANT, COST_LINEAR, COST_QUADRATIC = -4.60, 0.182258, 0.000104
# Share of the maximum held for t minutes.
SHARE_CONSTANT = 0.8
SHARE_SLOW, SHARE_SLOW_RATE_PER_MIN = 0.1894393, 0.012778
SHARE_FAST, SHARE_FAST_RATE_PER_MIN = 0.2989558, 0.1932605

FASTEST_M_PER_MIN = 1500.0  # twice a sprinter's; where the bisection begins
BISECTIONS = 200  # ends far earlier, when the midpoint meets an end


def vdot(distance_m: float, time_s: float) -> float:
    """VDOT (ml/kg/min) of a distance in a time. The formula was fitted to 3.5 to 240 min.

    Raises InvalidInputError for a distance or time not above zero, or a speed too slow to be running (VDOT <= 0).
    """
    minutes = positive("Time", time_s) / 60
    value = _oxygen_cost(positive("Distance", distance_m) / minutes) / _share_held(minutes)
    if value <= 0:
        raise InvalidInputError(f"{distance_m:g} m in {time_s:g} s is too slow to have a VDOT.")
    return value


def vdot_time(vdot_value: float, distance_m: float) -> float:
    """Time (s) in which a runner of that VDOT covers the distance: VDOT falls as time grows, so bisection finds it."""
    value, distance = positive("VDOT", vdot_value), positive("Distance", distance_m)
    fast, slow = distance / FASTEST_M_PER_MIN, distance / _speed_of_cost(0.0)
    if _signed_vdot(distance, fast) < value:
        raise InvalidInputError(f"A VDOT of {value:g} is beyond any runner.")
    for _ in range(BISECTIONS):
        middle = (fast + slow) / 2
        if middle in (fast, slow):
            break
        if _signed_vdot(distance, middle) > value:
            fast = middle
        else:
            slow = middle
    return 60 * (fast + slow) / 2


def vdot_velocity(vdot_value: float, fraction: float = 1.0) -> float:
    """Speed (m/min) whose oxygen cost is that fraction of the VDOT: Daniels' training paces."""
    return _speed_of_cost(positive("Fraction", fraction) * positive("VDOT", vdot_value))


def _oxygen_cost(speed_m_per_min: float) -> float:
    return COST_CONSTANT + COST_LINEAR * speed_m_per_min + COST_QUADRATIC * speed_m_per_min**2


def _speed_of_cost(cost: float) -> float:
    root = math.sqrt(COST_LINEAR**2 - 4 * COST_QUADRATIC * (COST_CONSTANT - cost))
    return (root - COST_LINEAR) / (2 * COST_QUADRATIC)


def _share_held(minutes: float) -> float:
    slow = SHARE_SLOW * math.exp(-SHARE_SLOW_RATE_PER_MIN * minutes)
    fast = SHARE_FAST * math.exp(-SHARE_FAST_RATE_PER_MIN * minutes)
    return SHARE_CONSTANT + slow + fast


def _signed_vdot(distance_m: float, minutes: float) -> float:
    return _oxygen_cost(distance_m / minutes) / _share_held(minutes)
