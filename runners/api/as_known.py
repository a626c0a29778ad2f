"""runners/{id}/as-known/: a past day as it stood then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import Retrieves
from runlab_site.api.fields import MomentField
from runlab_site.api.serializers import Serializer
from runners.api.of_runner import OfRunner
from runners.services.standings import facts_of_day, known_since, standing_known_on

if TYPE_CHECKING:
    from datetime import date

    from runners.models import Runner

__all__ = ["AlertSerializer", "AsKnownSerializer", "AsKnownViewSet", "StandingSerializer"]


class AlertSerializer(Serializer):
    """Something to look at, with the numbers behind it."""

    code = serializers.CharField()
    level = serializers.ChoiceField(["amber", "red"])
    text = serializers.CharField()


class StandingSerializer(Serializer):
    """Figures of a day."""

    recorded_at = MomentField(allow_null=True)
    day = serializers.DateField(
        help_text="Of the row that stood; before the day asked for when nothing newer was known."
    )
    sessions_count = serializers.IntegerField(min_value=0)
    ctl = serializers.FloatField(allow_null=True)
    atl = serializers.FloatField(allow_null=True)
    tsb = serializers.FloatField(allow_null=True)
    ramp_rate = serializers.FloatField(allow_null=True)
    critical_speed_mps = serializers.FloatField(allow_null=True)
    w_prime_m = serializers.FloatField(allow_null=True)
    alerts = AlertSerializer(many=True)


class AsKnownSerializer(Serializer):
    """A day as it stood then, beside today's recomputation of it."""

    day = serializers.DateField()
    known_then = StandingSerializer(allow_null=True, help_text="Null when nothing was known yet.")
    known_since = serializers.DateField(
        allow_null=True, help_text="The first day on which anything was known."
    )
    recomputed = StandingSerializer()


class AsKnownViewSet(Retrieves, OfRunner):
    """A past day as it stood then, beside today's recomputation of it."""

    serializer_class = AsKnownSerializer
    parameters: ClassVar[Any] = {
        "retrieve": {"day": serializers.DateField(help_text="The athlete's local day.")}
    }

    def represent(self, instance: Runner) -> Any:
        """What was written down on or before the day, and what is stored of it now."""
        day = self.query["day"]
        then = standing_known_on(instance, day)
        shown = {
            "day": day,
            "known_then": then,
            "known_since": known_since(instance),
            "recomputed": _recomputed(instance, day),
        }
        return self.get_serializer(shown).data


def _recomputed(runner: Runner, day: date) -> dict[str, Any]:
    facts = facts_of_day(runner, day)
    row, speed = facts.row, facts.critical_speed
    return {
        "day": day,
        "recorded_at": row.computed_at if row else None,
        "sessions_count": facts.sessions_count,
        **{name: getattr(row, name, None) for name in ("ctl", "atl", "tsb", "ramp_rate")},
        **{name: getattr(speed, name, None) for name in ("critical_speed_mps", "w_prime_m")},
        "alerts": facts.alerts,
    }
