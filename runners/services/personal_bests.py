"""Personal bests: the table a runner has now, from efforts passed down, typed bests and exclusions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from runlab_site.mongo.fields import derived_id
from runners import defaults
from runners.models import Runner, RunnerDecision
from runners.physiology.sentences import stored_sentences
from runners.physiology.trials import Effort, contradictions
from runners.selectors import decisions_of
from runners.services.analysis_requests import request_analysis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from runlab_site.accounts.models import User

__all__ = [
    "BestEffortOfSession",
    "Improvement",
    "exclude_best",
    "type_best",
    "update_personal_bests",
    "withdraw_typed_best",
]

Kind = RunnerDecision.Kind


@dataclass(frozen=True, slots=True)
class BestEffortOfSession:
    """The fastest stretch over a distance within one session. Flags say why it may be no personal best."""

    distance_m: float
    time_s: float
    start_offset_s: float
    session_id: str
    achieved_at: datetime
    day: date
    flags: tuple[str, ...] = ()


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
    excluded = _excluded(decisions)
    computed = _computed(efforts, excluded)
    rows = computed + _typed(decisions)
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
    _mark_contradictions(rows)
    runner.personal_bests = sorted(rows, key=lambda row: (row["distance_m"], row["excluded"], row["time_s"]))
    runner.save(update_fields=["personal_bests", "updated_at"])
    return improvements


def type_best(
    runner: Runner, distance_m: float, time_s: float, achieved_on: date, decided_by: User | None = None
) -> RunnerDecision:
    """Record a best that has no file. It shows beside computed ones and may speak for Critical Speed.

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
    """Take a typed best back; what rested on it is made anew. Raises LookupError when there is none."""
    typed = RunnerDecision.objects.filter(runner=runner, pk=best_id, kind=Kind.TYPED_BEST, withdrawn_at=None)
    decision = typed.first()
    if decision is None:
        raise LookupError("Only a best that was typed in can be taken back.")
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


def best_id(runner_id: str, distance_m: float, source: str) -> str:
    """The id of a row of the table: derived, so that it stays when the table is made anew."""
    return derived_id(runner_id, str(distance_m), source)


def _excluded(decisions: Iterable[RunnerDecision]) -> set[tuple[str, float]]:
    """(session, distance) pairs whose latest word is excluded."""
    latest = {
        (decision.value["session"], decision.value["distance_m"]): decision.value["excluded"]
        for decision in decisions
        if decision.kind == Kind.EXCLUDE_BEST
    }
    return {key for key, is_excluded in latest.items() if is_excluded}


def _computed(
    efforts: Iterable[BestEffortOfSession], excluded: set[tuple[str, float]]
) -> list[dict[str, Any]]:
    """Per distance the fastest valid effort, and every excluded one that is faster than it."""
    by_distance: dict[float, list[BestEffortOfSession]] = {}
    for effort in efforts:
        if not effort.flags:
            by_distance.setdefault(effort.distance_m, []).append(effort)
    rows: list[dict[str, Any]] = []
    for distance_m in sorted(by_distance):
        for effort in sorted(
            by_distance[distance_m], key=lambda one: (one.time_s, one.achieved_at, one.session_id)
        ):
            is_excluded = (effort.session_id, distance_m) in excluded
            rows.append(_row(effort, excluded=is_excluded))
            if not is_excluded:
                break
    return rows


def _row(effort: BestEffortOfSession, *, excluded: bool) -> dict[str, Any]:
    return {
        "id": best_id(effort.session_id, effort.distance_m, "computed"),
        "distance_m": effort.distance_m,
        "time_s": effort.time_s,
        "session": effort.session_id,
        "start_offset_s": effort.start_offset_s,
        "achieved_at": effort.achieved_at.isoformat(),
        "excluded": excluded,
        "is_default": False,
        "source": "computed",
    }


def _typed(decisions: Iterable[RunnerDecision]) -> list[dict[str, Any]]:
    return [
        {
            "id": decision.pk,
            "distance_m": decision.value["distance_m"],
            "time_s": decision.value["time_s"],
            "session": None,
            "start_offset_s": None,
            "achieved_at": decision.effective_day.isoformat(),
            "excluded": False,
            "is_default": False,
            "source": "typed",
        }
        for decision in decisions
        if decision.kind == Kind.TYPED_BEST
    ]


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


def _mark_contradictions(rows: list[dict[str, Any]]) -> None:
    """Say of a best that a longer one was run faster: it was not all-out."""
    from datetime import date

    valid = [row for row in rows if not row["excluded"] and not row["is_default"]]
    pairs = contradictions(Effort(row["distance_m"], row["time_s"], date.min) for row in valid)
    sentences = {pair.shorter.distance_m: pair.sentence for pair in pairs}
    for row in rows:
        counts = not row["excluded"] and not row["is_default"]
        said = sentences.get(row["distance_m"]) if counts else None
        row["contradiction"] = said
        row["sentences"] = stored_sentences([said])
