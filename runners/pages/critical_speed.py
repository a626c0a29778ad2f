"""Critical Speed: the fit in force, its trials beside the line, and the log of every change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site import figures
from runners.models import CriticalSpeedRecord
from runners.physiology.critical_speed import NO_TRIALS, CriticalSpeedFit, band_of_day
from runners.selectors import critical_speed_log, open_proposal
from runners.stored_physiology import critical_speed_of, is_stale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.models import Runner

__all__ = [
    "CriticalSpeedPage",
    "LogLine",
    "Trial",
    "critical_speed_page",
    "flag_sentences",
    "log_lines",
    "tile_words",
]


LONGEST_DRAWN_S = 1320.0
BAND_STEPS = 60
_WITHIN_5_PERCENT = {"provisional", "race", "typed_race"}
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


@dataclass(frozen=True, slots=True)
class CriticalSpeedPage:
    """The Critical Speed in force, what it rests on and how it came about."""

    record: CriticalSpeedRecord | None
    proposed: CriticalSpeedRecord | None
    log: list[CriticalSpeedRecord]
    trials: list[Trial]
    change_12_weeks_mps: float | None
    is_stale: bool = False
    missing: str = ""

    @property
    def half_width_mps(self) -> float | None:
        """Half of the 95 % interval of Critical Speed."""
        return _half_width(self.record)

    @property
    def day_band(self) -> tuple[float, float] | None:
        """95 % band of what Critical Speed is on a day: form moves while efforts are collected."""
        record = self.record
        if record is None or record.critical_speed_mps is None:
            return None
        return band_of_day(critical_speed_of(record))

    @property
    def r2(self) -> str:
        """R² with four places; rounding never makes it 1."""
        return _r2(self.record.r2 if self.record else None)

    def chart(self) -> dict[str, Any] | None:
        """The fit as the chart reads it, or None when there is no line to draw."""
        record = self.record
        if record is None or record.critical_speed_mps is None or record.w_prime_m is None:
            return None
        return {
            "critical_speed_mps": record.critical_speed_mps,
            "w_prime_m": record.w_prime_m,
            "points": [_chart_trial(trial) for trial in self.trials],
            "band": _band(record, [trial.time_s for trial in self.trials if trial.is_used]),
        }


def critical_speed_page(runner: Runner, today: date) -> CriticalSpeedPage:
    """Read the log and put the fit in force beside its trials."""
    log = list(critical_speed_log(runner)[:60])
    in_force = [record for record in log if record.state in CriticalSpeedRecord.IN_USE]
    record = in_force[0] if in_force else None
    return CriticalSpeedPage(
        record=record,
        proposed=open_proposal(runner),
        log=log,
        trials=_shown_trials(record) if record else [],
        change_12_weeks_mps=_change_since(in_force, today - timedelta(weeks=12)),
        is_stale=record is not None and is_stale(record, today),
        missing=_missing(log, record),
    )


def _missing(log: Sequence[CriticalSpeedRecord], record: CriticalSpeedRecord | None) -> str:
    """What keeps a newer or better-supported value from coming in force; empty where nothing does."""
    newest = log[0] if log else None
    refused = CriticalSpeedRecord.State.REFUSED
    if newest is not None and newest.state == refused:
        return str(newest.reason["text"])
    is_fit = record is None or record.source in {"fit", "typed"}
    return "" if is_fit else NO_TRIALS


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log beside what was in force before."""

    record: CriticalSpeedRecord
    r2: str
    change: str
    is_faster: bool
    session_id: str

    @property
    def changed_nothing(self) -> bool:
        """Whether the fit was refused or moved by less than its own error."""
        state = CriticalSpeedRecord.State
        return self.record.state in {state.REFUSED, state.UNCHANGED, state.STALE}


def log_lines(log: Sequence[CriticalSpeedRecord], units: figures.Units) -> list[LogLine]:
    """The log, each line with its change in seconds a kilometre or mile."""
    return [_log_line(record, units) for record in log]


def _log_line(record: CriticalSpeedRecord, units: figures.Units) -> LogLine:
    before = (record.previous or {}).get("critical_speed_mps")
    now = record.critical_speed_mps
    change = pace_change_s(now - before, now, units) if now and before else None
    shown = "" if change is None else str(figures.signed(change, "s"))
    return LogLine(
        record,
        _r2(record.r2),
        shown,
        is_faster=change is not None and change < 0,
        session_id=session_id_of(record.reason.get("session")),
    )


