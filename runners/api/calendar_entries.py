"""calendar-entries/: races, notes, illness, injury and holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from rest_framework import serializers

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer
from runlab_site.api.views import ResourceViewSet
from runners.api.fields import VisibleRunnerField
from runners.calendar.selectors import visible_entries
from runners.calendar.services import create_entry, delete_entry, update_entry
from runners.models import CalendarEntry, Runner

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = ["CalendarEntryViewSet"]


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


class CalendarEntryViewSet(Lists, Creates, Retrieves, Updates, Deletes, ResourceViewSet):
    """Races, notes, illness, injury and holidays. Blocked days and races go into plans made after them."""

    scope = "plans"
    serializer_class = CalendarEntrySerializer
    queryset = CalendarEntry.objects.none()
    orderings = ("day", "title")
    filters: ClassVar[Any] = {
        "runner": "runner_id",
        "kind": "kind",
        "from": "last_day__gte",
        "to": "day__lte",
    }
    parameters: ClassVar[Any] = {
        "list": {
            "runner": IdField(required=False),
            "kind": serializers.ChoiceField(CalendarEntry.Kind.choices, required=False),
            "from": serializers.DateField(required=False, help_text="Ending on this day or later."),
            "to": serializers.DateField(required=False, help_text="Beginning on this day or earlier."),
        }
    }

    def get_queryset(self) -> QuerySet[CalendarEntry]:
        """Those of the runners one may see."""
        return visible_entries(self.request.user)

    def perform_create(self, values: dict[str, Any]) -> CalendarEntry:
        """Write it into the calendar."""
        return create_entry(values, cast("User", self.request.user))

    def perform_update(self, instance: CalendarEntry, values: dict[str, Any]) -> CalendarEntry:
        """Change what is named."""
        return update_entry(instance, values)

    def perform_destroy(self, instance: CalendarEntry) -> None:
        """Take it out."""
        delete_entry(instance)
