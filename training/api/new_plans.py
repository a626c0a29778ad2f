"""What a plan is asked for with, and the wish that the generator reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from rest_framework import serializers

from runlab_site.api.serializers import Serializer
from runners.api.fields import SecondsOfDatesField
from runners.models import Runner
from runners.physiology.local_days import local_day
from training.api.permissions import PlannedRunnerField
from training.planning.inputs import EXPERIENCES
from training.services.plan_inputs import known_availability

__all__ = ["NewPlanSerializer", "runner_and_wish"]


class SideRaceSerializer(Serializer):
    """A race on the way."""

    day = serializers.DateField()
    distance_m = serializers.FloatField(min_value=100, max_value=250_000)
    priority = serializers.ChoiceField(["B", "C"], default="C")


class PlanAvailabilitySerializer(Serializer):
    """Time to run; what is left out comes from the runner."""

    max_s_by_weekday = serializers.ListField(
        child=serializers.FloatField(min_value=0, max_value=86_400),
        min_length=7,
        max_length=7,
        required=False,
        help_text="Seconds on each weekday, Monday first.",
    )
    long_run_weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    max_sessions_per_day = serializers.IntegerField(min_value=1, max_value=2, required=False)
    exceptions = SecondsOfDatesField(required=False)


class NewPlanSerializer(Serializer):
    """What a plan is asked for with."""

    runner = PlannedRunnerField(queryset=Runner.objects.none())
    goal_distance_m = serializers.FloatField(min_value=800, max_value=250_000)
    goal_time_s = serializers.FloatField(min_value=60, required=False, allow_null=True)
    goal_name = serializers.CharField(
        max_length=120, required=False, help_text="The race's name; the calendar's when left out."
    )
    goal_day = serializers.DateField(required=False, help_text="Race day; wins over the counts of weeks.")
    start_day = serializers.DateField(required=False, help_text="The runner's tomorrow when left out.")
    blocks_count = serializers.IntegerField(min_value=1, max_value=13, required=False)
    weeks_per_block_count = serializers.IntegerField(min_value=2, max_value=6, required=False)
    taper_weeks_count = serializers.IntegerField(min_value=1, max_value=3, required=False)
    days_available = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6),
        required=False,
        help_text="Weekdays to run on, 0 is Monday; others get no time.",
    )
    availability = PlanAvailabilitySerializer(required=False)
    races = SideRaceSerializer(many=True, required=False)
    blackout_days = serializers.ListField(child=serializers.DateField(), required=False)
    no_quality_days = serializers.ListField(child=serializers.DateField(), required=False)
    experience = serializers.ChoiceField(EXPERIENCES, required=False)
    loading = serializers.ChoiceField([2, 3], required=False)


Document = dict[str, Any]


def runner_and_wish(values: Document) -> tuple[Runner, Document]:
    """The runner, and the wish as JSON."""
    runner = Runner.objects.get(pk=values.pop("runner").pk)
    start = values.get("start_day") or local_day(datetime.now(UTC), runner.time_zone) + timedelta(days=1)
    values["start_day"] = start
    days = values.pop("days_available", None)
    if days is not None:
        values["availability"] = _only_on(days, runner, dict(values.get("availability") or {}), start)
    return runner, _plain(values)


def _only_on(days: list[int], runner: Runner, availability: Document, start: date) -> Document:
    known = known_availability(runner, start)
    usual = availability.get("max_s_by_weekday") or known.get("max_s_by_weekday") or [3600.0] * 7
    seconds = [usual[weekday] if weekday in days else 0.0 for weekday in range(7)]
    return availability | {"max_s_by_weekday": seconds}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
