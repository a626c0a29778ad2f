"""Pairs finished runs with the published plan, and keeps how each was followed, nested and flat in one transaction.

Pairs that a person made are kept beside the plan, so they stay whatever is matched or rebuilt.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from runlab_site.database import database
from sessions.models import SessionStatistics
from training.models import SessionMatch, TrainingPlanSchema
from training.planning.compliance import colour, measures_by_distance, ratio
from training.planning.document import days_of
from training.planning.matching import PlannedRun, Session, pairs
from training.planning.zones import EASY_BELOW
from training.services.flat_plan import rewrite_flat
from training.services.plan_changes import plan_paces
from training.services.plan_versions import PlanRefused
from training.services.step_following import steps_followed, steps_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from training.planning.zones import Paces

__all__ = ["MISSED_REASONS", "give_missed_reason", "match_sessions", "pair_by_hand"]

Document = dict[str, Any]
RUNNING = "running"
MISSED_REASONS = {
    "ill": "Ill",
    "injured": "Injured",
    "tired": "Tired",
    "busy": "Busy",
    "weather": "Weather",
    "other": "Another reason",
}


def match_sessions(runner_id: str) -> None:
    """Match all runs within the runner's published plans. Idempotent."""
    plans = TrainingPlanSchema.objects.filter(runner_id=runner_id, status=TrainingPlanSchema.Status.PUBLISHED)
    for plan_id in list(plans.values_list("pk", flat=True)):
        database.transaction(partial(_match_plan, str(plan_id)))


def pair_by_hand(session: SessionStatistics, planned_id: str, made_by: str | None) -> None:
    """This session did that workout ("": it was not planned), whatever matching says. Raises PlanRefused."""

    def write() -> None:
        if planned_id and not any(
            planned_id in _workouts(document) for document in _published(session.runner_id)
        ):
            raise PlanRefused("This workout is in no published plan of the athlete.")
        if planned_id:
            SessionMatch.objects.filter(runner_id=session.runner_id, planned_id=planned_id).delete()
        SessionMatch.objects.filter(session_id=session.pk).delete()
        SessionMatch.objects.create(
            runner_id=session.runner_id, session_id=session.pk, planned_id=planned_id, made_by=made_by
        )
        match_sessions(str(session.runner_id))

    database.transaction(write)


def give_missed_reason(plan: TrainingPlanSchema, planned_id: str, reason: str) -> None:
    """Why a workout was not run ("": nothing said). Raises PlanRefused for one that was, or is not there."""

    def write() -> None:
        current = TrainingPlanSchema.objects.get(pk=plan.pk)
        documents = [document for document in (current.document, current.published) if document is not None]
        found = [
            workouts[planned_id] for document in documents if planned_id in (workouts := _workouts(document))
        ]
        if not found:
            raise PlanRefused("The plan has no such workout.")
        if any(workout["state"] == "done" for workout in found):
            raise PlanRefused("This workout was run.")
        for workout in found:
            workout["missed_reason"] = reason or None
        current.save(update_fields=["document", "published", "updated_at"])
        rewrite_flat(current)

    database.transaction(write)


def _published(runner_id: str) -> list[Document]:
    plans = TrainingPlanSchema.objects.filter(runner_id=runner_id, status=TrainingPlanSchema.Status.PUBLISHED)
    return [document for document in plans.values_list("published", flat=True) if document is not None]


def _workouts(document: Document) -> dict[str, Document]:
    return {workout["id"]: workout for _, _, day in days_of(document) for workout in day["workouts"]}


def _match_plan(plan_id: str) -> None:
    plan = TrainingPlanSchema.objects.get(pk=plan_id)
    rows = SessionStatistics.objects.filter(
        runner_id=plan.runner_id, sport=RUNNING, day__gte=plan.start_date, day__lte=plan.race_date
    ).order_by("start_time", "pk")
    runs = {str(row.pk): row for row in rows if row.timer_time_s}
    assert plan.published is not None  # noqa: S101 - published plans have what the athlete sees
    paces = plan_paces(plan.published)
    sessions = {key: _session(row, paces.cs_mps) for key, row in runs.items()}
    by_hand = _pairs_by_hand(plan, sessions)
    done = _pairs_by_week(plan.published, sessions.values(), by_hand)
    followed = [_mark(document, done, runs, by_hand, paces) for document in (plan.document, plan.published)]
    if any(followed):
        plan.save(update_fields=["document", "published", "updated_at"])
        rewrite_flat(plan)


def _session(row: SessionStatistics, cs_mps: float) -> Session:
    seconds = row.elapsed_time_s or row.timer_time_s or 0.0
    return Session(
        id=str(row.pk),
        day=row.day,
        start=row.start_time,
        end=_end(row.start_time, seconds),
        time_s=row.timer_time_s or 0.0,
        distance_m=row.distance_m or 0.0,
        rtss=row.rtss,
        is_hard=_is_hard(row, cs_mps),
    )


