"""Training Plan Generator: asks for a plan and makes it in a job, from what is known of the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runlab_site.mongo.fields import new_id
from runners.models import Runner
from training.planning.input_reader import read_input
from training.planning.problems import PlanProblem
from training.planning.reach import goal_warnings
from training.planning.words import WORDS
from training.services.plan_inputs import plan_input_document
from training.services.plan_service import store_generated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.jobs.job_manager import Outcome, RunningJob
    from training.planning.records import Plan

__all__ = ["generate", "make_plan", "warnings_of_wish"]


def generate(runner: Runner, wish: Mapping[str, Any], *, user_id: str | None = None) -> BackgroundJob:
    """Ask for a plan; the job's `plan_id` is its id once the job is completed.

    `wish` is JSON as `plan_inputs.plan_input_document` reads it. Raises PlanProblem at once for what no plan can be
    made from, with the sentence for people.
    """
    plan_id = new_id()
    read_input(plan_input_document(runner, wish, plan_id))
    return job_manager.request(
        job_manager.JobRequest(
            type=BackgroundJob.Type.TRAINING_PLAN_GENERATION,
            lane=str(runner.pk),
            unique_key=f"training_plan_generation:{plan_id}",
            runner_id=str(runner.pk),
            user_id=user_id,
            plan_id=plan_id,
            payload={"wish": dict(wish)},
        )
    )


def warnings_of_wish(runner: Runner, wish: Mapping[str, Any]) -> list[str]:
    """What the minutes of a wish cannot serve, in sentences. Raises PlanProblem."""
    return goal_warnings(read_input(plan_input_document(runner, wish, "")))


def make_plan(job: RunningJob) -> Outcome:
    """Gather the inputs, generate and judge the candidates, and store them as a draft. Raises JobFailed in plain words."""
    from training.planning.planner import plan_choices

    plan_id = str(job.plan_id)
    runner = Runner.objects.get(pk=job.runner_id)
    job.report(5, WORDS.say("reading_inputs"))
    try:
        plan_input = read_input(plan_input_document(runner, job.payload["wish"], plan_id))
        job.report(15, WORDS.say("simulating_candidates"))
        choices = plan_choices(plan_input)
    except PlanProblem as problem:
        raise job_manager.JobFailed(WORDS.say("title_no_plan"), problem.text) from problem
    job.report(90, WORDS.say("storing_plan"))
    return job_manager.Outcome(
        {"candidates_count": len(choices)},
        effects=lambda: _store(plan_id, runner, choices, job.user_id),
    )


def _store(plan_id: str, runner: Runner, choices: list[Plan], user_id: str | None) -> None:
    store_generated(plan_id, runner, choices, user_id)
