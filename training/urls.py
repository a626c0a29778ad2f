"""Addresses of Today, the squad, and plans' pages. Files to download are the API's."""

from django.urls import path

from training import edit_views, following_views, proposal_views, views, workout_views
from training.pages.squad.views import SquadView
from training.pages.today.views import TodayView

urlpatterns = [
    path("runners/", SquadView.as_view(), name="squad"),
    path("runners/<oid:runner_id>/", TodayView.as_view(), name="runner_today"),
    path("runners/<oid:runner_id>/plan/", views.PlanView.as_view(), name="runner_plan"),
    path("runners/<oid:runner_id>/plan/new/", views.PlanNewView.as_view(), name="plan_new"),
    path("runners/<oid:runner_id>/plan/jobs/<oid:job_id>/", views.PlanJobView.as_view(), name="plan_job"),
    path("runners/<oid:runner_id>/plans/<oid:plan_id>/", views.PlanView.as_view(), name="plan_detail"),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/choose/",
        views.PlanChooseView.as_view(),
        name="plan_choose",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/publish/",
        views.PlanPublishView.as_view(),
        name="plan_publish",
    ),
    path("runners/<oid:runner_id>/plans/<oid:plan_id>/undo/", views.PlanUndoView.as_view(), name="plan_undo"),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/workouts/<oid:workout_id>/",
        edit_views.PlanWorkoutView.as_view(),
        name="plan_workout",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/scale/",
        edit_views.PlanScaleView.as_view(),
        name="plan_scale",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/differences/",
        edit_views.PlanDifferencesView.as_view(),
        name="plan_differences",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/template/",
        edit_views.PlanTemplateSaveView.as_view(),
        name="plan_template_save",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/followed/<oid:planned_id>/",
        following_views.FollowedView.as_view(),
        name="plan_followed",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/adapt/",
        proposal_views.PlanAdaptView.as_view(),
        name="plan_adapt",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/adapts-by-itself/",
        proposal_views.PlanAdaptsByItselfView.as_view(),
        name="plan_adapts_by_itself",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/proposals/<oid:proposal_id>/",
        proposal_views.ProposalView.as_view(),
        name="plan_proposal",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/proposals/<oid:proposal_id>/accept/",
        proposal_views.ProposalAcceptView.as_view(),
        name="plan_proposal_accept",
    ),
    path(
        "runners/<oid:runner_id>/plans/<oid:plan_id>/proposals/<oid:proposal_id>/decline/",
        proposal_views.ProposalDeclineView.as_view(),
        name="plan_proposal_decline",
    ),
    path("plan-templates/", edit_views.TemplatesView.as_view(), name="plan_templates"),
    path("plan-templates/<oid:template_id>/", edit_views.PlanTemplateView.as_view(), name="plan_template"),
    path(
        "plan-templates/<oid:template_id>/delete/",
        edit_views.TemplateDeleteView.as_view(),
        name="plan_template_delete",
    ),
    path("workouts/", workout_views.WorkoutsView.as_view(), name="workouts"),
    path("workouts/new/", workout_views.WorkoutNewView.as_view(), name="workout_new"),
    path("workouts/import/", workout_views.WorkoutImportView.as_view(), name="workout_import"),
    path("workouts/preview/", workout_views.WorkoutPreviewView.as_view(), name="workout_preview"),
    path("workouts/<oid:workout_id>/", workout_views.WorkoutView.as_view(), name="workout"),
    path("workouts/<oid:workout_id>/edit/", workout_views.WorkoutEditView.as_view(), name="workout_edit"),
    path("workouts/<oid:workout_id>/copy/", workout_views.WorkoutCopyView.as_view(), name="workout_copy"),
    path(
        "workouts/<oid:workout_id>/delete/", workout_views.WorkoutDeleteView.as_view(), name="workout_delete"
    ),
    path(
        "workouts/<oid:workout_id>/restore/",
        workout_views.WorkoutRestoreView.as_view(),
        name="workout_restore",
    ),
]
