"""A runner's personal bests as rows: found in sessions, typed, left out, marked where they contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.mongo.fields import derived_id
from runners.models import RunnerDecision
from runners.physiology.contradictions import contradictions
from runners.physiology.sentences import stored_sentences
from runners.physiology.trials import Effort

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from runners.services.official_results import OfficialResult

__all__ = [
    "BestEffortOfSession",
    "Kind",
    "best_id",
    "computed_bests",
    "excluded_bests",
    "mark_contradictions",
    "typed_bests",
    "without_official",
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


def best_id(runner_id: str, distance_m: float, source: str) -> str:
    """The id of a row of the table: derived, so that it stays when the table is computed again."""
    return derived_id(runner_id, str(distance_m), source)


def excluded_bests(decisions: Iterable[RunnerDecision]) -> set[tuple[str, float]]:
    """(session, distance) pairs whose latest word is excluded."""
    latest = {
        (decision.value["session"], decision.value["distance_m"]): decision.value["excluded"]
        for decision in decisions
        if decision.kind == Kind.EXCLUDE_BEST
    }
    return {key for key, is_excluded in latest.items() if is_excluded}


def without_official(
    efforts: Iterable[BestEffortOfSession], results: Iterable[OfficialResult]
) -> list[BestEffortOfSession]:
    """Without what the watch made of a race over the very distance that the course was measured to have."""
    official = {(one.day, round(one.distance_m)) for one in results}
    return [one for one in efforts if (one.day, round(one.distance_m)) not in official]


def computed_bests(
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


def typed_bests(decisions: Iterable[RunnerDecision]) -> list[dict[str, Any]]:
    """Rows that people typed, with their reasons."""
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
            "race": decision.value.get("race"),
        }
        for decision in decisions
        if decision.kind == Kind.TYPED_BEST
    ]


def mark_contradictions(rows: list[dict[str, Any]]) -> None:
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
