"""What workers do for training; thin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training import training_plan_generator
from training.models import TrainingPlanSchema
from training.services import adapting_service, flat_plan
from training.services.race_outlook import refresh_race_predictions
from training.services.session_matching import match_sessions

if TYPE_CHECKING:
    from runlab_site.jobs.job_manager import Outcome, RunningJob

__all__ = ["compare_flat_with_nested", "generate_plan", "match_after_analysis", "watch_plans"]


def generate_plan(job: RunningJob) -> Outcome:
    """Job `training_plan_generation`."""
    return training_plan_generator.make_plan(job)


def match_after_analysis(job: RunningJob) -> None:
    """After `session_analysis`: pair what was run with what was planned, and predict the races to come."""
    match_sessions(str(job.runner_id))
    refresh_race_predictions(str(job.runner_id))


def compare_flat_with_nested() -> None:
    """Compare every plan's flat rows with its nested document and make them again where they differ. Recurs."""
    for plan in TrainingPlanSchema.objects.defer("published", "candidates").iterator():
        flat_plan.keep_flat_equal(plan)


def watch_plans() -> None:
    """Propose to make plans again where something has changed since. Recurs."""
    adapting_service.propose_where_needed()
