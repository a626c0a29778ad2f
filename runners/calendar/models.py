"""The model of calendar entries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField

__all__ = ["CalendarEntry"]


class CalendarEntry(models.Model):
    """What stands in an athlete's calendar beside workouts: a race, a note, days that are not for running."""

    class Kind(models.TextChoices):
        """What it is."""

        RACE = "race", gettext_lazy("Race")
        NOTE = "note", gettext_lazy("Note")
        ILLNESS = "illness", gettext_lazy("Illness")
        INJURY = "injury", gettext_lazy("Injury")
        HOLIDAY = "holiday", gettext_lazy("Holiday")

    class Priority(models.TextChoices):
        """How much a race matters."""

        A = "A", gettext_lazy("A: the goal")
        B = "B", gettext_lazy("B: two easy days before")
        C = "C", gettext_lazy("C: run from training")

    id = ObjectIdKey()
    runner = models.ForeignKey(
        "runners.Runner", on_delete=models.CASCADE, related_name="calendar_entries", db_index=False
    )
    kind = models.CharField(max_length=7, choices=Kind.choices)
    day = models.DateField()
    last_day = models.DateField(help_text="The same day for what takes one day.")
    title = models.CharField(max_length=200)
    notes = models.TextField(blank=True, max_length=10_000)
    distance_m = models.FloatField(null=True, blank=True, help_text="Of a race, m.")
    target_time_s = models.FloatField(null=True, blank=True, help_text="Of a race, s.")
    official_distance_m = models.FloatField(
        null=True, blank=True, help_text="Of a race that was run: the course as measured, m."
    )
    official_time_s = models.FloatField(null=True, blank=True, help_text="Of a race that was run, s.")
    priority = models.CharField(max_length=1, choices=Priority.choices, blank=True, help_text="Of a race.")
    created_by = StrObjectIdField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `calendar_entries`."""

        db_table = "calendar_entries"
        verbose_name = "calendar entry"
        verbose_name_plural = "calendar entries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-day", "-id"], name="entries_by_runner"),
            models.Index(fields=["-day", "-id"], name="entries_by_day"),
            models.Index(fields=["kind", "-day", "-id"], name="entries_by_kind"),
            models.Index(fields=["priority", "-day", "-id", "runner"], name="entries_by_priority"),
        ]

    def __str__(self) -> str:
        return f"{self.title} on {self.day}"
