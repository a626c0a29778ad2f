"""Admin of plans and workouts: looked at; they are changed where their rules are kept."""

from __future__ import annotations

from django.contrib import admin

from runlab_site.admin_base import ScopedAdmin
from training.models import (
    CalendarEntry,
    PlanProposal,
    PlanVersion,
    SessionMatch,
    TrainingPlan,
    TrainingPlanSchema,
    Workout,
)
from training.selectors import (
    visible_entries,
    visible_matches,
    visible_plan_versions,
    visible_planned_workouts,
    visible_plans,
    visible_proposals,
    visible_workouts,
)


@admin.register(TrainingPlanSchema)
class TrainingPlanSchemaAdmin(ScopedAdmin):
    """Plans, nested."""

    selector = staticmethod(visible_plans)
    list_display = ("runner", "status", "version", "start_date", "race_date", "updated_at")
    list_select_related = ("runner",)
    list_filter = ("status",)
    search_fields = ("runner__name",)
    ordering = ("-start_date",)


@admin.register(TrainingPlan)
class TrainingPlanAdmin(ScopedAdmin):
    """Planned workouts, flat."""

    selector = staticmethod(visible_planned_workouts)
    list_display = ("runner", "date", "name", "role", "expected_s", "expected_m", "expected_rtss", "state")
    list_select_related = ("runner",)
    list_filter = ("role", "state")
    search_fields = ("runner__name", "name")
    ordering = ("-date",)


@admin.register(Workout)
class WorkoutAdmin(ScopedAdmin):
    """The workout library."""

    selector = staticmethod(visible_workouts)
    list_display = ("code", "name", "system", "role", "source")
    list_filter = ("system", "role", "source")
    search_fields = ("name", "code", "shorthand")
    ordering = ("system", "code")


@admin.register(PlanVersion)
class PlanVersionAdmin(ScopedAdmin):
    """What was changed in plans, and what was undone."""

    selector = staticmethod(visible_plan_versions)
    list_display = ("plan", "version", "kind", "published_version", "changed_at", "undone_at")
    list_select_related = ("plan",)
    list_filter = ("kind",)
    ordering = ("-changed_at",)


@admin.register(CalendarEntry)
class CalendarEntryAdmin(ScopedAdmin):
    """Races, notes and days that are not for running."""

    selector = staticmethod(visible_entries)
    list_display = ("runner", "day", "last_day", "kind", "title", "priority")
    list_select_related = ("runner",)
    list_filter = ("kind", "priority")
    search_fields = ("runner__name", "title")
    ordering = ("-day",)


@admin.register(PlanProposal)
class PlanProposalAdmin(ScopedAdmin):
    """Plans made again, and what the coach decided."""

    selector = staticmethod(visible_proposals)
    list_display = ("plan", "day", "status", "created_at", "decided_at")
    list_select_related = ("plan",)
    list_filter = ("status",)
    ordering = ("-created_at",)


@admin.register(SessionMatch)
class SessionMatchAdmin(ScopedAdmin):
    """Pairs of sessions and planned workouts that a person made."""

    selector = staticmethod(visible_matches)
    list_display = ("runner", "session_id", "planned_id", "made_at")
    list_select_related = ("runner",)
    ordering = ("-made_at",)
