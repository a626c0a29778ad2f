"""How calendar entries are shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.fields import ReferenceField
from runlab_site.api.serializers import ModelSerializer
from runners.models import Runner
from runners.selectors import visible_runners
from training.models import CalendarEntry

if TYPE_CHECKING:
    from datetime import date

__all__ = ["CalendarEntrySerializer", "VisibleRunnerField"]


class VisibleRunnerField(ReferenceField):
    """A runner that the one who asks may see."""

    def get_queryset(self) -> Any:
        """Theirs; none while the schema is made."""
        request = self.context.get("request")
        return visible_runners(request.user) if request is not None else Runner.objects.none()

    def use_pk_only_optimization(self) -> bool:
        """Always: the id is all that is shown."""
        return True


class CalendarEntrySerializer(ModelSerializer):
    """A race, a note, or days not for running."""

    runner = VisibleRunnerField(queryset=Runner.objects.none())
    last_day = serializers.DateField(required=False, help_text="The same day when left out.")
    distance_m = serializers.FloatField(min_value=100, max_value=250_000, required=False, allow_null=True)
    target_time_s = serializers.FloatField(min_value=1, required=False, allow_null=True)

    class Meta:
        """What is shown."""

        model = CalendarEntry
        fields = (
            "id", "runner", "kind", "day", "last_day", "title", "notes", "distance_m", "target_time_s", "priority",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("id", "created_at", "updated_at")
        extra_kwargs: ClassVar[Any] = {"created_at": {"help_text": "When it was made."}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The days in order; whose it is stays."""
        if self.instance is not None and attrs.get("runner", self.instance.runner) != self.instance.runner:
            raise serializers.ValidationError({"runner": "An entry stays with its runner."})
        day: date = attrs.get("day") or self.instance.day  # type: ignore[union-attr]  # a new one has a day
        last: date = attrs.get("last_day") or (self.instance.last_day if self.instance else day)
        if last < day:
            if "last_day" in attrs:
                raise serializers.ValidationError({"last_day": "The last day is before the first."})
            last = day
        return attrs | {"last_day": last}
