"""Personal bests: the table a runner has now, from efforts passed down, typed bests and exclusions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from runners import defaults
from runners.models import Runner, RunnerDecision
from runners.selectors import decisions_of
from runners.services.analysis_requests import request_analysis
from runners.services.official_results import results_in
from runners.services.personal_best_rows import (
    BestEffortOfSession,
    Kind,
    best_id,
    computed_bests,
    excluded_bests,
    mark_contradictions,
    typed_bests,
    without_official,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from runlab_site.accounts.models import User

__all__ = ["Improvement", "exclude_best", "type_best", "update_personal_bests", "withdraw_typed_best"]


@dataclass(frozen=True, slots=True)
class Improvement:
    """A best that became faster: its distance, the time before (None: none) and now, and its session."""

    distance_m: float
    before_s: float | None
    after_s: float
    session_id: str


def update_personal_bests(runner: Runner, efforts: Iterable[BestEffortOfSession]) -> tuple[Improvement, ...]:
    """Make the table anew from every effort there is; returns the computed bests that improved.

    A default stays only where there is no other best. A best that a person excluded stays in the table as
    excluded, with the next best beside it.
    """
    decisions = decisions_of(runner, Kind.TYPED_BEST, Kind.EXCLUDE_BEST)
    excluded = excluded_bests(decisions)
    computed = computed_bests(without_official(efforts, results_in(decisions)), excluded)
    rows = computed + typed_bests(decisions)
    known = {row["distance_m"] for row in rows if not row["excluded"]}
    rows += [
        asdict(best)
        | {
            "id": best_id(runner.pk, best.distance_m, "default"),
            "source": "default",
            "excluded": False,
            "session": None,
        }
        for best in defaults.personal_bests()
        if best.distance_m not in known
    ]
    improvements = _improvements(runner.personal_bests, computed)
    mark_contradictions(rows)
    runner.personal_bests = sorted(rows, key=lambda row: (row["distance_m"], row["excluded"], row["time_s"]))
    runner.save(update_fields=["personal_bests", "updated_at"])
    return improvements


def type_best(
    runner: Runner, distance_m: float, time_s: float, achieved_on: date, decided_by: User | None = None
) -> RunnerDecision:
    """Record a best that has no file. It shows beside computed ones and may be used for Critical Speed.

    Its id is the best's id in the table.
    """
    decision = RunnerDecision.objects.create(
        runner=runner,
        kind=Kind.TYPED_BEST,
        value={"distance_m": float(distance_m), "time_s": float(time_s)},
        effective_day=achieved_on,
        decided_by=decided_by.pk if decided_by else None,
    )
    request_analysis(runner.pk, achieved_on, user_id=decided_by.pk if decided_by else None)
    return decision


def withdraw_typed_best(runner: Runner, best_id: str, decided_by: User | None = None) -> None:
    """Take a typed best back; what rested on it is computed again. Raises LookupError when there is none."""
    typed = RunnerDecision.objects.filter(runner=runner, pk=best_id, kind=Kind.TYPED_BEST, withdrawn_at=None)
    decision = typed.first()
    if decision is None:
        raise LookupError(_("Only a best that was typed in can be taken back."))
    if decision.value.get("race"):
        raise LookupError(_("This is the official result of a race. Change the race instead."))
    typed.update(withdrawn_at=timezone.now())
    request_analysis(runner.pk, decision.effective_day, user_id=decided_by.pk if decided_by else None)


def exclude_best(
    runner: Runner,
    session_id: str,
    distance_m: float,
    from_day: date,
    *,
    excluded: bool = True,
    decided_by: User | None = None,
) -> None:
    """Exclude a session's best over a distance, or count it again; Critical Speed follows."""
    RunnerDecision.objects.create(
        runner=runner,
        kind=Kind.EXCLUDE_BEST,
        value={"session": session_id, "distance_m": float(distance_m), "excluded": excluded},
        effective_day=from_day,
        decided_by=decided_by.pk if decided_by else None,
    )
    request_analysis(runner.pk, from_day, user_id=decided_by.pk if decided_by else None)


def _improvements(
    before: Iterable[Mapping[str, Any]], computed: Iterable[Mapping[str, Any]]
) -> tuple[Improvement, ...]:
    times = {
        row["distance_m"]: row["time_s"]
        for row in before
        if row["source"] == "computed" and not row["excluded"]
    }
    return tuple(
        Improvement(row["distance_m"], times.get(row["distance_m"]), row["time_s"], row["session"])
        for row in computed
        if not row["excluded"] and row["time_s"] < times.get(row["distance_m"], float("inf"))
    )
