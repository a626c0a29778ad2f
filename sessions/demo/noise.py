"""Random noise that is correlated in time, as that of sensors and bodies is."""

import numpy as np

from sessions.analysis.arrays import FloatArray

__all__ = ["lagged", "wander"]

# A kernel this many time constants long leaves out less than one percent.
KERNEL_LENGTH = 5


def lagged(target: FloatArray, time_constant_s: float, start: float) -> FloatArray:
    """What follows `target` (one value a second) with a first-order lag, beginning at `start`. Shape (n,)."""
    kernel = _kernel(time_constant_s)
    before = np.full(kernel.size - 1, start)
    return np.convolve(np.concatenate((before, target)), kernel, mode="valid")


def wander(random: np.random.Generator, size: int, deviation: float, time_constant_s: float) -> FloatArray:
    """Noise of this standard deviation, correlated over about the time constant. Shape (size,)."""
    kernel = _kernel(time_constant_s)
    white = random.standard_normal(size + kernel.size - 1)
    rough = np.convolve(white, kernel, mode="valid")
    return np.asarray(deviation * rough / np.sqrt((kernel**2).sum()), dtype=np.float64)


def _kernel(time_constant_s: float) -> FloatArray:
    falling = np.exp(-np.arange(int(KERNEL_LENGTH * time_constant_s) + 1) / time_constant_s)
    return np.asarray(falling / falling.sum(), dtype=np.float64)
