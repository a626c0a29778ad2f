"""What is read of plans and workouts, and who may see it."""

from training.selectors.planning_rights import following_runner_id, may_plan, planned_runners
from training.selectors.visible import (
    comments_subject,
    current_plan,
    open_candidates,
    published_plan_on,
    shown_document,
    shown_documents,
    shown_plan,
    visible_matches,
    visible_plan_templates,
    visible_plan_versions,
    visible_planned_workouts,
    visible_plans,
    visible_proposals,
    visible_workout_versions,
    visible_workouts,
)

__all__ = [
    "comments_subject",
    "current_plan",
    "following_runner_id",
    "may_plan",
    "open_candidates",
    "planned_runners",
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
