"""What may be read of plans and workouts. Every queryset starts from the runners a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from runlab_site.visibility import is_coaching
from runners.comments.selectors import CommentSubject
from runners.models import Comment, SquadMember
from runners.selectors import of_visible_runners, visible_runners
from training.models import (
    PlanProposal,
    PlanTemplate,
    PlanVersion,
    SessionMatch,
    TrainingPlan,
    TrainingPlanSchema,
    Workout,
    WorkoutVersion,
)
from training.planning.records import Plan
from training.selectors.planning_rights import following_runner_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "comments_subject",
    "current_plan",
    "open_candidates",
    "published_plan_on",
    "shown_document",
    "shown_documents",
    "shown_plan",
    "visible_matches",
    "visible_plan_templates",
    "visible_plan_versions",
    "visible_planned_workouts",
    "visible_plans",
    "visible_proposals",
    "visible_workout_versions",
    "visible_workouts",
]

Status = TrainingPlanSchema.Status


def visible_plans(user: User | Any) -> QuerySet[TrainingPlanSchema]:
    """The plans of the runners a person may see; of one's own, planned by a coach, only once they are published."""
    following = following_runner_id(user)
    plans = of_visible_runners(TrainingPlanSchema.objects.all(), user)
    if following is None:
        return plans
    published = Q(published_at__isnull=False)
    return plans.filter(published | ~Q(runner_id=following) if user.is_coach else published)


def shown_documents(plans: Sequence[TrainingPlanSchema], user: User | Any) -> list[dict[str, Any]]:
    """The nested plans for a person: who makes them sees the working ones, who follows them what is published."""
    following = following_runner_id(user)
    return [
        plan.document if str(plan.runner_id) != following or plan.published is None else plan.published
        for plan in plans
    ]


def shown_document(plan: TrainingPlanSchema, user: User | Any) -> dict[str, Any]:
    """The same of one plan."""
    return shown_documents([plan], user)[0]


def shown_plan(plan: TrainingPlanSchema, user: User | Any) -> Plan:
    """The same, as records."""
    return Plan.from_document(shown_document(plan, user))


def open_candidates(plan: TrainingPlanSchema) -> list[Plan]:
    """What the generator found, to choose from until the plan is published; empty where there is no choice."""
    if plan.published is not None or len(plan.candidates) < 2:
        return []
    return [Plan.from_document(document) for document in plan.candidates]


def current_plan(user: User | Any, runner_id: str) -> TrainingPlanSchema | None:
    """The plan that is followed now, or the last one published; for who makes plans, without one, the latest draft."""
    plans = visible_plans(user).filter(runner_id=runner_id)
    published = plans.filter(status=Status.PUBLISHED).order_by("-race_date").first()
    return published or plans.filter(status=Status.DRAFT).order_by("-created_at").first()


def published_plan_on(runner: Runner, day: date) -> TrainingPlanSchema | None:
    """The published plan that holds a day of a runner whom the reader may see."""
    held = TrainingPlanSchema.objects.filter(
        runner=runner, status=Status.PUBLISHED, start_date__lte=day, race_date__gte=day
    )
    return held.exclude(published=None).order_by("-start_date").first()


def visible_planned_workouts(user: User | Any) -> QuerySet[TrainingPlan]:
    """The planned workouts of the runners a person may see; who follows a coach's plans sees the published ones."""
    following = following_runner_id(user)
    rows = of_visible_runners(TrainingPlan.objects.all(), user)
    if following is None:
        return rows
    published = TrainingPlanSchema.objects.filter(runner_id=following, published_at__isnull=False)
    ids = [str(pk) for pk in published.values_list("pk", flat=True)]
    if user.is_coach:
        return rows.filter(~Q(runner_id=following) | Q(plan_id__in=ids))
    return rows.filter(plan_id__in=ids) if ids else rows.none()


def comments_subject(workout: TrainingPlan) -> CommentSubject:
    """What the comments on a planned workout are about."""
    kind = Comment.Subject.PLANNED_WORKOUT
    return CommentSubject(str(workout.runner_id), kind, workout.date, workout.planned_id)


def visible_plan_versions(user: User | Any) -> QuerySet[PlanVersion]:
    """The changes of the plans that a person makes."""
    ids = _planned_ids(user)
    return PlanVersion.objects.filter(plan_id__in=ids) if ids else PlanVersion.objects.none()


def visible_proposals(user: User | Any) -> QuerySet[PlanProposal]:
    """The proposals for the plans that a person makes; who follows them sees none."""
    ids = _planned_ids(user)
    return PlanProposal.objects.filter(plan_id__in=ids) if ids else PlanProposal.objects.none()


def visible_matches(user: User | Any) -> QuerySet[SessionMatch]:
    """The pairs made by hand of the runners a person may see."""
    return of_visible_runners(SessionMatch.objects.all(), user)


def visible_workouts(user: User | Any) -> QuerySet[Workout]:
    """The library, one's own, and what is shared by a coach of oneself or of an athlete one coaches."""
    if not getattr(user, "is_authenticated", False):
        return Workout.objects.none()
    if user.is_superuser:
        return Workout.objects.all()
    mine = Q(owner=user) | Q(owner__isnull=True)
    coaches = _coaches_around(user)
    return Workout.objects.filter(mine | Q(is_shared=True, owner_id__in=coaches) if coaches else mine)


def visible_workout_versions(user: User | Any) -> QuerySet[WorkoutVersion]:
    """The versions of one's own workouts; a superuser sees all."""
    if not getattr(user, "is_authenticated", False):
        return WorkoutVersion.objects.none()
    if user.is_superuser:
        return WorkoutVersion.objects.all()
    ids = [str(pk) for pk in Workout.objects.filter(owner=user).values_list("pk", flat=True)]
    return WorkoutVersion.objects.filter(workout_id__in=ids) if ids else WorkoutVersion.objects.none()


def visible_plan_templates(user: User | Any) -> QuerySet[PlanTemplate]:
    """A coach's own templates; a superuser sees all."""
    if not is_coaching(user):
        return PlanTemplate.objects.none()
    return PlanTemplate.objects.all() if user.is_superuser else PlanTemplate.objects.filter(owner=user)


def _planned_ids(user: User | Any) -> list[str]:
    """The ids of the plans that a person makes, and does not only follow."""
    following = following_runner_id(user)
    plans = of_visible_runners(TrainingPlanSchema.objects.all(), user)
    if following is not None:
        plans = plans.exclude(runner_id=following) if user.is_coach else plans.none()
    return [str(pk) for pk in plans.values_list("pk", flat=True)]


def _coaches_around(user: User) -> list[str]:
    """The ids of all who coach a runner that a person may see."""
    runners = visible_runners(user)
    ids = [str(pk) for pk in runners.values_list("pk", flat=True)]
    found = {str(pk) for pk in runners.values_list("coach_id", flat=True) if pk}
    if ids:
        memberships = SquadMember.objects.filter(runner_id__in=ids).select_related("squad")
        found |= {str(member.squad.coach_id) for member in memberships}
    return sorted(found)
