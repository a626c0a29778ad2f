"""Admin of check-ins: the shared ones, without the cycle."""

from __future__ import annotations

from django.contrib import admin

from runlab_site.web.admin_base import ScopedAdmin
from runners.check_ins.models import CheckIn
from runners.check_ins.selectors import visible_check_ins

__all__ = ["CheckInAdmin"]


@admin.register(CheckIn)
class CheckInAdmin(ScopedAdmin):
    """How athletes say they are."""

    selector = staticmethod(visible_check_ins)
    list_display = ("runner", "day", "sleep_quality", "soreness", "mood", "illness", "injury")
    list_select_related = ("runner",)
    list_filter = ("illness", "injury")
    search_fields = ("runner__name",)
    exclude = ("cycle", "cycle_is_private")
    ordering = ("-day", "-pk")
