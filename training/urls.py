"""Addresses of the pages of training, Today and the squad among them. Files to download are the API's."""

from __future__ import annotations

from django.urls import path

from training.pages.fitness_ahead.views import FitnessAheadView
from training.pages.plan import views as plan
from training.pages.plan_against_run.views import PlanAgainstRunView
from training.pages.plan_differences.views import PlanDifferencesView
from training.pages.plan_job.views import PlanJobView
from training.pages.plan_new.views import PlanNewView
from training.pages.plan_template.views import PlanTemplateView
from training.pages.plan_templates.views import PlanTemplateDeleteView, PlanTemplatesView
from training.pages.plan_workout.views import PlanWorkoutView
from training.pages.planned_workout_comments.views import PlannedWorkoutCommentsView
from training.pages.proposal import views as proposal
from training.pages.proposal_new.views import ProposalNewView
from training.pages.session_planned.views import SessionPlannedView
from training.pages.squad.views import SquadView
from training.pages.today.views import TodayView
from training.pages.workout import views as workout
from training.pages.workout_edit import views as workout_edit
from training.pages.workouts import views as workouts

RUNNER = "runners/<oid:runner_id>"
PLAN = f"{RUNNER}/plans/<oid:plan_id>"
PROPOSAL = f"{PLAN}/proposals/<oid:proposal_id>"
TEMPLATE = "plan-templates/<oid:template_id>"
WORKOUT = "workouts/<oid:workout_id>"

urlpatterns = [
    path("runners/", SquadView.as_view(), name="squad"),
    path(f"{RUNNER}/", TodayView.as_view(), name="runner_today"),
    path(f"{RUNNER}/fitness/ahead/", FitnessAheadView.as_view(), name="runner_fitness_ahead"),
    path(f"{RUNNER}/plan/", plan.PlanView.as_view(), name="runner_plan"),
    path(f"{RUNNER}/plan/new/", PlanNewView.as_view(), name="plan_new"),
    path(f"{RUNNER}/plan/jobs/<oid:job_id>/", PlanJobView.as_view(), name="plan_job"),
    path(f"{PLAN}/", plan.PlanView.as_view(), name="plan_detail"),
    path(f"{PLAN}/choose/", plan.PlanChooseView.as_view(), name="plan_choose"),
    path(f"{PLAN}/publish/", plan.PlanPublishView.as_view(), name="plan_publish"),
    path(f"{PLAN}/undo/", plan.PlanUndoView.as_view(), name="plan_undo"),
    path(f"{PLAN}/workouts/<oid:workout_id>/", PlanWorkoutView.as_view(), name="plan_workout"),
    path(f"{PLAN}/scale/", plan.PlanScaleView.as_view(), name="plan_scale"),
    path(f"{PLAN}/differences/", PlanDifferencesView.as_view(), name="plan_differences"),
    path(f"{PLAN}/template/", plan.PlanTemplateSaveView.as_view(), name="plan_template_save"),
    path(f"{PLAN}/followed/<oid:planned_id>/", PlanAgainstRunView.as_view(), name="plan_against_run"),
    path(f"{PLAN}/adapt/", ProposalNewView.as_view(), name="plan_adapt"),
    path(f"{PLAN}/adapts-by-itself/", plan.PlanAdaptsByItselfView.as_view(), name="plan_adapts_by_itself"),
    path(f"{PROPOSAL}/", proposal.ProposalView.as_view(), name="plan_proposal"),
    path(f"{PROPOSAL}/accept/", proposal.ProposalAcceptView.as_view(), name="plan_proposal_accept"),
    path(f"{PROPOSAL}/decline/", proposal.ProposalDeclineView.as_view(), name="plan_proposal_decline"),
    path("sessions/<oid:session_id>/planned/", SessionPlannedView.as_view(), name="session_planned"),
    path(
        "planned-workouts/<oid:planned_id>/comments/",
        PlannedWorkoutCommentsView.as_view(),
        name="planned_workout_comments",
    ),
    path("plan-templates/", PlanTemplatesView.as_view(), name="plan_templates"),
    path(f"{TEMPLATE}/", PlanTemplateView.as_view(), name="plan_template"),
    path(f"{TEMPLATE}/delete/", PlanTemplateDeleteView.as_view(), name="plan_template_delete"),
    path("workouts/", workouts.WorkoutsView.as_view(), name="workouts"),
    path("workouts/new/", workout_edit.WorkoutNewView.as_view(), name="workout_new"),
    path("workouts/import/", workouts.WorkoutImportView.as_view(), name="workout_import"),
    path("workouts/preview/", workout_edit.WorkoutPreviewView.as_view(), name="workout_preview"),
    path(f"{WORKOUT}/", workout.WorkoutView.as_view(), name="workout"),
    path(f"{WORKOUT}/edit/", workout_edit.WorkoutEditView.as_view(), name="workout_edit"),
    path(f"{WORKOUT}/copy/", workout.WorkoutCopyView.as_view(), name="workout_copy"),
    path(f"{WORKOUT}/delete/", workout.WorkoutDeleteView.as_view(), name="workout_delete"),
    path(f"{WORKOUT}/restore/", workout.WorkoutRestoreView.as_view(), name="workout_restore"),
]
