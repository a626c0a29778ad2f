"""What to run next: plans, nested and flat, and the workout library."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ArrayField

from runlab_site.fields import ObjectIdKey, StrObjectIdField
from runners.models import Runner

__all__ = ["TrainingPlan", "TrainingPlanSchema", "Workout"]


class TrainingPlanSchema(models.Model):
    """A plan, nested: blocks, weeks, days, steps. The truth; `trainingplan` is derived from it."""

    class Status(models.TextChoices):
        """Who may see it."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    id = ObjectIdKey()
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="plans")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    input_hash = models.CharField(max_length=64, blank=True)
    start_date = models.DateField()
    race_date = models.DateField()
    document = models.JSONField(default=dict, help_text="The nested plan, schema runlab.plan/1.")
    created_by = StrObjectIdField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `trainingplanschema`."""

        db_table = "trainingplanschema"
        verbose_name = "training plan"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "status", "-start_date"], name="plans_of_runner")
        ]

    def __str__(self) -> str:
        return f"Plan for {self.race_date}"


class TrainingPlan(models.Model):
    """One planned workout, flat: derived from the nested plan in the same transaction."""

    id = ObjectIdKey()
    plan = models.ForeignKey(TrainingPlanSchema, on_delete=models.CASCADE, related_name="days")
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="planned_workouts")
    version = models.PositiveIntegerField()
    date = models.DateField()
    block = models.PositiveIntegerField()
    week = models.PositiveIntegerField()
    planned_id = models.CharField(max_length=40, help_text="The workout's id within the plan.")
    workout_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=8)
    shorthand = models.CharField(max_length=1000, blank=True)
    expected_s = models.FloatField(null=True, help_text="s")
    expected_m = models.FloatField(null=True, help_text="m")
    expected_rtss = models.FloatField(null=True, help_text="rTSS")
    state = models.CharField(max_length=10)
    locked = models.BooleanField(default=False)
    session_id = StrObjectIdField(null=True, blank=True)
    compliance = models.JSONField(null=True, blank=True)

    class Meta:
        """Storage: collection `trainingplan`."""

        db_table = "trainingplan"
        verbose_name = "planned workout"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "date"], name="workouts_of_day"),
            models.Index(fields=["plan", "date"], name="workouts_of_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.date}"


class Workout(models.Model):
    """A workout of the library: shorthand with levels, parametrised by Critical Speed and zones."""

    id = ObjectIdKey()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="workouts"
    )
    code = models.CharField(max_length=20, blank=True, help_text="The id in the shared library, such as T2.")
    name = models.CharField(max_length=200)
    sport = models.CharField(max_length=40, default="running")
    system = models.CharField(max_length=20, help_text="easy, long, T, C, V, F, P or test.")
    role = models.CharField(max_length=8, help_text="easy, long, quality or test.")
    phases = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    shorthand = models.CharField(max_length=1000)
    all_out = models.BooleanField(default=False)
    source = models.CharField(max_length=20, default="library", help_text="library, coach or import.")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    folder = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True, max_length=10_000)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `workouts`."""

        db_table = "workouts"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "system", "name"], name="library")
        ]

    def __str__(self) -> str:
        return self.name
