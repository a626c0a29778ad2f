"""What to run next: plans, nested and flat, and the workout library."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField
from runners.models import Runner

__all__ = [
    "PlanProposal",
    "PlanTemplate",
    "PlanVersion",
    "SessionMatch",
    "TrainingPlan",
    "TrainingPlanSchema",
    "Workout",
    "WorkoutVersion",
]


class TrainingPlanSchema(models.Model):
    """A plan, nested: blocks, weeks, days, steps. The truth; `trainingplan` is derived from it."""

    class Status(models.TextChoices):
        """Who may see it."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    id = ObjectIdKey()
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="plans")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    input_hash = models.CharField(max_length=64, blank=True)
    start_date = models.DateField()
    race_date = models.DateField()
    document = models.JSONField(default=dict, help_text="The nested plan, schema runlab.plan/1.")
    candidates = models.JSONField(
        default=list,
        blank=True,
        help_text="What the generator found best: summary and nested document of each.",
    )
    published = models.JSONField(
        null=True,
        blank=True,
        help_text="The nested plan as the athlete sees it; empty until it is published.",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    adapts_by_itself = models.BooleanField(
        default=False,
        help_text="Whether proposals to make the plan again are accepted without asking the coach.",
    )
    created_by = StrObjectIdField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `trainingplanschema`."""

        db_table = "trainingplanschema"
        verbose_name = "training plan"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "status", "-start_date"], name="plans_of_runner"),
            models.Index(fields=["runner", "-start_date", "-id"], name="plans_by_start"),
            models.Index(fields=["-start_date", "-id"], name="plans_of_all"),
            models.Index(fields=["status", "-start_date", "-id"], name="plans_of_status"),
        ]

    def __str__(self) -> str:
        return f"Plan for {self.race_date}"


class PlanVersion(models.Model):
    """One change of a plan: what it was after it. Undo goes back along them."""

    class Kind(models.TextChoices):
        """What was done."""

        GENERATED = "generated", _("Made")
        CHOSEN = "chosen", _("Candidate chosen")
        EDITED = "edited", _("Edited")
        PUBLISHED = "published", _("Published")
        ADAPTED = "adapted", _("Made again")

    id = ObjectIdKey()
    plan = models.ForeignKey(
        TrainingPlanSchema, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    document = models.JSONField(default=dict, help_text="The nested plan after the change.")
    published_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The version that the athlete saw after the change."
    )
    changed_by = StrObjectIdField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Storage: collection `plan_versions`."""

        db_table = "plan_versions"
        verbose_name = "change of a plan"
        verbose_name_plural = "changes of plans"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "version"], name="a_version_once_a_plan")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan", "-id"], name="versions_by_moment"),
            models.Index(fields=["plan", "undone_at", "-version"], name="versions_to_undo"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"


class PlanProposal(models.Model):
    """A plan made again from a day on, waiting for the coach: why, and what it would change."""

    class Status(models.TextChoices):
        """What came of it."""

        PENDING = "pending", _("To be decided")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Declined")
        SUPERSEDED = "superseded", _("Overtaken by another")

    id = ObjectIdKey()
    plan = models.ForeignKey(
        TrainingPlanSchema, on_delete=models.CASCADE, related_name="proposals", db_index=False
    )
    plan_version = models.PositiveIntegerField(help_text="The version it was made from.")
    day = models.DateField(help_text="The day from which the plan is made again.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    reasons = models.JSONField(default=list, help_text="Sentences.")
    sentences = models.JSONField(default=list, help_text="code, values, text of each reason.")
    difference = models.JSONField(default=dict, help_text="The days that change, and race day.")
    document = models.JSONField(default=dict, help_text="The nested plan as it would be.")
    asked_by = StrObjectIdField(
        null=True, blank=True, help_text="Empty where the plan was watched by itself."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = StrObjectIdField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Storage: collection `plan_proposals`."""

        db_table = "plan_proposals"
        verbose_name = "proposal for a plan"
        verbose_name_plural = "proposals for plans"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan", "status", "-created_at"], name="proposals_of_plan"),
            models.Index(fields=["plan", "-id"], name="proposals_by_moment"),
        ]

    def __str__(self) -> str:
        return f"Proposal of {self.day}"


class SessionMatch(models.Model):
    """A pair of a session and a planned workout that a person made; it stays whatever is matched anew."""

    id = ObjectIdKey()
    runner = models.ForeignKey(
        Runner, on_delete=models.CASCADE, related_name="session_matches", db_index=False
    )
    session_id = StrObjectIdField(unique=True)
    planned_id = models.CharField(
        max_length=40, blank=True, help_text="The workout's id within its plan; empty: it was not planned."
    )
    made_by = StrObjectIdField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `session_matches`."""

        db_table = "session_matches"
        verbose_name = "match made by hand"
        verbose_name_plural = "matches made by hand"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-id"], name="matches_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} did {self.planned_id or 'nothing planned'}"


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
            models.Index(fields=["runner", "date", "id"], name="workouts_by_day"),
            models.Index(fields=["plan", "date"], name="workouts_of_plan"),
            models.Index(fields=["-date", "-id"], name="workouts_of_all"),
            models.Index(fields=["planned_id"], name="workouts_by_planned_id"),
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
    is_shared = models.BooleanField(
        default=False, help_text="Whether the owner's athletes and their other coaches see it too."
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `workouts`."""

        db_table = "workouts"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "system", "name"], name="library"),
            models.Index(fields=["system", "code", "name", "id"], name="library_by_system"),
            models.Index(fields=["name", "id"], name="library_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class WorkoutVersion(models.Model):
    """What a workout of a coach was in one of its versions."""

    id = ObjectIdKey()
    workout = models.ForeignKey(Workout, on_delete=models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict, help_text="Name, kind, shorthand, notes, tags, folder, sharing.")
    changed_by = StrObjectIdField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `workout_versions`."""

        db_table = "workout_versions"
        verbose_name = "version of a workout"
        verbose_name_plural = "versions of workouts"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workout", "version"], name="a_version_once_a_workout")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workout", "-id"], name="changes_of_workout")
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"


class PlanTemplate(models.Model):
    """A plan without an athlete and without dates: weeks counted back from the race, workouts in shorthand."""

    id = ObjectIdKey()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_templates"
    )
    name = models.CharField(max_length=200)
    notes = models.TextField(blank=True, max_length=10_000)
    goal_distance_m = models.FloatField(help_text="Of the race it leads to, m.")
    weeks_count = models.PositiveIntegerField()
    document = models.JSONField(default=dict, help_text="Weeks and their days, schema runlab.template/1.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `plan_templates`."""

        db_table = "plan_templates"
        verbose_name = "plan template"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "name", "id"], name="templates_of_owner"),
            models.Index(fields=["name", "id"], name="templates_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
