"""A change of Critical Speed as it is stored."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from runlab_site.mongo.fields import derived_id
from runners.models import CriticalSpeedRecord, Runner
from runners.physiology.critical_speed import CRITICAL_SPEED_FORMULA
from runners.physiology.critical_speed_changes import (
    ChangeState,
    CriticalSpeedChange,
)
from runners.physiology.sentences import stored_sentences
from runners.physiology.words import WORDS

if TYPE_CHECKING:
    from runners.physiology.efforts import Effort

__all__ = ["LONGEST_REASON", "content_of", "record_of"]

LONGEST_REASON = 400


def record_id(runner_id: str, change: CriticalSpeedChange, *, what: str) -> str:
    """The derived id of a line of the log: a day has one of each kind at most."""
    return derived_id(runner_id, change.day.isoformat(), what)


def record_of(runner: Runner, change: CriticalSpeedChange) -> CriticalSpeedRecord:
    """The line of the log that a change is; not yet saved."""
    value = change.candidate
    band = (value.cs_band_mps if value else None) or (None, None)
    w_band = (value.w_prime_band_m if value else None) or (None, None)
    is_typed = change.outcome is None and change.state is ChangeState.IN_FORCE
    line = change.outcome.line if change.outcome else None
    points = _points(change)
    return CriticalSpeedRecord(
        pk=record_id(runner.pk, change, what="typed" if is_typed else _what(change)),
        runner=runner,
        valid_from=change.day,
        state=change.state.value,
        critical_speed_mps=value.cs_mps if value else None,
        w_prime_m=value.w_prime_m if value else None,
        r2=value.r_squared if value else None,
        standard_error_mps=value.se_cs_mps if value else None,
        w_prime_standard_error_m=value.se_w_prime_m if value else None,
        low_mps=band[0],
        high_mps=band[1],
        w_prime_low_m=w_band[0],
        w_prime_high_m=w_band[1],
        source=value.source if value else "",
        line=asdict(line) if line else None,
        points=points,
        reason=_reason(change, points),
        flags=list(value.flags) if value else [],
        previous=_previous(change),
        formula_version=CRITICAL_SPEED_FORMULA,
        computed_at=datetime.now(UTC),
    )


def _what(change: CriticalSpeedChange) -> str:
    return "stale" if change.state is ChangeState.STALE else "fit"


def _points(change: CriticalSpeedChange) -> list[dict[str, Any]]:
    """The efforts behind the value; of a refused fit those that it had."""
    if change.outcome is None:
        behind = change.candidate.trials if change.candidate else ()
        return [_point(trial, used=True, why_not=None) for trial in behind]
    selection = change.outcome.selection
    found = zip(selection.used, selection.evidence, strict=True)
    evidence = {trial: proof.sentence for trial, proof in found}
    behind = change.candidate.trials if change.candidate else selection.used
    used = [_point(trial, used=True, why_not=None, evidence=evidence.get(trial)) for trial in behind]
    beside = [
        _point(trial, used=False, why_not=WORDS.say("too_few_for_a_fit"), evidence=evidence[trial])
        for trial in selection.used
        if trial not in behind
    ]
    out = [_point(one.effort, used=False, why_not=one.why) for one in change.outcome.selection.left_out]
    return used + beside + out


def _point(effort: Effort, *, used: bool, why_not: str | None, evidence: str | None = None) -> dict[str, Any]:
    return {
        "distance_m": effort.distance_m,
        "time_s": effort.time_s,
        "day": effort.day.isoformat(),
        "session": effort.session_id,
        "kind": effort.kind.value,
        "used": used,
        "why_not": why_not,
        "evidence": evidence,
    }


def _reason(change: CriticalSpeedChange, points: list[dict[str, Any]]) -> dict[str, Any]:
    """Why, and beside it what each sentence of the record says, those of the points too."""
    trials = change.outcome.selection.used if change.outcome else ()
    newest = max(trials, key=lambda trial: (trial.day, trial.session_id or ""), default=None)
    refusal = change.outcome.refusal if change.outcome else None
    return {
        "code": refusal.code if refusal else change.state.value,
        "text": change.sentence,
        "session": newest.session_id if newest else None,
        "personal_bests": [trial.distance_m for trial in trials],
        "sentences": stored_sentences(
            [change.sentence, *(point[name] for point in points for name in ("why_not", "evidence"))]
        ),
    }


def _previous(change: CriticalSpeedChange) -> dict[str, Any] | None:
    if change.before is None:
        return None
    return {"critical_speed_mps": change.before.cs_mps, "w_prime_m": change.before.w_prime_m}


def content_of(record: CriticalSpeedRecord) -> dict[str, Any]:
    """All that a line says, but when it was computed: equal contents need no writing."""
    return {
        field.attname: getattr(record, field.attname)
        for field in CriticalSpeedRecord._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if field.attname != "computed_at"
    }
