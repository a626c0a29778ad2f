"""The trials of a fit beside its line, and the band of the line, as the chart reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from runlab_site.web import figures
from runners.explanations.critical_speed_words import told_points
from runners.physiology.critical_speed import CriticalSpeedFit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.models import CriticalSpeedRecord


__all__ = ["Trial", "chart_trial", "half_width", "line_band", "session_id_of", "shown_trials"]

LONGEST_DRAWN_S = 1320.0
BAND_STEPS = 60
_ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Trial:
    """One best beside the line: metres further (+) or shorter (-) than the fit."""

    name: str
    distance_m: float
    time_s: float
    day: date | None
    session_id: str
    is_used: bool
    why_not: str
    evidence: str
    off_m: float | None


def shown_trials(record: CriticalSpeedRecord) -> list[Trial]:
    """Every trial of the fit, and of each other distance the fastest, which says why it was left out."""
    trials = sorted((_trial(point, record) for point in told_points(record)), key=lambda one: one.time_s)
    used = {trial.distance_m for trial in trials if trial.is_used}
    shown: dict[float, Trial] = {}
    for trial in trials:
        if trial.is_used or trial.distance_m not in used:
            shown.setdefault(trial.distance_m, trial)
    return sorted(shown.values(), key=lambda one: (not one.is_used, one.distance_m))


def _trial(point: dict[str, Any], record: CriticalSpeedRecord) -> Trial:
    has_line = record.critical_speed_mps is not None and record.w_prime_m is not None
    on_line = (record.w_prime_m or 0) + (record.critical_speed_mps or 0) * point["time_s"]
    return Trial(
        name=figures.race_distance(point["distance_m"]),
        distance_m=point["distance_m"],
        time_s=point["time_s"],
        day=_as_day(point.get("day")),
        session_id=session_id_of(point.get("session")),
        is_used=bool(point.get("used")),
        why_not=point.get("why_not") or "",
        evidence=point.get("evidence") or "",
        off_m=point["distance_m"] - on_line if has_line else None,
    )


def session_id_of(text: str | None) -> str:
    """The session a trial or a reason names; typed bests have none."""
    return text if text and _ID.fullmatch(text) else ""


def _as_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def chart_trial(trial: Trial) -> dict[str, Any]:
    """A trial as the chart reads it."""
    return {
        "name": trial.name,
        "distance_m": trial.distance_m,
        "time_s": trial.time_s,
        "is_used": trial.is_used,
        "why": trial.why_not,
    }


def half_width(record: CriticalSpeedRecord | None) -> float | None:
    """Half of the 95 % interval of a Critical Speed, m/s; None where it has none."""
    if record is None or record.low_mps is None or record.high_mps is None:
        return None
    return (record.high_mps - record.low_mps) / 2


def line_band(record: CriticalSpeedRecord, times_s: Sequence[float]) -> list[dict[str, float]]:
    """The 95 % band of the fitted mean from 0 to beyond the longest trial; empty without a fitted line."""
    if not record.line or not times_s:
        return []
    line = CriticalSpeedFit(**record.line)
    longest = max(LONGEST_DRAWN_S, max(times_s) * 1.06)
    times = [longest * step / BAND_STEPS for step in range(BAND_STEPS + 1)]
    edges = [line.at(max(time, 1e-6)).mean_band_m for time in times]
    return [
        {"time_s": time, "low_m": low, "high_m": high} for time, (low, high) in zip(times, edges, strict=True)
    ]
