"""How fast the letters of the shorthand are, as fractions of Critical Speed (CS)."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

# Fractions of CS; low and high edge. Ours, after the zones in use around CS testing.
PACE_ZONES: dict[str, tuple[float, float]] = {
    "R": (0.60, 0.70),
    "E": (0.70, 0.80),
    "S": (0.80, 0.86),
    "T": (0.92, 0.96),
    "C": (0.97, 1.00),
    "V": (1.04, 1.08),
    "F": (1.10, 1.16),
    "X": (1.20, 1.35),
}
UPHILL = "W"
UPHILL_FRACTION = 1.04  # effort uphill has no pace on the flat; it counts as VO2max work
WALK = "K"
WALK_FRACTION = 0.5
# Effort from 1 to 10 as the fraction of CS it is about; ours.
EFFORT_FRACTION = {1: 0.50, 2: 0.60, 3: 0.68, 4: 0.74, 5: 0.80, 6: 0.86, 7: 0.92, 8: 0.98, 9: 1.04, 10: 1.12}
GOAL_LETTERS = ("M", "G")
GOAL_BAND = (0.985, 1.01)  # marathon and goal pace: -1.5 .. +1 % of the speed
HEART_RATE_FRACTION = {1: 0.64, 2: 0.74, 3: 0.84, 4: 0.95, 5: 1.03}
HEART_RATE_ZONE_OF_LETTER = {
    "R": 1, "E": 2, "S": 3, "M": 3, "G": 4, "T": 4, "C": 4, "V": 5, "F": 5,
}  # fmt: skip
LETTERS = (*PACE_ZONES, UPHILL, WALK, *GOAL_LETTERS)

EASY_BELOW = 0.823  # of CS: the first threshold lies near 82 % of CS in trained runners
MARATHON_M = 42195.0

# Speed / CS of a race of so many minutes, log-linear between; 42 km runners of Smyth & Muniz-Pumares 2020.
RACE_MINUTES = (30.0, 75.0, 150.0, 360.0, 720.0)
RACE_FRACTIONS = (1.0, 0.955, 0.93, 0.789, 0.70)
HYPERBOLA_MINUTES = 20.0  # D = CS t + D' holds up to here
FASTEST_RACE_FRACTION = 1.5  # the hyperbola explodes over very short distances


@dataclass(frozen=True, slots=True)
class Paces:
    """What a letter means to one athlete: CS (m/s), D' (m), goal speed (m/s), maximum heart rate (bpm).

    `heart_rate_only`: no CS is known; `cs_mps` is then an assumption that sizes the runs, and
    no pace is shown to the athlete.
    """

    cs_mps: float
    d_prime_m: float
    goal_speed_mps: float | None = None
    heart_rate_only: bool = False
    hr_max_bpm: float | None = None
    is_marathon: bool = (
        False  # the goal is the marathon: marathon pace is then goal pace, and there is no other
    )

    def letter_speeds(self, letter: str) -> tuple[float, float]:
        """Low and high edge of a letter, m/s."""
        if letter in GOAL_LETTERS:
            speed = self._goal_speed(letter)
            return GOAL_BAND[0] * speed, GOAL_BAND[1] * speed
        low, high = PACE_ZONES[letter]
        return low * self.cs_mps, high * self.cs_mps

    def _goal_speed(self, letter: str) -> float:
        if self.goal_speed_mps and (letter == "G" or self.is_marathon):
            return self.goal_speed_mps
        return race_speed_mps(MARATHON_M, self.cs_mps, self.d_prime_m)


def race_fraction(time_s: float, cs_mps: float, d_prime_m: float) -> float:
    """Mean speed of an all-out race of `time_s` as a fraction of CS."""
    minutes = time_s / 60
    at_hyperbola_end = 1 + d_prime_m / (cs_mps * HYPERBOLA_MINUTES * 60)
    if minutes <= HYPERBOLA_MINUTES:
        return min(FASTEST_RACE_FRACTION, 1 + d_prime_m / (cs_mps * time_s))
    knots = (HYPERBOLA_MINUTES, *RACE_MINUTES)
    values = (min(FASTEST_RACE_FRACTION, at_hyperbola_end), *RACE_FRACTIONS)
    right = bisect_right(knots, minutes)
    if right == len(knots):
        return values[-1]
    share = math.log(minutes / knots[right - 1]) / math.log(knots[right] / knots[right - 1])
    return values[right - 1] + share * (values[right] - values[right - 1])


def race_time_s(distance_m: float, cs_mps: float, d_prime_m: float) -> float:
    """Predicted time (s) of an all-out race: the time whose sustainable distance is `distance_m`."""
    low, high = distance_m / (FASTEST_RACE_FRACTION * cs_mps), distance_m / (0.5 * cs_mps)
    for _ in range(60):
        middle = (low + high) / 2
        if middle * cs_mps * race_fraction(middle, cs_mps, d_prime_m) < distance_m:
            low = middle
        else:
            high = middle
    return high


def race_speed_mps(distance_m: float, cs_mps: float, d_prime_m: float) -> float:
    """Predicted mean speed (m/s) of an all-out race over `distance_m`."""
    return distance_m / race_time_s(distance_m, cs_mps, d_prime_m)


def heart_rate_zone(fraction: float) -> int:
    """The heart-rate zone whose count is nearest to a fraction of CS."""
    return min(HEART_RATE_FRACTION, key=lambda zone: (abs(HEART_RATE_FRACTION[zone] - fraction), zone))


def heart_rate_to_fraction(bpm: float, hr_max_bpm: float | None) -> float:
    """Fraction of CS that a heart rate stands for; without a maximum an easy run is assumed."""
    if hr_max_bpm is None:
        return HEART_RATE_FRACTION[2]
    share = bpm / hr_max_bpm
    # Zone k is centred on 55, 65, 75, 85, 95 % of the maximum.
    centres = [(0.45 + 0.10 * zone, fraction) for zone, fraction in HEART_RATE_FRACTION.items()]
    if share <= centres[0][0]:
        return centres[0][1]
    for (left, low), (right, high) in pairwise(centres):
        if share <= right:
            return low + (high - low) * (share - left) / (right - left)
    return centres[-1][1]
