"""calendar-entries/: races, notes, illness, injury and holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from rest_framework import serializers

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer
from runlab_site.api.views import ResourceViewSet
from runlab_site.time_zones import latest_day
from runners.api.fields import VisibleRunnerField
from runners.calendar.selectors import visible_entries
from runners.calendar.services import create_entry, delete_entry, update_entry
from runners.models import CalendarEntry, Runner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = ["CalendarEntryViewSet"]


class CalendarEntrySerializer(ModelSerializer):
    """A race, a note, or days not for running."""

    runner = VisibleRunnerField(queryset=Runner.objects.none())
    last_day = serializers.DateField(required=False, help_text="The same day when left out.")
    distance_m = serializers.FloatField(min_value=100, max_value=250_000, required=False, allow_null=True)
    title = serializers.CharField(max_length=200, required=False)
    name = serializers.CharField(
        source="title", max_length=200, required=False, help_text="Of a race; the same as title."
    )
    target_time_s = serializers.FloatField(min_value=1, required=False, allow_null=True)
    goal_time_s = serializers.FloatField(
        source="target_time_s",
        min_value=1,
        required=False,
        allow_null=True,
        help_text="The same as target_time_s.",
    )
    official_time_s = serializers.FloatField(
        min_value=1, max_value=1_000_000, required=False, allow_null=True
    )
    official_distance_m = serializers.FloatField(
        min_value=100,
        max_value=250_000,
        required=False,
        allow_null=True,
        help_text="The course as measured; distance_m when left out.",
    )

    class Meta:
        """What is shown."""

        model = CalendarEntry
        fields = (
            "id", "runner", "kind", "day", "last_day", "title", "name", "notes", "distance_m", "target_time_s",
            "goal_time_s", "official_time_s", "official_distance_m", "priority", "created_at", "updated_at",
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
        if self.instance is None and not attrs.get("title"):
            raise serializers.ValidationError(
                {"title": [serializers.ErrorDetail("It needs a name.", "required")]}
            )
        _refuse_result(_Wanted(self.instance, attrs))
        return attrs | {"last_day": last}


class _Wanted:
    """An entry as it would be: what a body names before what is stored."""

    def __init__(self, stored: Any, named: Mapping[str, Any]) -> None:
        self._stored, self._named = stored, named

    def __getitem__(self, name: str) -> Any:
        return self._named.get(name, getattr(self._stored, name, None))


def _refuse_result(entry: _Wanted) -> None:
    """An official result is of a race that was run, over a distance that is known. Raises ValidationError."""
    if entry["official_time_s"] is None and entry["official_distance_m"] is None:
        return
    if entry["kind"] != CalendarEntry.Kind.RACE:
        raise serializers.ValidationError({"official_time_s": "Only a race has an official result."})
    if entry["day"] > latest_day():
        raise serializers.ValidationError({"official_time_s": "This race is still to come."})
    if entry["official_time_s"] is None:
        raise serializers.ValidationError({"official_time_s": "A result needs its time."})
    if entry["official_distance_m"] is None and entry["distance_m"] is None:
        raise serializers.ValidationError({"official_distance_m": "A result needs its distance."})


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
        return update_entry(instance, values, cast("User", self.request.user))

    def perform_destroy(self, instance: CalendarEntry) -> None:
        """Take it out."""
        delete_entry(instance, cast("User", self.request.user))
