"""Pairs finished runs with the published plan, and keeps how each was followed, nested and flat in one transaction.

Pairs that a person made are kept beside the plan, so they stay whatever is matched or rebuilt.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from runlab_site.database import database
from sessions.models import SessionStatistics
from training.models import SessionMatch, TrainingPlanSchema
from training.planning.matching import PlannedRun, Session, pairs
from training.planning.records import Day, Plan, Workout
from training.planning.zones import EASY_BELOW
from training.services.flat_plan import rewrite_flat
from training.services.plan_changes import plan_paces
from training.services.plan_versions import PlanEdit, PlanRefused
from training.services.run_compliance import as_done, as_not_done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["MISSED_REASONS", "give_missed_reason", "match_sessions", "pair_by_hand"]

RUNNING = "running"
MISSED_REASONS = {
    "ill": _("Ill"),
    "injured": _("Injured"),
    "tired": _("Tired"),
    "busy": _("Busy"),
    "weather": _("Weather"),
    "other": _("Another reason"),
}


def match_sessions(runner_id: str) -> list[PlanEdit]:
    """Match all runs within the runner's published plans; what changed of each. Idempotent."""
    plans = TrainingPlanSchema.objects.filter(runner_id=runner_id, status=TrainingPlanSchema.Status.PUBLISHED)
    plan_ids = list(plans.values_list("pk", flat=True))
    return [database.transaction(partial(_match_plan, str(plan_id))) for plan_id in plan_ids]


def pair_by_hand(session: SessionStatistics, planned_id: str, made_by: str | None) -> list[PlanEdit]:
    """This session did that workout ("": it was not planned), whatever matching says; each published plan after it.

    Raises PlanRefused.
    """

    def write() -> list[PlanEdit]:
        if planned_id and not any(plan.find(planned_id) for plan in _published(session.runner_id)):
            raise PlanRefused(gettext("This workout is in no published plan of the athlete."))
        if planned_id:
            SessionMatch.objects.filter(runner_id=session.runner_id, planned_id=planned_id).delete()
        SessionMatch.objects.filter(session_id=session.pk).delete()
        SessionMatch.objects.create(
            runner_id=session.runner_id, session_id=session.pk, planned_id=planned_id, made_by=made_by
        )
        return match_sessions(str(session.runner_id))

    return database.transaction(write)


def give_missed_reason(plan: TrainingPlanSchema, planned_id: str, reason: str) -> PlanEdit:
    """Why a workout was not run ("": nothing said). Raises PlanRefused for one that was, or is not there."""

    def write() -> PlanEdit:
        current = TrainingPlanSchema.objects.get(pk=plan.pk)
        working, published = _versions(current)
        found = [
            seen[1] for one in (working, published) if one is not None and (seen := one.find(planned_id))
        ]
        if not found:
            raise PlanRefused(gettext("The plan has no such workout."))
        if any(workout.state == "done" for workout in found):
            raise PlanRefused(gettext("This workout was run."))

        def with_reason(workout: Workout) -> Workout:
            if workout.id != planned_id:
                return workout
            return replace(workout, extra={**workout.extra, "missed_reason": reason or None})

        return _store(current, with_reason)

    return database.transaction(write)


def _versions(plan: TrainingPlanSchema) -> tuple[Plan, Plan | None]:
    """The working version, and what the athlete sees."""
    published = None if plan.published is None else Plan.from_document(plan.published)
    return Plan.from_document(plan.document), published


def _store(plan: TrainingPlanSchema, change: Callable[[Workout], Workout]) -> PlanEdit:
    """Change every workout of both versions; written only where anything differs, nested and flat."""
    before = _versions(plan)
    seen = None if before[1] is None else _each_workout(before[1], change)
    after = (_each_workout(before[0], change), seen)
    working, published = after
    if after == before:
        return PlanEdit(plan, working, working)
    plan.document = working.to_document()
    plan.published = None if published is None else published.to_document()
    plan.save(update_fields=["document", "published", "updated_at"])
    rewrite_flat(plan, working)
    return PlanEdit(plan, before[0], working)


def _each_workout(plan: Plan, change: Callable[[Workout], Workout]) -> Plan:
    return plan.with_workouts({day.date: tuple(map(change, day.workouts)) for day in plan.days})


def _published(runner_id: str) -> list[Plan]:
    plans = TrainingPlanSchema.objects.filter(runner_id=runner_id, status=TrainingPlanSchema.Status.PUBLISHED)
    documents = plans.values_list("published", flat=True)
    return [Plan.from_document(document) for document in documents if document is not None]


def _match_plan(plan_id: str) -> PlanEdit:
    plan = TrainingPlanSchema.objects.get(pk=plan_id)
    rows = SessionStatistics.objects.filter(
        runner_id=plan.runner_id, sport=RUNNING, day__gte=plan.start_date, day__lte=plan.race_date
    ).order_by("start_time", "pk")
    runs = {str(row.pk): row for row in rows if row.timer_time_s}
    assert plan.published is not None  # noqa: S101 - published plans have what the athlete sees
    published = Plan.from_document(plan.published)
    paces = plan_paces(published)
    sessions = {key: _session(row, paces.cs_mps) for key, row in runs.items()}
    by_hand = _pairs_by_hand(plan, sessions)
    done = _pairs_by_week(published, sessions.values(), by_hand)

    def judged(workout: Workout) -> Workout:
        ran = [runs[pk] for pk in done.get(workout.id, ())]
        return as_done(workout, ran, by_hand, paces) if ran else as_not_done(workout)

    return _store(plan, judged)


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
    plan: Plan, sessions: Iterable[Session], by_hand: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Planned id -> ids of the sessions that did it: those a person paired, then the assignment of each week."""
    free = [session for session in sessions if session.id not in by_hand]
    taken = set(by_hand.values())
    found: dict[str, tuple[str, ...]] = {
        planned_id: (session_id,) for session_id, planned_id in by_hand.items() if planned_id
    }
    for week in plan.weeks:
        days = {day.date for day in week.days}
        runs = [session for session in free if session.day in days]
        if runs:
            planned = [_planned(day, one) for day in week.days for one in day.workouts if one.id not in taken]
            found |= {pair.planned_id: pair.session_ids for pair in pairs(planned, runs)}
    return found


def _planned(day: Day, workout: Workout) -> PlannedRun:
    return PlannedRun(workout.id, day.date, workout.role, workout.expected_s, workout.expected_rtss)
