"""The device's totals of a session, without those that are impossible (docs/science.md, How a recording is judged)."""

from dataclasses import dataclass, replace

import numpy as np

from sessions.analysis.best_efforts import world_record_cap
from sessions.analysis.cleaning import Cleaned
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.positions import haversine_m
from sessions.analysis.streams import DeviceTotals
from sessions.analysis.words import WORDS

__all__ = ["believed_totals"]

# Two lengths are the same within these; a total of less than this share of its records counts nothing.
SAME_SHARE, SAME_S, SAME_M = 0.03, 60.0, 20.0
# A watch may run on this long after its last record; in the pool it writes no records at rest.
LONGER_S, LONGER_SHARE, LONGER_SHARE_OFF_FOOT = 120.0, 0.05, 1.0
SHORTER_SHARE, STANDING_MPS = 0.10, 0.5
# Records and positions that agree so well overrule a total that differs by more.
WITNESSED_SHARE, OVERRULED_SHARE, FIX_EVERY_S, LEAST_PLACED = 0.05, 0.10, 5, 0.8
NOTHING_SHARE, WORTH_COUNTING_M = 0.10, 100.0
# Records that cover no more of both distance and time than this are only a part of the session.
PART_SHARE = 0.7
# A climb that differs by more than this from its own records; beside a noisy altitude, less is enough.
ODD_CLIMB, ODD_CLIMB_M = 3.0, 100.0
NOISY_CLIMB, NOISY_SPREAD_M = 1.5, 3.0
MEAN_SPEED_SHARE = 0.02
HIGHEST_CADENCE, HIGHEST_POWER_W = 300.0, 2500.0
SHORTEST_CAP_M = 400.0

# From so many records without a rate on the device's mean may have counted them as 0.
LOST_RATES_SHARE = 0.05
IN_WORDS = {
    "distance_m": "distance",
    "elapsed_time_s": "elapsed time",
    "timer_time_s": "timer time",
    "moving_time_s": "moving time",
    "avg_speed_mps": "average speed",
    "max_speed_mps": "highest speed",
    "avg_heart_rate_bpm": "average heart rate",
    "max_heart_rate_bpm": "highest heart rate",
    "avg_cadence_spm": "average cadence",
    "max_cadence_spm": "highest cadence",
    "avg_power_w": "average power",
    "max_power_w": "highest power",
    "ascent_m": "ascent",
    "descent_m": "descent",
}
# These follow from other totals: a sentence of their own would only repeat the other one.
SILENT = frozenset({"moving_time_s", "avg_speed_mps", "max_cadence_spm", "max_power_w"})


@dataclass(frozen=True, slots=True)
class _Ours:
    """The totals computed from the records."""

    distance_m: float
    timer_s: float
    elapsed_s: float
    cleaned: Cleaned


def believed_totals(
    totals: DeviceTotals, cleaned: Cleaned, limits: CleaningLimits
) -> tuple[DeviceTotals, tuple[str, ...]]:
    """The totals with what is impossible set to None, and a sentence for each of those. limits: of the sport."""
    if cleaned.stream.time_s.size < 2:
        return totals, ()
    distance_m = cleaned.track.length_m if cleaned.has_distance else 0.0
    ours = _Ours(distance_m, cleaned.timer.timer_s, cleaned.timer.elapsed_s, cleaned)
    refused = {
        **_impossible_values(totals, limits),
        **_impossible_mean_rate(totals, cleaned),
        **_impossible_lengths(totals, ours, limits),
        **_impossible_climbs(totals, cleaned),
    }
    kept = replace(totals, **dict.fromkeys(refused))
    said = [
        WORDS.say("total_refused", figure=IN_WORDS[name], value=getattr(totals, name), reason=reason)
        for name, reason in refused.items()
        if name not in SILENT and getattr(totals, name) is not None
    ]
    return (_with_mean_speed(kept, ours) if limits.is_on_foot else kept), tuple(said)


