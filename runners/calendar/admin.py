"""Admin of calendar entries."""

from __future__ import annotations

from django.contrib import admin

from runlab_site.web.admin_base import ScopedAdmin
from runners.calendar.models import CalendarEntry
from runners.calendar.selectors import visible_entries

__all__ = ["CalendarEntryAdmin"]


@admin.register(CalendarEntry)
class CalendarEntryAdmin(ScopedAdmin):
    """Races, notes and days that are not for running."""

    selector = staticmethod(visible_entries)
    list_display = ("runner", "day", "last_day", "kind", "title", "priority")
    list_select_related = ("runner",)
    list_filter = ("kind", "priority")
    search_fields = ("runner__name",)
    ordering = ("-day", "-pk")
