"""How runners, their figures and their history are shown and written."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar

from rest_framework import serializers

from runlab_site.api.fields import IdField, MomentField, ReferenceField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.selectors import visible_runners

__all__ = [
    "AsKnownSerializer",
    "BestChangeSerializer",
    "BestSerializer",
    "CriticalSpeedLineSerializer",
    "CriticalSpeedSerializer",
    "HistoryDaySerializer",
    "NewBestSerializer",
    "PredictionSerializer",
    "RunnerSerializer",
    "RunnerWhySerializer",
    "VisibleRunnerField",
    "ZonesSerializer",
]


class VisibleRunnerField(ReferenceField):
    """A runner that the one who asks may see."""

    def get_queryset(self) -> Any:
        """Theirs; none while the schema is made."""
        request = self.context.get("request")
        return visible_runners(request.user) if request is not None else Runner.objects.none()


class ScheduleSerializer(Serializer):
    """How a plan is cut into blocks."""

    blocks_count = serializers.IntegerField(min_value=1, max_value=12)
    weeks_per_block_count = serializers.IntegerField(min_value=1, max_value=12)
    taper_weeks_count = serializers.IntegerField(min_value=0, max_value=6)
    is_default = serializers.BooleanField(default=False, read_only=True)


class AvailabilitySerializer(Serializer):
    """When there is time to run."""

    max_s_by_weekday = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=86_400),
        min_length=7,
        max_length=7,
        required=False,
        help_text="Seconds from Monday to Sunday; 0 is a day off.",
    )
    long_run_weekday = serializers.IntegerField(
        min_value=0, max_value=6, required=False, help_text="0 is Monday."
    )
    max_sessions_per_day = serializers.IntegerField(min_value=1, max_value=3, required=False)


class RunnerSerializer(ModelSerializer):
    """An athlete's profile. Heart rates are null until they are measured and typed."""

    birth_date = serializers.DateField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
    schedule = ScheduleSerializer(required=False)
    availability = AvailabilitySerializer(required=False)
    coach = IdField(source="coach_id", read_only=True, allow_null=True)
    coaches = serializers.ListField(child=IdField(), read_only=True)
    squads = serializers.ListField(child=IdField(), read_only=True)
    user = IdField(source="user_id", read_only=True, allow_null=True)
    valid_from = serializers.DateField(
        write_only=True,
        required=False,
        help_text="The day from which heart rates in this body count; today without it.",
    )

    class Meta:
        """What is shown."""

        model = Runner
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "name",
            "user",
            "birth_date",
            "sex",
            "weight_kg",
            "height_cm",
            "resting_heart_rate_bpm",
            "max_heart_rate_bpm",
            "threshold_heart_rate_bpm",
            "coach",
            "coaches",
            "squads",
            "tags",
            "time_zone",
            "experience",
            "usual_weekly_load_rtss",
            "schedule",
            "availability",
            "valid_from",
        )


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


class BestSerializer(Serializer):
    """The best over a distance: computed from a session, typed in, or a default that stands for none."""

    id = IdField(read_only=True, allow_null=True)
    distance_m = serializers.FloatField(min_value=100, max_value=1_000_000)
    time_s = serializers.FloatField(min_value=1, max_value=1_000_000)
    session = IdField(read_only=True, allow_null=True)
    start_offset_s = serializers.FloatField(read_only=True, allow_null=True)
    achieved_at = serializers.CharField(
        help_text="The moment; of a typed one the day.", allow_null=True, required=False
    )
    excluded = serializers.BooleanField(read_only=True)
    is_default = serializers.BooleanField(read_only=True)
    source = serializers.ChoiceField(["computed", "typed", "default"], read_only=True)  # type: ignore[assignment]
    contradiction = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="The longer best that was faster: this one was not all-out.",
    )


class NewBestSerializer(Serializer):
    """A best that has no file."""

    distance_m = serializers.FloatField(min_value=100, max_value=1_000_000)
    time_s = serializers.FloatField(min_value=1, max_value=1_000_000)
    achieved_at = serializers.DateField(help_text="The day it was run.")


class BestChangeSerializer(Serializer):
    """Whether a session's best counts."""

    excluded = serializers.BooleanField()


class SessionOrNoneField(IdField):
    """The session an effort was run in; null for one that was typed in."""

    def to_representation(self, value: Any) -> Any:
        """Typed efforts carry a name of their own in place of a session's id."""
        return None if str(value).startswith("typed:") else str(value)


class CriticalSpeedPointSerializer(Serializer):
    """A trial: used in the fit, or why not."""

    distance_m = serializers.FloatField()
    time_s = serializers.FloatField()
    day = serializers.DateField()
    session = SessionOrNoneField(allow_null=True)
    kind = serializers.CharField()
    used = serializers.BooleanField()
    why_not = serializers.CharField(allow_null=True)
    evidence = serializers.CharField(
        allow_null=True, default=None, help_text="Why it counts as near maximal; null where it was not asked."
    )


