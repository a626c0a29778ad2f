"""How plans and workouts are shown and written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runners.api.fields import VisibleRunnerField
from runners.models import Runner
from training.models import TrainingPlanSchema, Workout
from training.planning.inputs import EXPERIENCES
from training.planning.shorthand import ShorthandError
from training.planning.sizing import canonical
from training.services.workout_service import text_of_steps

__all__ = [
    "CalendarRowSerializer",
    "ComplianceWeekSerializer",
    "DayChangeSerializer",
    "NewPlanSerializer",
    "PlanChangeSerializer",
    "PlanDaySerializer",
    "PlanPreviewSerializer",
    "PlanSerializer",
    "PlanSummarySerializer",
    "RestoreSerializer",
    "WorkoutFileSerializer",
    "WorkoutSerializer",
    "WorkoutVersionSerializer",
]

ROLES = ("easy", "long", "quality", "test")


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


class NewPlanSerializer(Serializer):
    """What a plan is asked for with."""

    runner = VisibleRunnerField(queryset=Runner.objects.none())
    goal_distance_m = serializers.FloatField(min_value=800, max_value=250_000)
    goal_time_s = serializers.FloatField(min_value=60, required=False, allow_null=True)
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


class PlanSummarySerializer(Serializer):
    """A plan in a list."""

    id = IdField()
    runner = IdField()
    status = serializers.ChoiceField(TrainingPlanSchema.Status.choices)
    version = serializers.IntegerField()
    start_day = serializers.DateField()
    goal_day = serializers.DateField()
    goal_kind = serializers.CharField()
    goal_distance_m = serializers.FloatField()
    goal_time_s = serializers.FloatField(allow_null=True)
    loading = serializers.IntegerField()
    strategy = serializers.CharField()


class PlanSerializer(PlanSummarySerializer):
    """A plan, nested: blocks, weeks, days, workouts, steps."""

    remarks = serializers.ListField(child=serializers.DictField())
    candidates = serializers.ListField(
        child=serializers.DictField(),
        help_text="For coaches, until published: strategy, forecast and gives_up of each; the best first.",
    )
    forecast = serializers.DictField(allow_null=True)
    blocks = serializers.ListField(child=serializers.DictField())


class ScaledWeekSerializer(Serializer):
    """A week longer or shorter."""

    week = serializers.IntegerField(min_value=0, help_text="Counted from 0.")
    factor = serializers.FloatField(help_text="0.3 to 1.5, for easy and long parts.")


class PlanChangeSerializer(Serializer):
    """One change of a whole plan."""

    candidate = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="Which candidate becomes the draft, 0 is the best; until published.",
    )
    scale_week = ScaledWeekSerializer(required=False)
    status = serializers.ChoiceField(
        ["archived"], required=False, help_text="The athlete follows it no more."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Name one change: candidate, scale_week or status.")
        return attrs


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


class PlanPreviewSerializer(Serializer):
    """The days to come and what publishing would change."""

    days = serializers.ListField(child=serializers.DictField())
    race_time_s = serializers.FloatField()
    race_time_low_s = serializers.FloatField()
    race_time_high_s = serializers.FloatField()
    outlooks = serializers.DictField(
        help_text="Race morning for plan, changed (null without changes) and missed: ctl atl tsb and race_time_*_s."
    )
    changes = serializers.ListField(child=serializers.DictField())


class WorkoutSerializer(ModelSerializer):
    """A workout: of the shared library, or one's own."""

    kind = serializers.ChoiceField(ROLES, source="role", default="easy")
    owner = IdField(source="owner_id", read_only=True, allow_null=True)
    shorthand = serializers.CharField(
        max_length=1000,
        required=False,
        help_text="At the level asked for; sent with {a..b} it has levels. intervals.icu's plain lines are read too.",
    )
    template = serializers.CharField(
        source="shorthand", read_only=True, help_text="As stored, with {a..b} where a level chooses a number."
    )
    steps = serializers.ListField(child=serializers.DictField(), required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)
    is_shared = serializers.BooleanField(
        required=False, help_text="Whether the owner's athletes and their other coaches see it."
    )
    level = serializers.FloatField(read_only=True, allow_null=True, help_text="0 to 1; null without levels.")
    estimated_time_s = serializers.FloatField(read_only=True)
    estimated_distance_m = serializers.FloatField(read_only=True)
    estimated_rtss = serializers.FloatField(read_only=True)
    w_prime_balance_m = serializers.ListField(
        child=serializers.FloatField(),
        read_only=True,
        help_text="W' left after each single step, repeats unrolled.",
    )
    is_carried = serializers.BooleanField(read_only=True, help_text="Whether the athlete's W' carries it.")
    nearest_carried = serializers.DictField(
        read_only=True,
        allow_null=True,
        help_text="If it does not, the nearest that it carries: shorthand, level, and the code of another workout.",
    )

    class Meta:
        """What is shown."""

        model = Workout
        fields = (
            "id", "code", "owner", "name", "kind", "sport", "shorthand", "template", "steps", "notes", "tags", "folder",
            "is_shared", "source", "version", "level", "estimated_time_s", "estimated_distance_m", "estimated_rtss",
            "w_prime_balance_m", "is_carried", "nearest_carried",
        )  # fmt: skip
        read_only_fields = ("id", "code", "source", "version", "sport")

    def validate_shorthand(self, text: str) -> str:
        """The one spelling of it."""
        try:
            return canonical(text)
        except ShorthandError as error:
            raise serializers.ValidationError(str(error), code="shorthand") from error

    def validate_steps(self, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Steps that can be written as shorthand."""
        try:
            self._text_of_steps = text_of_steps(steps)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = "These are not steps as a workout shows them."
            raise serializers.ValidationError(text, code="invalid") from error
        return steps

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Shorthand or steps; not two different workouts."""
        if attrs.pop("steps", None) is not None:
            if attrs.setdefault("shorthand", self._text_of_steps) != self._text_of_steps:
                raise serializers.ValidationError({"steps": "Steps and shorthand differ: send one of them."})
        elif "shorthand" not in attrs and not self.partial:
            raise serializers.ValidationError({"shorthand": "Send shorthand or steps."}, code="required")
        return attrs


class WorkoutVersionSerializer(Serializer):
    """What a workout was in one of its versions."""

    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField(help_text="When it became so.")
    changed_by = IdField(allow_null=True)
    name = serializers.CharField()
    kind = serializers.CharField()
    template = serializers.CharField()
    notes = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    folder = serializers.CharField()


class RestoreSerializer(Serializer):
    """Which version comes back."""

    version = serializers.IntegerField(min_value=1)


class WorkoutFileSerializer(Serializer):
    """A FIT workout file."""

    file = serializers.FileField()


class CalendarRowSerializer(Serializer):
    """Something on a day."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(["planned", "session", "race", "note"])
    title = serializers.CharField()
    workout = IdField(allow_null=True)
    session = IdField(allow_null=True)
    compliance_percent = serializers.FloatField(allow_null=True)


class ComplianceWeekSerializer(Serializer):
    """Planned and done in a week."""

    week_start = serializers.DateField()
    planned_s = serializers.FloatField()
    done_s = serializers.FloatField()
    planned_m = serializers.FloatField()
    done_m = serializers.FloatField()
    planned_rtss = serializers.FloatField()
    done_rtss = serializers.FloatField()
    compliance_percent = serializers.FloatField(allow_null=True)
    colour = serializers.ChoiceField(["green", "yellow", "red", "grey"])
