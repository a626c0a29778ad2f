"""The distance that an athlete saved on the watch after a treadmill run, which is taken as true."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sessions.analysis.best_efforts import world_record_cap
from sessions.analysis.cleaning import Cleaned
from sessions.analysis.one_speed import total_is_right
from sessions.analysis.streams import DeviceTotals, RawStreams, RecordedLap, SportKind

__all__ = ["saved_distance_m", "scaled_laps", "witnessed_distance_m"]

# A smaller difference is the last second, a larger factor no calibration.
LEAST_DIFFERENCE, LARGEST_FACTOR = 0.005, 3.0
# Laps that add up to the saved distance were put right by the watch itself.
SAME_SUM = 0.01
SHORTEST_M = 400.0


def saved_distance_m(
    raw: RawStreams, kind: SportKind, totals: DeviceTotals, cleaned: Cleaned
) -> float | None:
    """The total to scale the recording to; None where there is none, or where positions give the distance."""
    saved, seconds = totals.distance_m, totals.timer_time_s or cleaned.timer.timer_s
    has_positions = bool(np.isfinite(raw.latitude_deg).any()) and not kind.is_treadmill
    if not saved or not kind.is_running or has_positions or not cleaned.has_distance or not seconds:
        return None
    length_m, not_run_m = cleaned.track.length_m, cleaned.report.not_run_m
    if not_run_m and abs(saved - length_m - not_run_m) <= SAME_SUM * saved:
        return None  # no calibration: the watch counted what was taken out
    factor = length_m / saved
    if not 1 / LARGEST_FACTOR <= factor <= LARGEST_FACTOR or abs(factor - 1) <= LEAST_DIFFERENCE:
        return None
    return saved if saved / seconds <= world_record_cap(max(saved, SHORTEST_M)) else None


def witnessed_distance_m(
    raw: RawStreams, kind: SportKind, totals: DeviceTotals, cleaned: Cleaned
) -> float | None:
    """The total to scale the recording to where the positions agree with it and not with the recorded distance."""
    total, length_m, report = totals.distance_m, cleaned.track.length_m, cleaned.report
    if not total or not kind.is_running or kind.is_treadmill or not cleaned.has_distance:
        return None
    is_whole = not (report.not_run_m or report.gaps_count or cleaned.timer.pauses_s)
    if not is_whole or not 1 / LARGEST_FACTOR <= length_m / total <= LARGEST_FACTOR:
        return None
    time_s = raw.timestamp_s - raw.timestamp_s[0]
    return total if total_is_right(length_m, total, raw, time_s) else None


def scaled_laps(laps: Sequence[RecordedLap], true_m: float) -> tuple[RecordedLap, ...]:
    """The laps on the true distance: as written where they add up to it, else ours from the stretched recording."""
    written = [lap.distance_m for lap in laps if lap.distance_m is not None]
    if len(written) == len(laps) and abs(sum(written) - true_m) <= SAME_SUM * true_m:
        return tuple(laps)
    return tuple(replace(lap, distance_m=None, avg_speed_mps=None) for lap in laps)
