"""The model of what a runner did in a week, month, season or year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from runlab_site.mongo.fields import ObjectIdKey
from runners.models import Runner
from runners.physiology.summaries import Period

__all__ = ["PeriodTotal"]


class PeriodTotal(models.Model):
    """One week, month, season or year of a runner. Derived: made anew from the first changed day on."""

    id = ObjectIdKey()  # derived from runner, period and first day
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="period_totals", db_index=False)
    period = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Period])
    first_day = models.DateField()
    figures = models.JSONField(
        default=dict, help_text="The summary, as runners.physiology.summaries names it."
    )

    class Meta:
        """Storage: collection `period_totals`."""

        db_table = "period_totals"
        verbose_name = "total of a period"
        verbose_name_plural = "totals of periods"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "period", "-first_day", "-id"], name="totals_by_period")
        ]

    def __str__(self) -> str:
        return f"{self.period} from {self.first_day}"
