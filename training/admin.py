"""Admin of plans and workouts: looked at; they are changed where their rules are kept."""

from __future__ import annotations

from django.contrib import admin

from runlab_site.admin_base import ScopedAdmin
from training.models import TrainingPlan, TrainingPlanSchema, Workout
from training.selectors import visible_planned_workouts, visible_plans, visible_workouts


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
