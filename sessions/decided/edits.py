"""What people decided about sessions: the latest decision on each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessions.models import SessionDecision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runners.models import Runner

__all__ = ["EDITABLE", "edits_by_session", "edits_of", "is_deleted", "typed_by_hand"]

Kind = SessionDecision.Kind
_EDITS = (Kind.EDIT, Kind.CROP)

EDITABLE = (
    "name",
    "notes",
    "gear",
    "rpe",
    "feel",
    "pain",
    "pain_place",
    "sport",
    "start_time",
    "effort",
    "excluded_from_bests",
    "distance_m",
    "avg_temperature_c",
)


def edits_of(session_id: str) -> dict[str, Any]:
    """The edited fields of a session, and `crop` ([from_s, to_s]) when it was cropped."""
    decisions = SessionDecision.objects.filter(session_id=session_id, kind__in=_EDITS)
    return _merged(decisions.order_by("decided_at", "pk"))


def edits_by_session(runner: Runner) -> dict[str, dict[str, Any]]:
    """The same for every edited session of a runner, in one query."""
    decisions = SessionDecision.objects.filter(runner=runner, kind__in=_EDITS).order_by("decided_at", "pk")
    by_session: dict[str, list[SessionDecision]] = {}
    for decision in decisions:
        by_session.setdefault(str(decision.session_id), []).append(decision)
    return {session_id: _merged(words) for session_id, words in by_session.items()}


def _merged(decisions: Iterable[SessionDecision]) -> dict[str, Any]:
    edits: dict[str, Any] = {}
    for decision in decisions:
        edits.update({"crop": decision.value["range_s"]} if decision.kind == Kind.CROP else decision.value)
    return {name: value for name, value in edits.items() if value is not None}


def is_deleted(session_id: str) -> bool:
    """Whether the latest decision is to delete the session, not to restore it."""
    words = SessionDecision.objects.filter(session_id=session_id, kind__in=[Kind.DELETE, Kind.RESTORE])
    last = words.order_by("-decided_at", "-pk").first()
    return last is not None and last.kind == Kind.DELETE


def typed_by_hand(session_id: str) -> dict[str, Any] | None:
    """What was typed for a session without a file; None for one with a file, or one deleted for good."""
    decisions = SessionDecision.objects.filter(session_id=session_id, kind=Kind.EDIT)
    values = decisions.order_by("decided_at", "pk").values_list("value", flat=True)
    return next((value["typed"] for value in values if "typed" in value), None)
