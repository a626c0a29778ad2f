"""Operations on one-dimensional arrays that several formulas share. Missing values are NaN."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "BoolArray",
    "FloatArray",
    "IntArray",
    "Stretches",
    "centred_mean",
    "finite_or_none",
    "runs_of",
    "stretches_of",
    "trailing_mean",
    "weighted_mean",
    "window_mean",
]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


class Stretches(NamedTuple):
    """For every element the first and last index of the unbroken stretch it belongs to, both of shape (n,)."""

    first: IntArray
    last: IntArray


def finite_or_none(value: float | None) -> float | None:
    """The value as a plain float, None where it is missing, NaN or infinite."""
    if value is None or not math.isfinite(value):
        return None
    return float(value)


def weighted_mean(values: FloatArray, weights: FloatArray) -> float | None:
    """Mean of the values that are there, by their weights; None when there is nothing to average."""
    there = np.isfinite(values) & (weights > 0)
    total = float(weights[there].sum())
    if total <= 0:
        return None
    return float(values[there] @ weights[there]) / total


def runs_of(mask: BoolArray) -> list[tuple[int, int]]:
    """The runs of True as (first, one past last) index pairs, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def stretches_of(begins: BoolArray) -> Stretches:
    """Stretches of an array, given where a new one begins (the first element always does)."""
    starts = np.flatnonzero(begins | (np.arange(begins.size) == 0))
    lengths = np.diff(np.append(starts, begins.size))
    return Stretches(np.repeat(starts, lengths), np.repeat(starts + lengths - 1, lengths))


def window_mean(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Mean of values[first..last], both included, for each pair. The values hold no NaN."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray((sums[last + 1] - sums[first]) / (last - first + 1), dtype=np.float64)


def centred_mean(values: FloatArray, half_width: int, stretches: Stretches) -> FloatArray:
    """Mean over half_width values on each side inside the stretch, fewer on both sides near its ends.

    Windows that shrink evenly keep a straight line straight up to its ends. The values hold no NaN.
    """
    position = np.arange(values.size)
    half = np.minimum(half_width, np.minimum(position - stretches.first, stretches.last - position))
    return window_mean(values, position - half, position + half)


def trailing_mean(values: FloatArray, width: int, stretches: Stretches) -> FloatArray:
    """Mean of the newest `width` values inside the stretch, fewer at its start. The values hold no NaN."""
    position = np.arange(values.size)
    return window_mean(values, np.maximum(position - width + 1, stretches.first), position)
