"""Small trends as SVG shapes: pure text from numbers."""

from __future__ import annotations

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
    x, y = f"{last[0]:.1f}", f"{last[1]:.1f}"
    # A line without length has round ends, which stay round where the drawing is stretched.
    return f'<line class="spark-dot" x1="{x}" x2="{x}" y1="{y}" y2="{y}"></line>'
