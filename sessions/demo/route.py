"""Where a run goes: a loop from home and back with hills, a track, or nowhere at all."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import FloatArray
from sessions.analysis.graded_pace import cost_ratio

__all__ = ["Route", "loop_route", "track_route", "treadmill_route"]

EARTH_RADIUS_M = 6_371_008.8
STEP_M = 5.0
STEEPEST = 0.12
LAP_OF_A_TRACK_M, STRAIGHT_M = 400.0, 84.39
WIGGLES = 7


@dataclass(frozen=True, slots=True)
class Route:
    """A route, by metres along it: every array has shape (n,). equivalent_m: the level distance that costs as much."""

    along_m: FloatArray
    altitude_m: FloatArray
    grade: FloatArray
    equivalent_m: FloatArray
    latitude_deg: FloatArray | None
    longitude_deg: FloatArray | None

    def along_at(self, equivalent_m: FloatArray) -> FloatArray:
        """Metres along the route after which this much level distance is run."""
        return np.interp(equivalent_m, self.equivalent_m, self.along_m)

    def equivalent_at(self, along_m: float) -> float:
        """The level distance that costs as much as the route up to there."""
        return float(np.interp(along_m, self.along_m, self.equivalent_m))

    def at(self, along_m: FloatArray, values: FloatArray) -> FloatArray:
        """Values of one of the arrays at metres along the route."""
        return np.interp(along_m, self.along_m, values)


def loop_route(
    random: np.random.Generator, home: tuple[float, float], length_m: float, hills_m: float
) -> Route:
    """A loop of that length from home, with hills of about that height; longer runs go round again."""
    angle = np.linspace(0, 2 * np.pi, max(int(length_m / STEP_M), 100) + 1)
    radius = 1 + sum(_wave(random, angle, n, 0.32 / n) for n in range(2, WIGGLES))
    heading = random.uniform(0, 2 * np.pi)
    x, y = radius * np.cos(angle + heading), radius * np.sin(angle + heading)
    x, y = x - x[0], y - y[0]
    steps = np.hypot(np.diff(x), np.diff(y))
    scale = length_m / steps.sum()
    along = np.concatenate(([0.0], np.cumsum(steps))) * scale
    altitude = _hills(random, angle, along, hills_m)
    return _repeated(along, altitude, _placed(home, x * scale, y * scale))


def track_route(home: tuple[float, float]) -> Route:
    """A flat 400 m track near home."""
    along = np.arange(0, LAP_OF_A_TRACK_M + 1, 2.0)
    curve = LAP_OF_A_TRACK_M / 2 - STRAIGHT_M
    radius = curve / np.pi
    half = (along >= LAP_OF_A_TRACK_M / 2) & (along < LAP_OF_A_TRACK_M)  # it ends where it begins
    place = along % (LAP_OF_A_TRACK_M / 2)
    turn = np.clip((place - STRAIGHT_M) / curve, 0, 1) * np.pi
    x = np.minimum(place, STRAIGHT_M) + radius * np.sin(turn)
    y = radius * (1 - np.cos(turn))
    x, y = np.where(half, STRAIGHT_M - x, x), np.where(half, 2 * radius - y, y)
    return _repeated(along, np.full(along.size, 60.0), _placed(home, x, y))


def treadmill_route() -> Route:
    """A treadmill: level, without positions."""
    return _repeated(np.array([0.0, 1000.0]), np.zeros(2), None)


def _wave(random: np.random.Generator, angle: FloatArray, number: int, height: float) -> FloatArray:
    return np.asarray(
        random.uniform(0.3, 1) * height * np.cos(number * angle + random.uniform(0, 2 * np.pi)),
        dtype=np.float64,
    )


def _hills(random: np.random.Generator, angle: FloatArray, along_m: FloatArray, hills_m: float) -> FloatArray:
    """Hills that end where they began, none steeper than 12 %."""
    rough = sum(_wave(random, angle, n, 1 / n) for n in range(1, 12))
    relative = np.asarray(rough, dtype=np.float64)
    height = relative * hills_m / max(float(np.ptp(relative)), 1e-9)
    steepest = float(np.abs(np.diff(height) / np.diff(along_m)).max())
    return 120.0 + height * min(1.0, STEEPEST / max(steepest, 1e-9))


def _placed(home: tuple[float, float], x_m: FloatArray, y_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    latitude, longitude = home
    metres_a_degree = np.pi * EARTH_RADIUS_M / 180
    return (
        latitude + y_m / metres_a_degree,
        longitude + x_m / (metres_a_degree * np.cos(np.radians(latitude))),
    )


def _repeated(
    along_m: FloatArray, altitude_m: FloatArray, place: tuple[FloatArray, FloatArray] | None
) -> Route:
    """The loop over and over, far enough for any run."""
    rounds = int(np.ceil(60_000 / along_m[-1]))
    grade = np.diff(altitude_m) / np.diff(along_m)
    costs = np.concatenate(([0.0], np.cumsum(np.tile(cost_ratio(grade) * np.diff(along_m), rounds))))
    far = np.concatenate(([0.0], np.cumsum(np.tile(np.diff(along_m), rounds))))

    def around(values: FloatArray) -> FloatArray:
        return np.concatenate((values[:1], np.tile(values[1:], rounds)))

    latitude, longitude = place if place is not None else (None, None)
    return Route(
        along_m=far,
        altitude_m=around(altitude_m),
        grade=np.concatenate((grade[:1], np.tile(grade, rounds))),
        equivalent_m=costs,
        latitude_deg=None if latitude is None else around(latitude),
        longitude_deg=None if longitude is None else around(longitude),
    )
