"""Addresses of sessions' and uploads' pages."""

from django.urls import path

from sessions.pages.bin.views import BinView, FileBringBackView, SessionBringBackView
from sessions.pages.comments.views import SessionCommentsView
from sessions.pages.devices.views import DevicesView
from sessions.pages.session import actions
from sessions.pages.session.views import SessionOriginalView, SessionView, SessionWhyView
from sessions.pages.session_list.views import SessionListView
from sessions.pages.session_new.views import SessionNewView
from sessions.pages.summaries.views import SummariesView
from sessions.pages.upload.views import UploadDetailView, UploadFilesView, UploadFitnessView, UploadView

urlpatterns = [
    path("runners/<oid:runner_id>/sessions/", SessionListView.as_view(), name="runner_sessions"),
    path("runners/<oid:runner_id>/fitness/summaries/", SummariesView.as_view(), name="runner_summaries"),
    path("runners/<oid:runner_id>/devices/", DevicesView.as_view(), name="runner_devices"),
    path("runners/<oid:runner_id>/upload/", UploadView.as_view(), name="runner_upload"),
    path("sessions/<oid:session_id>/", SessionView.as_view(), name="session_detail"),
    path("sessions/<oid:session_id>/why/", SessionWhyView.as_view(), name="session_why"),
    path("sessions/<oid:session_id>/original/", SessionOriginalView.as_view(), name="session_original"),
    path("sessions/<oid:session_id>/comments/", SessionCommentsView.as_view(), name="session_comments"),
    path("sessions/<oid:session_id>/edit/", actions.SessionEditView.as_view(), name="session_edit"),
    path("sessions/<oid:session_id>/cut/", actions.SessionCutView.as_view(), name="session_cut"),
    path("sessions/<oid:session_id>/effort/", actions.SessionEffortView.as_view(), name="session_effort"),
    path("sessions/<oid:session_id>/exertion/", actions.SessionFeltView.as_view(), name="session_exertion"),
    path("sessions/<oid:session_id>/delete/", actions.SessionDeleteView.as_view(), name="session_delete"),
    path("sessions/<oid:session_id>/bring-back/", SessionBringBackView.as_view(), name="session_bring_back"),
    path("runners/<oid:runner_id>/bin/", BinView.as_view(), name="runner_bin"),
    path("files/<oid:fit_id>/bring-back/", FileBringBackView.as_view(), name="file_bring_back"),
    path("runners/<oid:runner_id>/sessions/new/", SessionNewView.as_view(), name="session_new"),
    path("files/<oid:fit_id>/decide/", actions.HeldFileView.as_view(), name="held_file_decide"),
    path("uploads/<oid:upload_id>/", UploadDetailView.as_view(), name="upload_detail"),
    path("uploads/<oid:upload_id>/fitness/", UploadFitnessView.as_view(), name="upload_fitness"),
    path("uploads/<oid:upload_id>/files/", UploadFilesView.as_view(), name="upload_files"),
]
