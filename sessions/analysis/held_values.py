"""Columns that are written more often than they are measured: what only repeats the last value says nothing."""

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.analysis.streams import RawStreams

__all__ = ["without_repeats"]

# A column is held when its values change so much more seldom than records are written, over so many changes.
HELD_INTERVALS, FEWEST_CHANGES = 1.5, 10
# Longer than so many usual holds the runner stood: only the last hold before the next value is one.
LONGEST_HOLD = 2.5


def without_repeats(raw: RawStreams, time_s: FloatArray) -> RawStreams:
    """The records with distances and positions only where they were measured, NaN where they repeat.

    A counter that moves by 50 m at a time, or a position that is renewed every few seconds, would else be a leap
    after a standstill, over and over. time_s: rising offsets of the n records.
    """
    held = {
        "distance_m": _repeats(time_s, (raw.distance_m,)),
        "latitude_deg": (places := _repeats(time_s, (raw.latitude_deg, raw.longitude_deg))),
        "longitude_deg": places,
    }
    columns = {
        name: np.where(repeats, np.nan, getattr(raw, name)) for name, repeats in held.items() if repeats.any()
    }
    return raw.with_columns(columns) if columns else raw


def _repeats(time_s: FloatArray, columns: tuple[FloatArray, ...]) -> BoolArray:
    """Which records repeat the value before, of columns that are held; none where they change as records are written."""
    repeats = np.zeros(time_s.shape, dtype=np.bool_)
    known = np.flatnonzero(np.logical_and.reduce([np.isfinite(values) for values in columns]))
    if known.size <= FEWEST_CHANGES:
        return repeats
    times = time_s[known]
    changed = np.logical_or.reduce([np.diff(values[known]) != 0 for values in columns])
    at = np.flatnonzero(np.concatenate(([True], changed)))
    if at.size <= FEWEST_CHANGES:
        return repeats
    usual_s = float(np.median(np.diff(times[at])))
    if usual_s <= HELD_INTERVALS * float(np.median(np.diff(times))):
        return repeats
    next_s = np.append(times[at[1:]], times[-1] + usual_s)
    hold = np.cumsum(np.concatenate(([False], changed)))
    is_long = next_s - times[at] > LONGEST_HOLD * usual_s
    held_from = np.where(is_long, next_s - usual_s, times[at])[hold]
    repeats[known] = (times > held_from) & ~np.concatenate(([True], changed))
    return repeats
