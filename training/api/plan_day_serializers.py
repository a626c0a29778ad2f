"""A planned workout as `plans/{id}/days/` writes and reads it."""

from __future__ import annotations

from rest_framework import serializers

from runlab_site.api.fields import IdField
from runlab_site.api.serializers import Serializer

__all__ = ["DayChangeSerializer", "PlanDaySerializer"]


class PlanDaySerializer(Serializer):
    """A planned workout, or a day of rest (then `id` is null)."""

    id = IdField(allow_null=True)
    day = serializers.DateField()
    week = serializers.IntegerField()
    block = serializers.IntegerField()
    workout = serializers.CharField(allow_null=True, help_text="The code of the library, such as T2.")
    name = serializers.CharField()
    kind = serializers.CharField()
    shorthand = serializers.CharField()
    target_time_s = serializers.FloatField()
    target_distance_m = serializers.FloatField()
    target_rtss = serializers.FloatField()
    notes = serializers.CharField()
    state = serializers.CharField()
    locked = serializers.BooleanField()
    session = IdField(allow_null=True)
    compliance_percent = serializers.FloatField(allow_null=True)


class DayChangeSerializer(Serializer):
    """One change of a planned workout, or several at once."""

    day = serializers.DateField(required=False, help_text="Move it to this day.")
    swap_with = serializers.DateField(required=False, help_text="Its day and this one change their workouts.")
    scale = serializers.FloatField(required=False, help_text="Its week's easy and long parts by this factor.")
    shorthand = serializers.CharField(required=False, max_length=1000, help_text="Other steps.")
    name = serializers.CharField(required=False, max_length=200, help_text="Of the other steps.")
    locked = serializers.BooleanField(required=False)
    notes = serializers.CharField(required=False, max_length=10_000, allow_blank=True)
