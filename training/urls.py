"""Addresses of plans' pages. Files to download are the API's."""

from django.urls import path

from training import views

urlpatterns = [
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
]
