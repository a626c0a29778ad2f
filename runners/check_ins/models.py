"""The model of check-ins."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from runlab_site.mongo.fields import ObjectIdKey

__all__ = ["CheckIn"]

_LOWEST, _HIGHEST = 1, 5


def _bounded(low: float, high: float) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


def _level(meaning: str) -> models.PositiveSmallIntegerField:  # type: ignore[type-arg]
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_bounded(_LOWEST, _HIGHEST), help_text=meaning
    )


def _measure(low: float, high: float, unit: str) -> models.FloatField:  # type: ignore[type-arg]
    return models.FloatField(null=True, blank=True, validators=_bounded(low, high), help_text=unit)


class CheckIn(models.Model):
    """One morning of an athlete. What was not said is null."""

    class Illness(models.TextChoices):
        """How ill."""

        NONE = "", gettext_lazy("Well")
        MILD = "mild", gettext_lazy("A little ill")
        SEVERE = "severe", gettext_lazy("Ill")

    class Injury(models.TextChoices):
        """How hurt."""

        NONE = "", gettext_lazy("No injury")
        NIGGLE = "niggle", gettext_lazy("A niggle")
        INJURED = "injured", gettext_lazy("Injured")

    class Cycle(models.TextChoices):
        """Where in the cycle, as one notices it."""

        NONE = "", gettext_lazy("Not said")
        PERIOD = "period", gettext_lazy("Period")
        SPOTTING = "spotting", gettext_lazy("Spotting")
        OVULATION = "ovulation", gettext_lazy("Ovulation")
        PREMENSTRUAL = "premenstrual", gettext_lazy("Premenstrual")

    id = ObjectIdKey()
    runner = models.ForeignKey(
        "runners.Runner", on_delete=models.CASCADE, related_name="check_ins", db_index=False
    )
    day = models.DateField()
    sleep_s = _measure(0, 86_400, "s asleep in the night before")
    sleep_quality = _level("1 very poor to 5 very good")
    soreness = _level("1 none to 5 very sore")
    mood = _level("1 very low to 5 very good")
    resting_heart_rate_bpm = _measure(25, 120, "bpm")
    hrv_ms = _measure(1, 400, "ms, RMSSD as the watch tells it")
    weight_kg = _measure(20, 300, "kg")
    illness = models.CharField(max_length=6, choices=Illness.choices, blank=True)
    injury = models.CharField(max_length=7, choices=Injury.choices, blank=True)
    injury_place = models.CharField(max_length=60, blank=True)
    cycle = models.CharField(max_length=12, choices=Cycle.choices, blank=True)
    notes = models.TextField(max_length=2000, blank=True)
    is_private = models.BooleanField(default=False, help_text="Whether only the athlete sees it.")
    cycle_is_private = models.BooleanField(default=True, help_text="Whether only the athlete sees the cycle.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `check_ins`."""

        db_table = "check_ins"
        verbose_name = "check-in"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "day"], name="one_check_in_a_day")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-day", "-id"], name="check_ins_by_day"),
            models.Index(fields=["is_private", "-day", "-id"], name="check_ins_of_all"),
            models.Index(fields=["is_private", "illness", "-day", "-id", "runner"], name="check_ins_ill"),
            models.Index(fields=["is_private", "injury", "-day", "-id", "runner"], name="check_ins_injured"),
        ]

    def __str__(self) -> str:
        return f"Check-in of {self.day}"
