"""Signs of how hard an effort was: how it ended, and whether the runner could repeat it in the same session."""

import numpy as np

from sessions.analysis.arrays import FloatArray, weighted_mean
from sessions.analysis.cleaning import CleanStream

__all__ = ["ending_change", "repeat_share", "slowest_share"]

# Lengths of efforts that may count as trials for Critical Speed; other lengths have no signs.
SHORTEST_S, LONGEST_S = 120.0, 1800.0
# Shares of the time: the last fifth is compared with the middle, which leaves out the fast start.
MIDDLE_FROM, MIDDLE_TO = 0.2, 0.8
# A repetition is looked for over half and over a quarter of the time; less than this says nothing.
REPEAT_PARTS, SHORTEST_REPEAT_S = (0.5, 0.25), 45
SLOWEST_S = 60


def ending_change(stream: CleanStream, start_s: float, end_s: float) -> float | None:
    """Graded speed of the last fifth over that of the middle, less 1: positive is a sprint, negative a fall.

    None for an effort that is no trial or has no speed.
    """
    length = end_s - start_s
    if not SHORTEST_S <= length <= LONGEST_S:
        return None
    middle = _speed(stream, start_s + MIDDLE_FROM * length, start_s + MIDDLE_TO * length)
    ending = _speed(stream, start_s + MIDDLE_TO * length, end_s)
    return ending / middle - 1 if middle and ending is not None else None


def repeat_share(stream: CleanStream, start_s: float, end_s: float) -> float | None:
    """The fastest stretch outside the effort, half or a quarter as long, as a share of its speed.

    About 1 in a steady run or a set of repetitions; None where too little is left to compare, or for no trial.
    """
    length = end_s - start_s
    if not SHORTEST_S <= length <= LONGEST_S:
        return None
    first, last = np.searchsorted(stream.time_s, [start_s, end_s])
    speed = float(stream.covered_m[min(last, stream.covered_m.size - 1)] - stream.covered_m[first]) / length
    outside = (stream.covered_m[: first + 1], stream.covered_m[last:])
    widths = {max(round(part * length), SHORTEST_REPEAT_S) for part in REPEAT_PARTS}
    found = [_fastest(side, width) for side in outside for width in widths if side.size > width]
    best = max((one for one in found if one is not None), default=None)
    return best / speed if best is not None and speed > 0 else None


def slowest_share(stream: CleanStream, start_s: float, end_s: float) -> float | None:
    """The slowest minute inside the effort, graded, as a share of its mean: low where a rest or a pause lies in it.

    None for an effort that is no trial or has no speed.
    """
    length = end_s - start_s
    if not SHORTEST_S <= length <= LONGEST_S:
        return None
    inside = slice(*np.searchsorted(stream.time_s, [start_s, end_s], side="right").tolist())
    speeds = stream.graded_speed_mps[inside]
    if not np.isfinite(speeds).any() or speeds.size < SLOWEST_S:
        return None
    ran = np.concatenate(([0.0], np.cumsum(np.nan_to_num(speeds) * stream.weight_s[inside])))
    mean = float(ran[-1]) / speeds.size
    return float((ran[SLOWEST_S:] - ran[:-SLOWEST_S]).min()) / SLOWEST_S / mean if mean > 0 else None


def _speed(stream: CleanStream, start_s: float, end_s: float) -> float | None:
    inside = slice(*np.searchsorted(stream.time_s, [start_s, end_s], side="right").tolist())
    speeds = stream.graded_speed_mps[inside]
    if not np.isfinite(speeds).any():
        speeds = stream.speed_mps[inside]
    return weighted_mean(speeds, stream.weight_s[inside])


def _fastest(covered_m: FloatArray, width: int) -> float | None:
    """The best mean speed over so many seconds; the columns hold one value a second."""
    metres = covered_m[width:] - covered_m[:-width]
    known = metres[np.isfinite(metres)]
    return float(known.max()) / width if known.size else None