def _is_hard(row: SessionStatistics, cs_mps: float) -> bool | None:
    """A race, trial or test; else whether it was run above easy pace on the whole. None where that is not known."""
    if row.effort != SessionStatistics.Effort.NORMAL:
        return True
    if row.normalized_graded_speed_mps is None:
        return None
    return bool(row.normalized_graded_speed_mps > EASY_BELOW * cs_mps)


def _end(start: datetime, seconds: float) -> datetime:
    return start + timedelta(seconds=seconds)


def _pairs_by_hand(plan: TrainingPlanSchema, sessions: Mapping[str, Session]) -> dict[str, str]:
    """Session id -> planned id, or "" for one that was not planned."""
    made = SessionMatch.objects.filter(runner_id=plan.runner_id).order_by("made_at", "pk")
    return {
        str(session_id): planned_id
        for session_id, planned_id in made.values_list("session_id", "planned_id")
        if str(session_id) in sessions
    }


def _pairs_by_week(
    document: Document, sessions: Iterable[Session], by_hand: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Planned id -> ids of the sessions that did it: those a person paired, then the assignment of each week."""
    free = [session for session in sessions if session.id not in by_hand]
    taken = set(by_hand.values())
    found: dict[str, tuple[str, ...]] = {
        planned_id: (session_id,) for session_id, planned_id in by_hand.items() if planned_id
    }
    for block in document["blocks"]:
        for week in block["weeks"]:
            days = {day["date"] for day in week["days"]}
            planned = [
                _planned(day, workout)
                for day in week["days"]
                for workout in day["workouts"]
                if workout["id"] not in taken
            ]
            runs = [session for session in free if session.day.isoformat() in days]
            if runs:
                found |= {pair.planned_id: pair.session_ids for pair in pairs(planned, runs)}
    return found


def _planned(day: Document, workout: Document) -> PlannedRun:
    return PlannedRun(
        workout["id"],
        date.fromisoformat(day["date"]),
        workout["role"],
        workout["expected_s"],
        workout["expected_rtss"],
    )


def _mark(
    document: Document,
    done: Mapping[str, tuple[str, ...]],
    runs: Mapping[str, SessionStatistics],
    by_hand: Mapping[str, str],
    paces: Paces,
) -> bool:
    """Write into each workout by which session it was done and how well; whether anything changed."""
    changed = False
    for _, _, day in days_of(document):
        for workout in day["workouts"]:
            ran = [runs[pk] for pk in done.get(workout["id"], ())]
            new = _followed(workout, ran, by_hand, paces) if ran else _not_done(workout)
            changed = changed or any(workout.get(name) != value for name, value in new.items())
            workout.update(new)
    return changed


def _followed(
    workout: Document, runs: list[SessionStatistics], by_hand: Mapping[str, str], paces: Paces
) -> Document:
    by_distance = measures_by_distance(workout["steps"])
    loads = [run.rtss for run in runs if run.rtss is not None]
    seconds, metres = sum(run.timer_time_s or 0.0 for run in runs), sum(run.distance_m or 0.0 for run in runs)
    load = sum(loads) if loads else None
    done = {"done_s": seconds, "done_m": metres, "done_rtss": load}
    shares = {
        "time_ratio": ratio(workout["expected_s"], seconds),
        "distance_ratio": ratio(workout["expected_m"], metres),
        "load_ratio": None if load is None else ratio(workout["expected_rtss"], load),
    }
    share = shares["distance_ratio" if by_distance else "time_ratio"]
    compliance = (
        done
        | shares
        | {
            "ratio": share,
            "colour": colour(share),
            "measure": "distance" if by_distance else "time",
            "sessions": [str(run.pk) for run in runs],
            "by_hand": any(str(run.pk) in by_hand for run in runs),
        }
        | _steps(workout, runs, paces)
    )
    return {
        "state": "done",
        "session_id": str(runs[0].pk),
        "compliance": compliance,
        "missed_reason": None,
    }


def _steps(workout: Document, runs: list[SessionStatistics], paces: Paces) -> Document:
    """Step by step of the longest part; what was found before stays while neither workout nor session changed."""
    main = max(runs, key=lambda run: (run.timer_time_s or 0.0, str(run.pk)))
    key = steps_key(workout, main)
    before = workout.get("compliance") or {}
    if before.get("steps_key") == key:
        return {name: before[name] for name in ("steps_key", "steps_score", "steps")}
    return {"steps_key": key, **steps_followed(workout, main, paces)}


def _not_done(workout: Document) -> Document:
    """A pair that is no more is taken back; what never was one stays as it is."""
    if workout["state"] != "done":
        return {}
    return {"state": "published", "session_id": None, "compliance": None}
