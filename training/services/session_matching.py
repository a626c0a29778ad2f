"""Pairs finished runs with the published plan, and keeps how each was followed, nested and flat in one transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from runlab_site.database import database
from sessions.models import SessionStatistics
from training.models import TrainingPlanSchema
from training.planning.compliance import colour, measures_by_distance, ratio
from training.planning.document import days_of
from training.planning.matching import PlannedRun, Session, pairs
from training.services.plan_service import rewrite_flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["match_sessions"]

Document = dict[str, Any]
RUNNING = "running"


def match_sessions(runner_id: str) -> None:
    """Match all runs within the runner's published plans. Idempotent."""
    plans = TrainingPlanSchema.objects.filter(runner_id=runner_id, status=TrainingPlanSchema.Status.PUBLISHED)
    for plan_id in list(plans.values_list("pk", flat=True)):
        database.transaction(partial(_match_plan, str(plan_id)))


def _match_plan(plan_id: str) -> None:
    plan = TrainingPlanSchema.objects.get(pk=plan_id)
    rows = SessionStatistics.objects.filter(
        runner_id=plan.runner_id, sport=RUNNING, day__gte=plan.start_date, day__lte=plan.race_date
    ).order_by("start_time", "pk")
    sessions = {str(row.pk): _session(row) for row in rows if row.timer_time_s}
    assert plan.published is not None  # noqa: S101 - published plans have what the athlete sees
    done = _pairs_by_week(plan.published, sessions.values())
    followed = [_mark(document, done, sessions) for document in (plan.document, plan.published)]
    if any(followed):
        plan.save(update_fields=["document", "published", "updated_at"])
        rewrite_flat(plan)


def _session(row: SessionStatistics) -> Session:
    seconds = row.elapsed_time_s or row.timer_time_s or 0.0
    return Session(
        id=str(row.pk),
        day=row.day,
        start=row.start_time,
        end=_end(row.start_time, seconds),
        time_s=row.timer_time_s or 0.0,
        distance_m=row.distance_m or 0.0,
        rtss=row.rtss,
    )


def _end(start: datetime, seconds: float) -> datetime:
    return start + timedelta(seconds=seconds)


def _pairs_by_week(document: Document, sessions: Iterable[Session]) -> dict[str, tuple[str, ...]]:
    """Planned id -> ids of the sessions that did it."""
    sessions = list(sessions)
    found: dict[str, tuple[str, ...]] = {}
    for block in document["blocks"]:
        for week in block["weeks"]:
            days = {day["date"] for day in week["days"]}
            planned = [_planned(day, workout) for day in week["days"] for workout in day["workouts"]]
            runs = [session for session in sessions if session.day.isoformat() in days]
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


def _mark(document: Document, done: Mapping[str, tuple[str, ...]], sessions: Mapping[str, Session]) -> bool:
    """Write into each workout by which session it was done and how well; whether anything changed."""
    changed = False
    for _, _, day in days_of(document):
        for workout in day["workouts"]:
            runs = [sessions[pk] for pk in done.get(workout["id"], ())]
            new = _followed(workout, runs) if runs else _not_done(workout)
            changed = changed or any(workout.get(name) != value for name, value in new.items())
            workout.update(new)
    return changed


def _followed(workout: Document, runs: list[Session]) -> Document:
    by_distance = measures_by_distance(workout["steps"])
    done = {
        "done_s": sum(run.time_s for run in runs),
        "done_m": sum(run.distance_m for run in runs),
        "done_rtss": sum(run.rtss or 0.0 for run in runs)
        if any(run.rtss is not None for run in runs)
        else None,
    }
    planned, ran = ("expected_m", "done_m") if by_distance else ("expected_s", "done_s")
    share = ratio(workout[planned], float(done[ran] or 0.0))
    compliance = done | {
        "ratio": share,
        "colour": colour(share),
        "measure": "distance" if by_distance else "time",
        "sessions": [run.id for run in runs],
    }
    return {"state": "done", "session_id": runs[0].id, "compliance": compliance}


def _not_done(workout: Document) -> Document:
    """A pair that is no more is taken back; what never was one stays as it is."""
    if workout["state"] != "done":
        return {}
    return {"state": "published", "session_id": None, "compliance": None}
