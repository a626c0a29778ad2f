"""The context a session is judged by: the athlete's figures and the Critical Speed in force on its local day."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runners.stored.physiology_of_day import physiology_on
from sessions.analysis.context import AthleteContext
from sessions.analysis.session_formulas import SESSION_FORMULAS
from sessions.statistics.documents import to_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from runners.models import Runner, RunnerDecision
    from sessions.analysis.streams import SportKind

__all__ = ["FORMULA_VERSION", "CriticalSpeedInForce", "context_key", "context_of"]

# Raise it when any formula changes: figures of another version are stale.
FORMULA_VERSION = hashlib.sha256(
    ",".join(
        f"{one.id}@{one.version}" for one in sorted(SESSION_FORMULAS.values(), key=lambda f: f.id)
    ).encode()
).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class CriticalSpeedInForce:
    """The Critical Speed of a day: m/s, its standard error, W' in m, and the log's line it stands in."""

    cs_mps: float
    standard_error_mps: float | None
    w_prime_m: float | None
    day: date
    record_id: str
    flags: tuple[str, ...]


def context_of(
    runner: Runner,
    decisions: Sequence[RunnerDecision],
    day: date,
    kind: SportKind,
    critical_speed: CriticalSpeedInForce | None,
    edits: dict[str, Any],
) -> AthleteContext:
    """Everything the session of that day is judged by."""
    figures = physiology_on(runner, day, decisions)
    cs = critical_speed
    return AthleteContext(
        kind=kind,
        sex=figures.sex,
        hr_max_bpm=figures.max_heart_rate.bpm,
        hr_max_source=figures.max_heart_rate.source,
        hr_rest_bpm=None if figures.resting_is_default else figures.resting_heart_rate_bpm,
        hr_threshold_bpm=figures.threshold_heart_rate_bpm,
        heart_rate_bounds=figures.heart_rate_bounds,
        cs_mps=cs.cs_mps if cs else None,
        cs_standard_error_mps=cs.standard_error_mps if cs else None,
        w_prime_m=cs.w_prime_m if cs else None,
        cs_flags=cs.flags if cs else (),
        cs_reference=cs.record_id if cs else None,
        cs_day=cs.day.isoformat() if cs else None,
        rpe=edits.get("rpe"),
        corrected_distance_m=edits.get("distance_m"),
        totals_are_trusted=not (edits.get("distance_m") or edits.get("crop")),
        is_typed=bool(edits.get("is_typed")),
    )


def context_key(context: AthleteContext) -> str:
    """Equal for equal contexts and formulas: then a session need not be judged again."""
    text = json.dumps(to_document(context), sort_keys=True) + FORMULA_VERSION
    return hashlib.sha256(text.encode()).hexdigest()[:32]
