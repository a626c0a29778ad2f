"""What is read of plans and workouts, and who may see it."""

from training.selectors.visible import (
    comments_subject,
    current_plan,
    open_candidates,
    shown_document,
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
    "open_candidates",
    "shown_document",
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
