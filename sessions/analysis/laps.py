"""Laps as recorded, and automatic splits every kilometre and mile, with their figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sessions.analysis.arrays import FloatArray, finite_or_none, weighted_mean
from sessions.analysis.cleaning import Cleaned, CleanStream
from sessions.analysis.streams import RecordedLap

__all__ = ["METRES_PER_KM", "METRES_PER_MILE", "LapFigures", "automatic_splits", "recorded_laps"]

METRES_PER_KM = 1000.0
METRES_PER_MILE = 1609.344
# Keeps a faulty distance counter from making a table of a million lines.
MOST_SPLITS = 5000
# What is left after the last whole split is worth a line only from here on.
SHORTEST_REST_M = 1.0


@dataclass(frozen=True, slots=True)
class LapFigures:
    """One lap or split. Offsets are elapsed seconds from the first record; None is unknown.

    is_partial: a last split shorter than the others. trigger and intensity are the watch's words.
    """

    index: int
    start_offset_s: float
    end_offset_s: float
    elapsed_time_s: float
    timer_time_s: float | None
    distance_m: float | None
    avg_speed_mps: float | None
    graded_speed_mps: float | None
    avg_heart_rate_bpm: float | None
    max_heart_rate_bpm: float | None
    avg_cadence_spm: float | None
    avg_power_w: float | None
    ascent_m: float | None
    descent_m: float | None
    trigger: str | None = None
    intensity: str | None = None
    is_partial: bool = False


def recorded_laps(laps: Sequence[RecordedLap], cleaned: Cleaned) -> tuple[LapFigures, ...]:
    """The watch's laps in order of start: its own values, and ours where it wrote none, or an impossible one.

    Climbs are ours, so that they add up to the session's.
    """
    start = cleaned.stream.start_timestamp_s
    ordered = sorted(laps, key=lambda lap: lap.start_s)
    return tuple(
        _as_written(
            lap,
            _figures(index, lap.start_s - start, lap.start_s - start + lap.elapsed_time_s, cleaned),
        )
        for index, lap in enumerate(ordered)
    )


def automatic_splits(every_m: float, cleaned: Cleaned) -> tuple[LapFigures, ...]:
    """Splits of every_m metres, the last one perhaps shorter; empty without a distance or beyond 5000."""
    track = cleaned.track
    if not cleaned.has_distance or track.length_m < SHORTEST_REST_M:
        return ()
    whole = int(track.length_m // every_m)
    if whole > MOST_SPLITS:
        return ()
    at_m = np.arange(1, whole + 1, dtype=np.float64) * every_m
    crossings = [float(track.time_s[0]), *_first_times_at(at_m, track.time_s, track.distance_m)]
    if track.length_m - whole * every_m >= SHORTEST_REST_M:
        crossings.append(float(track.time_s[-1]))
    return tuple(
        _figures(index, begin, end, cleaned, is_partial=index == whole)
        for index, (begin, end) in enumerate(pairwise(crossings))
    )


def _first_times_at(at_m: FloatArray, time_s: FloatArray, distance_m: FloatArray) -> list[float]:
    """When each distance was first reached; a pause exactly on the line belongs to the next split."""
    after = np.minimum(np.searchsorted(distance_m, at_m), distance_m.size - 1)
    before = after - 1
    share = (at_m - distance_m[before]) / (distance_m[after] - distance_m[before])
    times: list[float] = (time_s[before] + share * (time_s[after] - time_s[before])).tolist()
    return times


def _figures(
    index: int,
    begin_s: float,
    end_s: float,
    cleaned: Cleaned,
    *,
    is_partial: bool = False,
) -> LapFigures:
    stream = cleaned.stream
    inside = slice(*np.searchsorted(stream.time_s, [begin_s, end_s], side="right").tolist())
    weights = stream.weight_s[inside]
    timer_begin, timer_end = cleaned.timer.at(np.array([begin_s, end_s]).clip(0, stream.time_s[-1])).tolist()
    timer_s = timer_end - timer_begin
    metres = _metres(cleaned, begin_s, end_s)
    rates = stream.heart_rate_bpm[inside]
    up, down = _climb(stream, begin_s, end_s)
    return LapFigures(
        index=index,
        start_offset_s=begin_s,
        end_offset_s=end_s,
        elapsed_time_s=end_s - begin_s,
        timer_time_s=timer_s,
        distance_m=metres,
        avg_speed_mps=metres / timer_s if metres is not None and timer_s > 0 else None,
        graded_speed_mps=weighted_mean(stream.graded_speed_mps[inside], weights),
        avg_heart_rate_bpm=weighted_mean(rates, weights),
        max_heart_rate_bpm=_highest(rates),
        avg_cadence_spm=weighted_mean(stream.cadence_spm[inside], weights),
        avg_power_w=weighted_mean(stream.power_w[inside], weights),
        ascent_m=up,
        descent_m=down,
        is_partial=is_partial,
    )


def _metres(cleaned: Cleaned, begin_s: float, end_s: float) -> float | None:
    if not cleaned.has_distance:
        return None
    begin, end = np.interp([begin_s, end_s], cleaned.track.time_s, cleaned.track.distance_m).tolist()
    return float(end - begin)


def _climb(stream: CleanStream, begin_s: float, end_s: float) -> tuple[float | None, float | None]:
    if not np.isfinite(stream.altitude_m).any():
        return None, None
    ends = [begin_s, end_s]
    up, down = (
        float(np.diff(np.interp(ends, stream.time_s, metres))[0])
        for metres in (stream.climbed.gain_m, stream.climbed.loss_m)
    )
    return up, down


def _highest(values: FloatArray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.max()) if known.size else None


def _as_written(lap: RecordedLap, ours: LapFigures) -> LapFigures:
    """The lap with what the watch wrote in place of what we computed."""

    def first(*values: float | None) -> float | None:
        return next((value for value in map(finite_or_none, values) if value is not None), None)

    distance, timer = first(lap.distance_m, ours.distance_m), first(lap.timer_time_s, ours.timer_time_s)
    mean_speed = distance / timer if distance is not None and timer else None
    return LapFigures(
        index=ours.index,
        start_offset_s=ours.start_offset_s,
        end_offset_s=ours.end_offset_s,
        elapsed_time_s=ours.elapsed_time_s,
        timer_time_s=timer,
        distance_m=distance,
        avg_speed_mps=first(lap.avg_speed_mps, mean_speed),
        graded_speed_mps=ours.graded_speed_mps,
        avg_heart_rate_bpm=first(lap.avg_heart_rate_bpm, ours.avg_heart_rate_bpm),
        max_heart_rate_bpm=first(lap.max_heart_rate_bpm, ours.max_heart_rate_bpm),
        avg_cadence_spm=first(lap.avg_cadence_spm, ours.avg_cadence_spm),
        avg_power_w=first(lap.avg_power_w, ours.avg_power_w),
        ascent_m=first(ours.ascent_m, lap.ascent_m),
        descent_m=first(ours.descent_m, lap.descent_m),
        trigger=lap.trigger,
        intensity=lap.intensity,
    )
