"""calendar-entries/: races, notes, illness, injury and holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.fields import IdField
from runlab_site.api.views import (
    Creates,
    Deletes,
    Lists,
    ResourceViewSet,
    Retrieves,
    Updates,
)
from training.api.serializers import (
    CalendarEntrySerializer,
)
from training.models import CalendarEntry
from training.selectors import visible_entries

if TYPE_CHECKING:
    from django.db.models import QuerySet


__all__ = ["CalendarEntryViewSet"]

Document = dict[str, Any]


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

    def perform_create(self, values: Document) -> CalendarEntry:
        """Write it into the calendar."""
        return CalendarEntry.objects.create(**values, created_by=str(self.request.user.pk))

    def perform_update(self, instance: CalendarEntry, values: Document) -> CalendarEntry:
        """Change what is named."""
        for name, value in values.items():
            setattr(instance, name, value)
        instance.save()
        return instance

    def perform_destroy(self, instance: CalendarEntry) -> None:
        """Take it out."""
        instance.delete()