class CriticalSpeedReasonSerializer(Serializer):
    """Why it changed, or why there is none."""

    code = serializers.CharField()
    text = serializers.CharField()
    session = SessionOrNoneField(allow_null=True, required=False)
    personal_bests = serializers.ListField(child=serializers.FloatField(), required=False)


class CriticalSpeedLineSerializer(ModelSerializer):
    """One line of the log: what Critical Speed became on a day, and why."""

    points = CriticalSpeedPointSerializer(many=True)
    reason = CriticalSpeedReasonSerializer()
    flags = serializers.ListField(child=serializers.CharField())

    class Meta:
        """What is shown."""

        model = CriticalSpeedRecord
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "valid_from",
            "state",
            "critical_speed_mps",
            "low_mps",
            "high_mps",
            "standard_error_mps",
            "w_prime_m",
            "w_prime_standard_error_m",
            "w_prime_low_m",
            "w_prime_high_m",
            "r2",
            "source",
            "points",
            "reason",
            "flags",
            "formula_version",
        )


class CriticalSpeedSerializer(Serializer):
    """Critical Speed in force, and a proposal that waits for a decision."""

    state = serializers.ChoiceField(
        ["in_force", "estimated", "proposed"],
        allow_null=True,
        help_text="estimated: from one race, used until there is evidence for a fit.",
    )
    source = serializers.CharField(  # type: ignore[assignment]
        allow_null=True, help_text="fit, provisional, typed, typed_race or race."
    )
    flags = serializers.ListField(child=serializers.CharField())
    is_stale = serializers.BooleanField(help_text="Every effort behind it is over 90 days old.")
    critical_speed_mps = serializers.FloatField(allow_null=True)
    low_mps = serializers.FloatField(allow_null=True)
    high_mps = serializers.FloatField(allow_null=True)
    standard_error_mps = serializers.FloatField(allow_null=True)
    day_low_mps = serializers.FloatField(
        allow_null=True, help_text="95 % band of what it is on any one day, form counted in."
    )
    day_high_mps = serializers.FloatField(allow_null=True)
    w_prime_m = serializers.FloatField(allow_null=True)
    w_prime_standard_error_m = serializers.FloatField(allow_null=True)
    r2 = serializers.FloatField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    points = CriticalSpeedPointSerializer(many=True)
    reason = CriticalSpeedReasonSerializer()
    proposed = CriticalSpeedLineSerializer(allow_null=True)


class HistoryDaySerializer(ModelSerializer):
    """One local day: load, and fitness, fatigue and form that follow."""

    load_by_sport = serializers.DictField(child=serializers.FloatField())

    class Meta:
        """What is shown."""

        model = RunnerHistory
        fields = (
            "day",
            "load_rtss",
            "load_by_sport",
            "estimated_load_rtss",
            "estimated_percent",
            "ctl",
            "atl",
            "tsb",
            "ramp_rate",
            "monotony",
            "strain",
            "banister_fitness",
            "banister_fatigue",
            "banister_performance",
            "sessions_count",
            "unknown_load_count",
            "phase",
            "source",
            "formula_version",
        )


class PredictionMethodSerializer(Serializer):
    """What one method says, or why it may not speak."""

    method = serializers.CharField()
    time_s = serializers.FloatField(allow_null=True)
    note = serializers.CharField()


class FormForecastSerializer(Serializer):
    """What the athlete's own impulse-response model makes of that day, the usual load going on until then."""

    vdot = serializers.FloatField()
    vdot_low = serializers.FloatField()
    vdot_high = serializers.FloatField()
    time_s = serializers.FloatField()
    time_low_s = serializers.FloatField()
    time_high_s = serializers.FloatField()
    assumed_daily_load_rtss = serializers.FloatField()


class PredictionSerializer(Serializer):
    """A race's likely time and its range."""

    distance_m = serializers.FloatField()
    day = serializers.DateField()
    time_s = serializers.FloatField()
    time_low_s = serializers.FloatField()
    time_high_s = serializers.FloatField()
    model = serializers.CharField(help_text="The method that is recommended.")
    confidence = serializers.FloatField(help_text="The share of races that should lie within the range.")
    text = serializers.CharField(help_text="Why this method.")
    formula_version = serializers.CharField()
    methods = PredictionMethodSerializer(many=True)
    flags = serializers.ListField(child=serializers.CharField())
    impulse_response = FormForecastSerializer(allow_null=True)


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


class WhyGivenSerializer(Serializer):
    """One value that went in, or was left out with the reason."""

    name = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    resource = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)


class RunnerWhySerializer(Serializer):
    """How a figure of a runner came about."""

    figure = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
    formula = serializers.CharField(help_text="In words.")
    expression = serializers.CharField(allow_blank=True, help_text="With the numbers put in.")
    formula_version = serializers.CharField()
    source_reference = serializers.CharField()
    inputs = WhyGivenSerializer(many=True)
    left_out = WhyGivenSerializer(many=True)
    uncertainty = serializers.CharField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    would_change = serializers.CharField()
    computed_at = MomentField(allow_null=True)
