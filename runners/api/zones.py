"""runners/{id}/zones/: heart rate and pace zones in force."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from runlab_site.api.actions import Replaces, Retrieves
from runlab_site.api.serializers import Serializer
from runners.api.of_runner import OfRunner
from runners.models import Runner
from runners.physiology.zones import pace_zones
from runners.selectors import (
    zones_valid_from,
)
from runners.services.heart_rate_zones import set_heart_rate_zones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


__all__ = ["HeartRateZoneSerializer", "PaceZoneSerializer", "ZonesSerializer", "ZonesViewSet"]


class HeartRateZoneSerializer(Serializer):
    """One zone, bounds included from below."""

    zone = serializers.IntegerField(min_value=1, max_value=5)
    name = serializers.CharField(required=False)
    from_bpm = serializers.FloatField(min_value=0, max_value=260)
    to_bpm = serializers.FloatField(min_value=0, max_value=260)
    source = serializers.ChoiceField(["computed", "manual"], required=False)  # type: ignore[assignment]


class PaceZoneSerializer(Serializer):
    """One zone by speed; an open end is null."""

    zone = serializers.IntegerField(min_value=1, max_value=5)
    name = serializers.CharField()
    from_mps = serializers.FloatField(allow_null=True)
    to_mps = serializers.FloatField(allow_null=True)
    source = serializers.ChoiceField(["computed"])  # type: ignore[assignment]


class ZonesSerializer(Serializer):
    """Zones in force. Typed ones count from `valid_from`; null goes back to computed ones."""

    heart_rate = HeartRateZoneSerializer(many=True, allow_null=True)
    pace = PaceZoneSerializer(
        many=True, required=False, help_text="From Critical Speed; may be sent back, never changed."
    )
    valid_from = serializers.DateField(required=False, allow_null=True)

    def validate_heart_rate(self, zones: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
        """Five, in order, without gaps."""
        if zones is None:
            return None
        if [zone["zone"] for zone in zones] != [1, 2, 3, 4, 5]:
            raise serializers.ValidationError("There are five zones, 1 to 5, in order.", code="count")
        for lower, upper in pairwise(zones):
            if lower["to_bpm"] != upper["from_bpm"]:
                text = f"Zone {upper['zone']} must begin where zone {lower['zone']} ends."
                raise serializers.ValidationError(text, code="gap")
        return zones


class ZonesViewSet(Retrieves, Replaces, OfRunner):
    """Heart rate and pace zones in force."""

    serializer_class = ZonesSerializer
    requires_if_match = True

    def represent(self, instance: Runner) -> Any:
        """Both kinds, and the day since when."""
        return {
            "heart_rate": instance.heart_rate_zones,
            "pace": _pace_zones(instance),
            "valid_from": _day_text(zones_valid_from(instance, self.today)),
        }

    def perform_update(self, instance: Runner, values: dict[str, Any]) -> Runner:
        """Type the bounds from a day on; null goes back to computed ones."""
        _refuse_changed_pace(values.get("pace"), instance)
        zones, from_day = values["heart_rate"], values.get("valid_from")
        if zones is None:
            set_heart_rate_zones(instance, None, decided_by=self.person, effective_day=from_day)
        elif _bounds(zones) != _bounds(instance.heart_rate_zones):
            floor_bpm, *uppers_bpm = _bounds(zones)
            set_heart_rate_zones(
                instance, uppers_bpm, floor_bpm=floor_bpm, decided_by=self.person, effective_day=from_day
            )
        return Runner.objects.get(pk=instance.pk)


def _bounds(zones: Sequence[Mapping[str, Any]]) -> list[float]:
    """The lowest bound and the five upper ones, bpm."""
    return [zones[0]["from_bpm"], *(zone["to_bpm"] for zone in zones)] if zones else []


def _pace_zones(runner: Runner) -> list[dict[str, Any]]:
    speed_mps = runner.critical_speed_mps
    return [
        {
            "zone": zone.number,
            "name": zone.name,
            "from_mps": zone.lower_mps,
            "to_mps": zone.upper_mps,
            "source": "computed",
        }
        for zone in (pace_zones(speed_mps) if speed_mps else ())
    ]


def _refuse_changed_pace(sent: Sequence[Mapping[str, Any]] | None, runner: Runner) -> None:
    if sent is not None and [dict(zone) for zone in sent] != _pace_zones(runner):
        text = "Pace zones follow from Critical Speed; leave them out or send them back as they are."
        raise serializers.ValidationError({"pace": [serializers.ErrorDetail(text, "read_only")]})


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
