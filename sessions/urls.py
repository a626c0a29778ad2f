"""Addresses of sessions' and uploads' pages."""

from django.urls import path

from sessions import views
from sessions.summary_views import SummariesView

urlpatterns = [
    path("runners/", views.SquadView.as_view(), name="squad"),
    path("runners/<oid:runner_id>/", views.TodayView.as_view(), name="runner_today"),
    path("runners/<oid:runner_id>/sessions/", views.SessionListView.as_view(), name="runner_sessions"),
    path("runners/<oid:runner_id>/fitness/summaries/", SummariesView.as_view(), name="runner_summaries"),
    path("runners/<oid:runner_id>/upload/", views.UploadView.as_view(), name="runner_upload"),
    path("sessions/<oid:session_id>/", views.SessionView.as_view(), name="session_detail"),
    path("sessions/<oid:session_id>/why/", views.SessionWhyView.as_view(), name="session_why"),
    path("sessions/<oid:session_id>/original/", views.OriginalView.as_view(), name="session_original"),
    path("sessions/<oid:session_id>/edit/", views.SessionEditView.as_view(), name="session_edit"),
    path("sessions/<oid:session_id>/cut/", views.SessionCutView.as_view(), name="session_cut"),
    path("sessions/<oid:session_id>/effort/", views.SessionEffortView.as_view(), name="session_effort"),
    path("sessions/<oid:session_id>/exertion/", views.SessionExertionView.as_view(), name="session_exertion"),
    path("sessions/<oid:session_id>/delete/", views.SessionDeleteView.as_view(), name="session_delete"),
    path("runners/<oid:runner_id>/sessions/new/", views.SessionAddView.as_view(), name="session_new"),
    path("files/<oid:fit_id>/decide/", views.HeldFileView.as_view(), name="held_file_decide"),
    path("uploads/<oid:upload_id>/", views.UploadDetailView.as_view(), name="upload_detail"),
    path("uploads/<oid:upload_id>/files/", views.UploadFilesView.as_view(), name="upload_files"),
]
