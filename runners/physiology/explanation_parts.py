"""What an explanation is made of, and the phrases that several explanations share."""

from dataclasses import dataclass

from runners.physiology.formulas import Formula
from runners.physiology.heart_rate_calculator import (
    HeartRateBounds,
    MaxHeartRate,
)

__all__ = ["Explanation", "Given", "percents_text", "to_threshold_text"]


@dataclass(frozen=True, slots=True)
class Given:
    """One value that went in or was left out; resource and id name the stored thing it was read from."""

    name: str
    value: float | str | None
    unit: str = ""
    resource: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure with the answer to "why"; value is None where it is not known, and the sentence says why not."""

    card: Formula
    value: float | None
    sentence: str
    inputs: tuple[Given, ...]
    left_out: tuple[Given, ...]
    expression: str
    uncertainty: str | None
    flags: tuple[str, ...] = ()


def percents_text(bounds: HeartRateBounds, maximum: MaxHeartRate) -> str:
    """Bounds of heart rate zones as shares of the maximum, as a sentence writes them."""
    percents = (100 * upper / maximum.bpm for upper in bounds.uppers_bpm)
    return f"{', '.join(f'{percent:.0f}' for percent in percents)} % * {maximum.bpm:.1f} bpm"


def to_threshold_text(bounds: HeartRateBounds, rest_bpm: float, threshold_bpm: float) -> str:
    """Bounds of heart rate zones as shares of the way from rest to threshold, as a sentence writes them."""
    reserve = threshold_bpm - rest_bpm
    percents = (100 * (upper - rest_bpm) / reserve for upper in bounds.uppers_bpm)
    return f"{rest_bpm:.0f} + {', '.join(f'{percent:.0f}' for percent in percents)} % * ({threshold_bpm:.0f} - {rest_bpm:.0f}) bpm"
