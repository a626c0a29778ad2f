"""Admin of runners and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from runlab_site.web.admin_base import ScopedAdmin
from runners.calendar.admin import CalendarEntryAdmin
from runners.check_ins.admin import CheckInAdmin
from runners.comments.admin import CommentAdmin
from runners.models import CriticalSpeedRecord, Runner, RunnerDecision, RunnerHistory, RunnerStanding, Squad
from runners.selectors import (
    visible_critical_speeds,
    visible_decisions,
    visible_history,
    visible_runners,
    visible_squads,
    visible_standings,
)
from runners.services.runner_service import create_runner_with_defaults, update_runner_with_defaults

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = [
    "CalendarEntryAdmin",
    "CheckInAdmin",
    "CommentAdmin",
    "CriticalSpeedAdmin",
    "RunnerAdmin",
    "RunnerDecisionAdmin",
    "RunnerHistoryAdmin",
    "RunnerStandingAdmin",
    "SquadAdmin",
]


@admin.register(Runner)
class RunnerAdmin(ScopedAdmin):
    """Runners. What is typed goes through the runner service, so that defaults, zones and loads follow."""

    selector = staticmethod(visible_runners)
    may_add = may_change = True
    list_display = ("name", "birth_date", "sex", "critical_speed_mps", "time_zone", "created_at")
    list_filter = ("sex", "experience")
    account_field = "user_id"
    search_fields = ("name",)
    ordering = ("name", "pk")
    fields = (
        "name", "birth_date", "sex", "weight_kg", "height_cm", "time_zone", "tags", "experience",
        "resting_heart_rate_bpm", "max_heart_rate_bpm", "threshold_heart_rate_bpm", "usual_weekly_load_rtss",
        "coach", "user", "critical_speed_mps", "w_prime_m", "critical_speed_valid_from", "heart_rate_zones",
        "personal_bests", "banister", "schedule", "availability", "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = (
        "coach", "user", "critical_speed_mps", "w_prime_m", "critical_speed_valid_from", "heart_rate_zones",
        "personal_bests", "banister", "schedule", "availability", "created_at", "updated_at",
    )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Make or change it by the service."""
        typed = {name: form.cleaned_data[name] for name in form.changed_data}
        user: Any = request.user
        if change:
            runner = update_runner_with_defaults(Runner.objects.get(pk=obj.pk), typed, decided_by=user)
        else:
            runner = create_runner_with_defaults(**typed, coach=user if user.is_coach else None)
        obj.__dict__.update(runner.__dict__)


@admin.register(RunnerHistory)
class RunnerHistoryAdmin(ScopedAdmin):
    """The fitness history: derived, so only looked at."""

    selector = staticmethod(visible_history)
    list_display = ("runner", "day", "load_rtss", "ctl", "atl", "tsb", "phase")
    list_select_related = ("runner",)
    search_fields = ("runner__name",)
    ordering = ("-day", "-pk")


@admin.register(RunnerStanding)
class RunnerStandingAdmin(ScopedAdmin):
    """What stood on each day, as known then: never edited."""

    selector = staticmethod(visible_standings)
    list_display = ("runner", "day", "ctl", "tsb", "critical_speed_mps", "sessions_count")
    list_select_related = ("runner",)
    search_fields = ("runner__name",)
    ordering = ("-day", "-pk")


@admin.register(CriticalSpeedRecord)
class CriticalSpeedAdmin(ScopedAdmin):
    """The Critical Speed log: derived, so only looked at."""

    selector = staticmethod(visible_critical_speeds)
    list_display = ("runner", "valid_from", "state", "critical_speed_mps", "w_prime_m", "r2")
    list_select_related = ("runner",)
    list_filter = ("state",)
    search_fields = ("runner__name",)
    ordering = ("-valid_from", "-pk")


@admin.register(RunnerDecision)
class RunnerDecisionAdmin(ScopedAdmin):
    """What was decided of runners: never edited, only replaced by a later word."""

    selector = staticmethod(visible_decisions)
    list_display = ("runner", "kind", "effective_day", "decided_at", "withdrawn_at")
    list_select_related = ("runner",)
    list_filter = ("kind",)
    search_fields = ("runner__name",)
    ordering = ("-pk",)


@admin.register(Squad)
class SquadAdmin(ScopedAdmin):
    """Squads."""

    selector = staticmethod(visible_squads)
    list_display = ("name", "created_at")
    ordering = ("name", "pk")
