"""The model of an athlete's standing in the squad."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from runlab_site.mongo.fields import ObjectIdKey

__all__ = ["SquadStanding"]


class SquadStanding(models.Model):
    """What a coach's squad page shows of an athlete. Derived: computed again by every analysis and with every new day."""

    id = ObjectIdKey()  # the runner's id
    runner = models.OneToOneField("runners.Runner", on_delete=models.CASCADE, related_name="squad_standing")
    last_session_day = models.DateField(null=True)
    recent_days = models.JSONField(
        default=list,
        help_text="day, distance_m, time_s, load_rtss of the days of the last week with a session.",
    )
    ctl = models.FloatField(null=True)
    atl = models.FloatField(null=True)
    tsb = models.FloatField(null=True)
    ramp_rate = models.FloatField(null=True)
    ctl_by_week = models.JSONField(
        default=list, help_text="CTL a week apart over twelve weeks, up to the last day."
    )
    alerts = models.JSONField(default=list, help_text="code, level, values, text.")
    alert_level = models.PositiveSmallIntegerField(default=0, help_text="2 red, 1 amber, 0 none.")
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `squad_standings`."""

        db_table = "squad_standings"
        verbose_name = "standing in the squad"
        verbose_name_plural = "standings in the squad"

    def __str__(self) -> str:
        return f"CTL {self.ctl}"