def _impossible_values(totals: DeviceTotals, limits: CleaningLimits) -> dict[str, str]:
    """Heart rates, cadences, powers and speeds that no person reaches."""
    rates = (limits.min_heart_rate_bpm, limits.max_heart_rate_bpm)
    bounds = {
        "avg_heart_rate_bpm": (*rates, WORDS.say("heart_beats_not_so")),
        "max_heart_rate_bpm": (*rates, WORDS.say("heart_beats_not_so")),
        "avg_cadence_spm": (0.0, HIGHEST_CADENCE, WORDS.say("steps_not_so")),
        "max_cadence_spm": (0.0, HIGHEST_CADENCE, WORDS.say("steps_not_so")),
        "avg_power_w": (0.0, HIGHEST_POWER_W, WORDS.say("not_so_strong")),
        "max_power_w": (0.0, HIGHEST_POWER_W, WORDS.say("not_so_strong")),
        "max_speed_mps": (0.0, limits.max_speed_mps, WORDS.say("not_so_fast")),
        "avg_speed_mps": (0.0, limits.max_speed_mps, WORDS.say("not_so_fast")),
    }
    found: dict[str, str] = {}
    for name, (lowest, highest, reason) in bounds.items():
        value = getattr(totals, name)
        if value is not None and not lowest <= value <= highest:
            found[name] = reason
    if "avg_heart_rate_bpm" in found:
        found.setdefault("max_heart_rate_bpm", WORDS.say("average_impossible"))
    mean, highest_rate = totals.avg_heart_rate_bpm, totals.max_heart_rate_bpm
    if mean and highest_rate and mean > highest_rate and not found.keys() & {"avg_heart_rate_bpm"}:
        found["avg_heart_rate_bpm"] = found["max_heart_rate_bpm"] = WORDS.say("average_above_highest")
    return found


def _impossible_mean_rate(totals: DeviceTotals, cleaned: Cleaned) -> dict[str, str]:
    """An average that includes seconds in which the strap measured nothing."""
    rates, report = cleaned.stream.heart_rate_bpm, cleaned.report
    lost_share = report.heart_rate_rejected_count / max(report.records_count, 1)
    if not totals.avg_heart_rate_bpm or lost_share < LOST_RATES_SHARE or not np.isfinite(rates).any():
        return {}
    mean = float(np.nanmean(rates))
    if totals.avg_heart_rate_bpm >= (1 - lost_share / 2) * mean:
        return {}
    return {"avg_heart_rate_bpm": WORDS.say("records_mean_rate", mean_bpm=mean)}


def _impossible_lengths(totals: DeviceTotals, ours: _Ours, limits: CleaningLimits) -> dict[str, str]:
    """Distances and times that are impossible, or that include what was not run."""
    if ours.cleaned.report.rides_s:
        names = ("distance_m", "timer_time_s", "moving_time_s", "avg_speed_mps", "max_speed_mps")
        return dict.fromkeys(names, WORDS.say("ride_within"))
    if _is_a_part(totals, ours):
        return {}
    found = _impossible_times(totals, ours, limits)
    timer_s = ours.timer_s if "timer_time_s" in found else totals.timer_time_s or ours.timer_s
    reason = _distance_doubt(totals.distance_m, timer_s, ours, limits)
    if reason and _is_same_distance(totals, ours):
        found["timer_time_s"] = WORDS.say("too_fast_over_distance")
    elif reason:
        found["distance_m"] = reason
    if found.keys() & {"distance_m", "timer_time_s"}:
        found |= {"moving_time_s": "", "avg_speed_mps": ""}
    if totals.moving_time_s is not None and totals.moving_time_s > timer_s + SAME_S:
        found["moving_time_s"] = WORDS.say("longer_than_timer")
    return found


def _impossible_times(totals: DeviceTotals, ours: _Ours, limits: CleaningLimits) -> dict[str, str]:
    """Times longer than the records span, or shorter than the time they move."""
    share = LONGER_SHARE if limits.is_on_foot else LONGER_SHARE_OFF_FOOT
    longest_s = ours.elapsed_s + max(LONGER_S, share * ours.elapsed_s)
    found: dict[str, str] = {
        name: WORDS.say("records_span", elapsed_s=ours.elapsed_s)
        for name in ("elapsed_time_s", "timer_time_s")
        if (getattr(totals, name) or 0.0) > longest_s
    }
    moving_s = _moving_s(ours.cleaned)
    least_s = min((1 - SHORTER_SHARE) * moving_s, moving_s - SAME_S)
    for name in ("elapsed_time_s", "timer_time_s"):
        if 0.0 < (getattr(totals, name) or 0.0) < least_s:
            found[name] = WORDS.say("records_move", moving_s=moving_s)
    return found


def _moving_s(cleaned: Cleaned) -> float:
    stream = cleaned.stream
    return float(stream.weight_s[stream.speed_mps > STANDING_MPS].sum())


