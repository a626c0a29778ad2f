"""The model of comments."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField

__all__ = ["Comment"]


class Comment(models.Model):
    """A comment in a thread. One that was deleted keeps its place without its words, so that open pages hear of it."""

    class Subject(models.TextChoices):
        """What the thread is about."""

        SESSION = "session", gettext_lazy("Session")
        PLANNED_WORKOUT = "planned_workout", gettext_lazy("Planned workout")
        DAY = "day", gettext_lazy("Day")

    id = ObjectIdKey()
    runner = models.ForeignKey(
        "runners.Runner", on_delete=models.CASCADE, related_name="comments", db_index=False
    )
    thread = models.CharField(max_length=80, help_text="Runner, kind and id (or day) of the subject.")
    subject = models.CharField(max_length=15, choices=Subject.choices)
    subject_id = StrObjectIdField(null=True, blank=True, help_text="Of a session or a planned workout.")
    day = models.DateField(help_text="The day of the subject.")
    parent_id = StrObjectIdField(null=True, blank=True, help_text="The comment it answers.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments", db_index=False
    )
    text = models.TextField(max_length=5000, blank=True)
    mentions = ArrayField(StrObjectIdField(), default=list, blank=True)
    unread_by = ArrayField(StrObjectIdField(), default=list, blank=True)
    reads = models.JSONField(default=list, blank=True, help_text="user and at: who read it, and when.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Storage: collection `comments`."""

        db_table = "comments"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "created_at", "id"], name="comments_of_thread"),
            models.Index(fields=["unread_by", "created_at", "id"], name="comments_unread"),
            models.Index(fields=["runner", "-created_at", "-id"], name="comments_of_runner"),
            models.Index(fields=["author"], name="comments_of_author"),
            models.Index(fields=["deleted_at", "-created_at", "-id"], name="comments_of_all"),
            models.Index(
                fields=["deleted_at", "subject", "-created_at", "-id", "runner"], name="comments_on"
            ),
        ]

    def __str__(self) -> str:
        return f"Comment on the {self.get_subject_display().lower()} of {self.day}"
