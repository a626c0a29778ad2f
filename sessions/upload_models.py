"""The models of what was delivered: uploads and their files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField
from runners.models import Runner

__all__ = ["Upload", "UploadFile"]


class Upload(models.Model):
    """One delivery of files. It and its outcomes outlive the job that read them."""

    id = ObjectIdKey()
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="uploads", db_index=False)
    user_id = StrObjectIdField(null=True, blank=True)
    job_id = StrObjectIdField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Storage: collection `uploads`."""

        db_table = "uploads"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-created_at", "-id"], name="uploads_by_moment"),
            models.Index(fields=["-created_at", "-id"], name="uploads_of_all"),
            models.Index(fields=["job_id", "finished_at", "created_at"], name="uploads_without_job"),
        ]

    def __str__(self) -> str:
        return f"Upload of {self.created_at:%d %b %Y %H:%M}"


class UploadFile(models.Model):
    """One file of an upload (of a ZIP: one member) and what became of it."""

    class Status(models.TextChoices):
        """What became of a file."""

        RECEIVING = "receiving", _("Receiving")
        PENDING = "pending", _("Waiting")
        PROCESSING = "processing", _("Reading")
        PROCESSED = "processed", _("Done")
        DUPLICATE = "duplicate", _("Duplicate")
        REJECTED = "rejected", _("Rejected")
        SKIPPED = (
            "skipped",
            _("Skipped"),
        )  # sound, but no activity: a table, a picture, monitoring in an export
        EXPANDED = "expanded", _("Unpacked")  # a ZIP: its members are listed in its place

    id = ObjectIdKey()
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files", db_index=False)
    runner_id = StrObjectIdField(help_text="The upload's runner, so that events reach the right people.")
    position = models.CharField(
        max_length=80, help_text="Order within the upload: 00003, of a ZIP 00003.00012."
    )
    name = models.CharField(max_length=400)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVING)
    blob_id = StrObjectIdField(null=True, blank=True, help_text="The bytes in GridFS; null in a ZIP.")
    fit_id = StrObjectIdField(null=True, blank=True)
    sessions = ArrayField(StrObjectIdField(), default=list, blank=True)
    duplicate_of = StrObjectIdField(null=True, blank=True, help_text="The session it is a duplicate of.")
    warnings = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    problem = models.JSONField(
        null=True, blank=True, help_text="title and detail of why it was rejected or skipped."
    )
    sentences = models.JSONField(
        default=list, blank=True, help_text="code, values and text of what warnings and problem say."
    )
    attempts_count = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `upload_files`."""

        db_table = "upload_files"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["upload", "position"], name="one_file_a_position")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["upload", "status", "position"], name="files_to_read"),
            models.Index(fields=["blob_id"], name="files_by_blob"),
            models.Index(fields=["runner_id"], name="files_of_runner"),
        ]

    def __str__(self) -> str:
        return self.name