def _is_same_distance(totals: DeviceTotals, ours: _Ours) -> bool:
    there = totals.distance_m or 0.0
    return there > 0 and abs(there - ours.distance_m) <= SAME_SHARE * ours.distance_m


def _is_a_part(totals: DeviceTotals, ours: _Ours) -> bool:
    """Whether the records cover only a part of the session, of its distance as of its time: a file that was cut."""
    if not (totals.distance_m and totals.timer_time_s and ours.elapsed_s > 0 and ours.distance_m > 0):
        return False
    shares = ours.distance_m / totals.distance_m, ours.elapsed_s / totals.timer_time_s
    return max(shares) < PART_SHARE and max(shares) <= 2 * min(shares)


def _distance_doubt(
    distance_m: float | None, timer_s: float, ours: _Ours, limits: CleaningLimits
) -> str | None:
    """Why the device's distance is not the one that was run; None when there is no reason to doubt it."""
    if distance_m is None or not ours.cleaned.has_distance:
        return None
    report, extra_m = ours.cleaned.report, distance_m - ours.distance_m
    same_m = SAME_SHARE * distance_m
    is_extra = extra_m > same_m and abs(extra_m - report.not_run_m) <= same_m + SAME_M
    doubts = (
        (
            ours.distance_m >= WORTH_COUNTING_M and distance_m < NOTHING_SHARE * ours.distance_m,
            WORDS.say("records_have", distance_m=ours.distance_m),
        ),
        (distance_m > _fastest_mps(distance_m, limits) * timer_s > 0, WORDS.say("not_so_fast")),
        (is_extra, WORDS.say("not_run", not_run_m=report.not_run_m)),
        (_is_overruled(distance_m, ours), WORDS.say("positions_disagree")),
        (report.counter_is_wrong and abs(extra_m) > same_m, WORDS.say("positions_and_speed_disagree")),
    )
    return next((reason for holds, reason in doubts if holds), None)


def _is_overruled(distance_m: float, ours: _Ours) -> bool:
    """Whether positions and records agree with each other, and not with the device's distance."""
    if (
        abs(distance_m - ours.distance_m) <= OVERRULED_SHARE * ours.distance_m
        or ours.distance_m < WORTH_COUNTING_M
    ):
        return False
    stream = ours.cleaned.stream
    latitude, longitude = stream.latitude_deg[::FIX_EVERY_S], stream.longitude_deg[::FIX_EVERY_S]
    placed = np.isfinite(latitude) & np.isfinite(longitude)
    if placed.sum() < max(LEAST_PLACED * placed.size, 2):
        return False
    lat, lon = latitude[placed], longitude[placed]
    way_m = float(haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())
    return abs(way_m - ours.distance_m) <= WITNESSED_SHARE * ours.distance_m


def _fastest_mps(distance_m: float, limits: CleaningLimits) -> float:
    if not limits.is_on_foot:
        return limits.max_speed_mps
    return world_record_cap(max(distance_m, SHORTEST_CAP_M))


def _impossible_climbs(totals: DeviceTotals, cleaned: Cleaned) -> dict[str, str]:
    """A climb beside a noisy altitude, or one that its own records contradict."""
    altitude = cleaned.stream.altitude_m
    if not np.isfinite(altitude).any():
        return {}
    ours = cleaned.stream.climbed.total
    found: dict[str, str] = {}
    for name, value, other in (
        ("ascent_m", totals.ascent_m, ours.gain_m),
        ("descent_m", totals.descent_m, ours.loss_m),
    ):
        if value is None:
            continue
        is_odd = abs(value - other) > max(ODD_CLIMB_M, (ODD_CLIMB - 1) * min(value, other))
        is_noise = cleaned.report.altitude_noise_m >= NOISY_SPREAD_M and value > NOISY_CLIMB * other + SAME_M
        if is_noise:
            found[name] = WORDS.say("altitude_noisy", climb_m=other)
        elif is_odd or value < 0:
            found[name] = WORDS.say("records_climb", climb_m=other)
    return found


def _with_mean_speed(totals: DeviceTotals, ours: _Ours) -> DeviceTotals:
    """The device's mean speed only where it is its distance over its time: one speed in every figure."""
    distance = ours.distance_m if totals.distance_m is None else totals.distance_m
    seconds = totals.timer_time_s or ours.timer_s
    if totals.avg_speed_mps is None or not (distance and seconds):
        return totals
    if abs(totals.avg_speed_mps * seconds / distance - 1) <= MEAN_SPEED_SHARE:
        return totals
    return replace(totals, avg_speed_mps=None)