def tile_words(page: CriticalSpeedPage, units: figures.Units) -> dict[str, str]:
    """What stands under the figures, in the reader's units; unknown parts are left out."""
    record = page.record
    if record is None or record.critical_speed_mps is None:
        return {}
    used = sum(trial.is_used for trial in page.trials)
    w_prime_se = record.w_prime_standard_error_m
    change = pace_change_s(page.change_12_weeks_mps, record.critical_speed_mps, units)
    return {
        "critical_speed": f"{_uncertainty(page, units)}{record.critical_speed_mps:.2f} m/s",
        "w_prime": f"± {figures.number(w_prime_se).value} m, reserve above it"
        if w_prime_se
        else "reserve above it",
        "fit": f"{used} {'effort' if used == 1 else 'efforts'}",
        "change": "" if change is None else str(figures.signed(change, f"s /{units}")),
        "change_note": "not known yet" if change is None else "minus is faster",
    }


def pace_change_s(change_mps: float | None, now_mps: float | None, units: figures.Units) -> float | None:
    """A change of speed as seconds a kilometre or mile; minus is faster."""
    if change_mps is None or not now_mps or now_mps - change_mps <= 0:
        return None
    metres = figures.metres_per_unit(units)
    return metres / now_mps - metres / (now_mps - change_mps)


FLAG_WORDS = {
    "cs_uncertain": "The efforts do not lie well on one line: Critical Speed is uncertain.",
    "w_prime_uncertain": "W′ is uncertain: more efforts of different length would settle it.",
    "w_prime_unusual": "W′ lies outside 60 to 350 m, so one of the efforts was probably not all-out.",
    "outlier_left_out": "One effort lay far below the line and was left out.",
    "typed": "Typed by hand. A later fit is proposed beside it, never put in its place by itself.",
    "provisional": "From the two bouts of a test: provisional, good to about 5 %.",
    "estimated": "Estimated from one race, good to about 5 %: loads, zones and plans that follow are estimates, too.",
}


def flag_sentences(page: CriticalSpeedPage) -> list[str]:
    """The doubts about the fit, in words."""
    flags = page.record.flags if page.record else []
    return [FLAG_WORDS.get(flag, flag.replace("_", " ").capitalize() + ".") for flag in flags]


def _uncertainty(page: CriticalSpeedPage, units: figures.Units) -> str:
    """Half of the 95 % interval as seconds a kilometre, ready to stand before the speed."""
    half_width, record = page.half_width_mps, page.record
    if half_width is None or record is None or not record.critical_speed_mps:
        return "provisional, " if record is not None and record.source in _WITHIN_5_PERCENT else ""
    seconds = figures.metres_per_unit(units) * half_width / record.critical_speed_mps**2
    return f"± {figures.number(seconds).value} s, "


def _r2(value: float | None) -> str:
    """Four places, cut off rather than rounded, so that no fit looks perfect."""
    return figures.UNKNOWN if value is None else f"{min(int(value * 10_000), 9_999) / 10_000:.4f}"


def _change_since(in_force: Sequence[CriticalSpeedRecord], day: date) -> float | None:
    before = next((record for record in in_force if record.valid_from <= day), None)
    if not in_force or before is None:
        return None
    now, then = in_force[0].critical_speed_mps, before.critical_speed_mps
    return now - then if now is not None and then is not None else None


def _shown_trials(record: CriticalSpeedRecord) -> list[Trial]:
    """Every trial of the fit, and of each other distance the fastest, which says why it was left out."""
    trials = sorted((_trial(point, record) for point in record.points), key=lambda one: one.time_s)
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


def _chart_trial(trial: Trial) -> dict[str, Any]:
    return {
        "name": trial.name,
        "distance_m": trial.distance_m,
        "time_s": trial.time_s,
        "is_used": trial.is_used,
        "why": trial.why_not,
    }


def _half_width(record: CriticalSpeedRecord | None) -> float | None:
    if record is None or record.low_mps is None or record.high_mps is None:
        return None
    return (record.high_mps - record.low_mps) / 2


def _band(record: CriticalSpeedRecord, times_s: Sequence[float]) -> list[dict[str, float]]:
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
