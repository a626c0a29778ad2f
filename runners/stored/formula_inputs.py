"""What is stored of a runner's physiology, as the formulas take it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from runners.models import CriticalSpeedRecord
from runners.physiology.banister import ImpulseResponse
from runners.physiology.critical_speed import CriticalSpeed, stale_from
from runners.physiology.trials import Effort, EffortKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runners.models import Runner

__all__ = [
    "critical_speed_in_force",
    "critical_speed_of",
    "effort_of",
    "is_stale",
    "model_of",
    "usual_daily_load_rtss",
]

_DAYS_A_WEEK = 7
_ID_LENGTH = 24


def usual_daily_load_rtss(runner: Runner) -> float:
    """What the runner said to have run before the first file, a day; 0 where nothing was said."""
    return (runner.usual_weekly_load_rtss or 0.0) / _DAYS_A_WEEK


def model_of(runner: Runner) -> ImpulseResponse:
    """The impulse-response model in use."""
    stored = runner.banister
    return ImpulseResponse(
        p0=stored["p0"],
        k1=stored["k1"],
        k2=stored["k2"],
        tau1_days=stored["tau1_days"],
        tau2_days=stored["tau2_days"],
        is_calibrated=not stored.get("is_default", True),
    )


def critical_speed_in_force(runner: Runner, day: date) -> CriticalSpeedRecord | None:
    """The line of the log that holds on a day; None before the first."""
    lines = CriticalSpeedRecord.objects.filter(
        runner=runner, state__in=CriticalSpeedRecord.IN_USE, valid_from__lte=day
    )
    return lines.order_by("-valid_from", "-pk").first()


def critical_speed_of(record: CriticalSpeedRecord) -> CriticalSpeed:
    """A stored line of the log as the formulas take it."""
    return CriticalSpeed(
        cs_mps=record.critical_speed_mps or 0.0,
        w_prime_m=record.w_prime_m,
        se_cs_mps=record.standard_error_mps,
        se_w_prime_m=record.w_prime_standard_error_m,
        cs_band_mps=_band(record.low_mps, record.high_mps),
        w_prime_band_m=_band(record.w_prime_low_m, record.w_prime_high_m),
        r_squared=record.r2,
        source=record.source,
        day=record.valid_from,
        trials=tuple(effort_of(point) for point in record.points if point["used"]),
        flags=tuple(record.flags),
        formula=record.formula_version,
    )


def is_stale(record: CriticalSpeedRecord, day: date) -> bool:
    """Whether every effort behind a stored value is older than 90 days by then."""
    since = stale_from(critical_speed_of(record))
    return since is not None and since <= day


def effort_of(point: Mapping[str, Any]) -> Effort:
    """A stored trial of the log as the formulas take it."""
    return Effort(
        point["distance_m"],
        point["time_s"],
        date.fromisoformat(point["day"]),
        _session_id(point["session"]),
        EffortKind(point["kind"]),
    )


def _band(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _session_id(text: str | None) -> str | None:
    """Typed efforts carry a name of their own in place of a session's id."""
    return text if text and len(text) == _ID_LENGTH and ":" not in text else None
