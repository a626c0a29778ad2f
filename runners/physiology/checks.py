"""Checks of inputs: numbers are finite, and of a possible size, before any formula uses them."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from runners.physiology.errors import InvalidInputError

__all__ = [
    "FloatArray",
    "daily_loads",
    "finite",
    "finite_array",
    "not_negative",
    "positive",
    "positive_pairs",
]

FloatArray = npt.NDArray[np.float64]


def finite(name: str, value: float) -> float:
    """The value as a float. Raises InvalidInputError for NaN, infinity and what is no number."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"{name} is not a number: {value!r}.") from error
    if not math.isfinite(number):
        raise InvalidInputError(f"{name} is not a finite number: {value!r}.")
    return number


def positive(name: str, value: float) -> float:
    """The value as a float above zero. Raises InvalidInputError otherwise."""
    number = finite(name, value)
    if number <= 0:
        raise InvalidInputError(f"{name} must be above zero, not {number:g}.")
    return number


def not_negative(name: str, value: float) -> float:
    """The value as a float of zero or more. Raises InvalidInputError otherwise."""
    number = finite(name, value)
    if number < 0:
        raise InvalidInputError(f"{name} cannot be negative, as {number:g} is.")
    return number


def finite_array(name: str, values: Sequence[float] | FloatArray) -> FloatArray:
    """The values as a float64 array of shape (n,). Raises InvalidInputError for anything else."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise InvalidInputError(f"{name} must be one row of numbers, not of shape {array.shape}.")
    if not np.isfinite(array).all():
        raise InvalidInputError(f"{name} holds values that are not finite numbers.")
    return array


def daily_loads(values: Sequence[float] | FloatArray) -> FloatArray:
    """Loads of consecutive days as an array of shape (n,). Raises InvalidInputError for one negative or not finite."""
    loads = finite_array("Daily loads", values)
    if (loads < 0).any():
        raise InvalidInputError("A day's load cannot be negative.")
    return loads


def positive_pairs(
    distances_m: Sequence[float] | FloatArray, times_s: Sequence[float] | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Both as arrays of shape (n,), every value above zero. Raises InvalidInputError otherwise."""
    distances = finite_array("Distances", distances_m)
    times = finite_array("Times", times_s)
    if distances.shape != times.shape:
        raise InvalidInputError(f"{distances.size} distances do not pair with {times.size} times.")
    if (distances <= 0).any() or (times <= 0).any():
        raise InvalidInputError("Every distance and every time must be above zero.")
    return distances, times
