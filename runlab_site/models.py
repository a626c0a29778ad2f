"""Background jobs: a record of each piece of work that takes time."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField

__all__ = ["BackgroundJob"]


class BackgroundJob(models.Model):
    """One piece of work, its state and its result. Only `job_manager` writes it."""

    class Type(models.TextChoices):
        """What is to be done. Those marked "not yet in use" stand in the API's contract and have no handler."""

        FILE_PROCESSING = "file_processing", gettext_lazy("Reading files")
        SESSION_ANALYSIS = "session_analysis", gettext_lazy("Updating bests, Critical Speed and fitness")
        TRAINING_PLAN_GENERATION = "training_plan_generation", gettext_lazy("Making a training plan")
        HISTORY_RECOMPUTATION = (
            "history_recomputation",
            gettext_lazy("Updating the fitness history"),
        )  # not yet in use
        STATISTICS_RECOMPUTATION = "statistics_recomputation", gettext_lazy("Recomputing statistics")
        DATA_EXPORT = "data_export", gettext_lazy("Exporting data")  # not yet in use
        ACCOUNT_DELETION = "account_deletion", gettext_lazy("Deleting an account")  # not yet in use
        WEBHOOK_DELIVERY = "webhook_delivery", gettext_lazy("Telling another program")  # not yet in use
        CLEANUP = "cleanup", gettext_lazy("Clearing up")  # not yet in use

    class Status(models.TextChoices):
        """Where it stands: pending -> running -> completed or failed."""

        PENDING = "pending", gettext_lazy("Waiting")
        RUNNING = "running", gettext_lazy("Running")
        COMPLETED = "completed", gettext_lazy("Done")
        FAILED = "failed", gettext_lazy("Failed")

    class Priority(models.IntegerChoices):
        """Who goes first: lower numbers do."""

        WAITING_PERSON = 0, gettext_lazy("A person waits")
        BULK = 5, gettext_lazy("Bulk import")
        BACKGROUND = 9, gettext_lazy("Background")

    id = ObjectIdKey()
    type = models.CharField(max_length=32, choices=Type.choices)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PENDING)
    unique_key = models.CharField(
        max_length=200, unique=True, help_text="Asking twice for the same work under one key makes one job."
    )
    coalesce_key = models.CharField(
        max_length=200, null=True, blank=True, help_text="Waiting jobs with the same key are one job."
    )
    lane = models.CharField(max_length=64, help_text="Jobs of one lane run one after the other.")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.WAITING_PERSON)

    runner_id = StrObjectIdField(null=True, blank=True)
    user_id = StrObjectIdField(null=True, blank=True, help_text="Who asked for it.")
    upload_id = StrObjectIdField(null=True, blank=True)
    plan_id = StrObjectIdField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True, help_text="The id that the logs carry.")

    payload = models.JSONField(default=dict, blank=True)
    progress_percent = models.FloatField(
        default=0, validators=[MinValueValidator(0), MaxValueValidator(100)], help_text="0 to 100."
    )
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True, help_text="type, title and detail of what went wrong.")
    sentences = models.JSONField(
        default=list, blank=True, help_text="code, values and text of what message and problem say."
    )
    next_jobs = ArrayField(StrObjectIdField(), default=list, blank=True)

    attempts_count = models.PositiveIntegerField(default=0, help_text="How often it was begun.")
    strikes_count = models.PositiveIntegerField(
        default=0, help_text="How often it was begun since it last got on; too many fail it."
    )
    lease_token = models.CharField(max_length=32, null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    cancel_requested = models.BooleanField(default=False)

    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True, help_text="Deleted seven days later.")

    class Meta:
        """Storage: collection `background_jobs`; the TTL index on finished_at is made by setup_database."""

        db_table = "background_jobs"
        verbose_name = "job"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["lane"], condition=models.Q(status="running"), name="one_running_job_a_lane"
            ),
            models.UniqueConstraint(
                fields=["coalesce_key"],
                condition=models.Q(status="pending", coalesce_key__gt=""),
                name="one_waiting_job_a_coalesce_key",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "priority", "created_at"], name="jobs_to_claim"),
            models.Index(fields=["status", "lease_until"], name="jobs_overdue"),
            models.Index(fields=["user_id", "-created_at", "-id"], name="jobs_by_person"),
            models.Index(fields=["-created_at", "-id"], name="jobs_by_moment"),
            models.Index(fields=["runner_id", "-created_at", "-id"], name="jobs_by_runner"),
            models.Index(fields=["upload_id"], name="jobs_of_upload"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} ({self.get_status_display().lower()})"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in {self.Status.COMPLETED, self.Status.FAILED}
