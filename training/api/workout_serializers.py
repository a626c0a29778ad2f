"""A workout of the library as the API shows and reads it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer, Serializer
from training.models import Workout
from training.planning.shorthand import ShorthandError
from training.planning.sizing import canonical
from training.services.workout_service import text_of_steps

__all__ = ["WorkoutFileSerializer", "WorkoutSerializer"]

ROLES = ("easy", "long", "quality", "test")


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


class WorkoutFileSerializer(Serializer):
    """A FIT workout file."""

    file = serializers.FileField()
