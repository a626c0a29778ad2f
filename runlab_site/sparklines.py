"""Small trends as SVG shapes: pure text from numbers."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 96, 28
EDGE = 3.0


def shapes(values: Sequence[float | None], *, has_zero: bool = False) -> str:
    """The line through `values` (None leaves a gap), an optional zero line, and a dot at the last one."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    if has_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    points = [_point(index, value, len(values), low, high) for index, value in enumerate(values)]
    zero = _zero_line(low, high) if has_zero else ""
    return f'{zero}<path d="{_path(points)}"></path>{_dot(points)}'


def track(latitudes_deg: Sequence[float | None], longitudes_deg: Sequence[float | None], size: float) -> str:
    """An SVG path of a GPS track fitted into a square of `size`, north up, or "" without positions.

    Longitudes are shortened by the cosine of the mean latitude, so that a round lap looks round.
    """
    places = [
        (latitude, longitude)
        for latitude, longitude in zip(latitudes_deg, longitudes_deg, strict=True)
        if latitude is not None and longitude is not None
    ]
    if len(places) < 2:
        return ""
    return _path(_fitted(places, size))


def _fitted(places: list[tuple[float, float]], size: float) -> list[tuple[float, float] | None]:
    shrink = cos(radians(sum(latitude for latitude, _ in places) / len(places)))
    xs = [longitude * shrink for _, longitude in places]
    ys = [-latitude for latitude, _ in places]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    scale = (size - 2 * EDGE) / span
    left = (size - (max(xs) - min(xs)) * scale) / 2
    top = (size - (max(ys) - min(ys)) * scale) / 2
    return [(left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in zip(xs, ys, strict=True)]


def _point(
    index: int, value: float | None, count: int, low: float, high: float
) -> tuple[float, float] | None:
    if value is None:
        return None
    x = EDGE + (WIDTH - 2 * EDGE) * (index / (count - 1) if count > 1 else 1.0)
    share = (value - low) / (high - low) if high > low else 0.5
    return x, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    steps, pen_is_down = [], False
    for point in points:
        if point is not None:
            steps.append(f"{'L' if pen_is_down else 'M'}{point[0]:.1f} {point[1]:.1f}")
        pen_is_down = point is not None
    return "".join(steps)


def _zero_line(low: float, high: float) -> str:
    point = _point(0, 0.0, 1, low, high)
    y = point[1] if point else HEIGHT
    return f'<line x1="{EDGE:g}" x2="{WIDTH - EDGE:g}" y1="{y:.1f}" y2="{y:.1f}"></line>'


def _dot(points: Sequence[tuple[float, float] | None]) -> str:
    last = next(point for point in reversed(points) if point is not None)
    return f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.4"></circle>'
