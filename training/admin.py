"""Admin of plans and workouts: looked at; they are changed where their rules are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join

from runlab_site.web.admin_base import ScopedAdmin
from runlab_site.web.admin_filters import known_values
from training.models import (
    PlanProposal,
    PlanTemplate,
    PlanVersion,
    SessionMatch,
    TrainingPlan,
    TrainingPlanSchema,
    Workout,
    WorkoutVersion,
)
from training.planning.differences import difference
from training.selectors import (
    visible_matches,
    visible_plan_templates,
    visible_plan_versions,
    visible_planned_workouts,
    visible_plans,
    visible_proposals,
    visible_workout_versions,
    visible_workouts,
)

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

Document = dict[str, Any]
ROLES = ("easy", "long", "quality", "test", "race")
STATES = ("planned", "published", "edited", "done", "missed")


def _days_html(before: Document, after: Document) -> SafeString:
    """The days that differ between two nested plans, each with its workouts before and after."""
    found = difference(before, after)
    rows = format_html_join(
        "",
        "<li><b>{}</b>: {} → {} ({} rTSS)</li>",
        (
            (day["date"], _names(day["before"]), _names(day["after"]), f"{day['d_rtss']:+.0f}")
            for day in found["days"]
        ),
    )
    if not rows:
        return format_html("{}", "No workout differs.")
    race = found["race"]
    told = f"Race day: {race['d_time_s']:+.0f} s, fitness {race['d_ctl']:+.1f}, form {race['d_tsb']:+.1f}."
    return format_html("<ul>{}</ul><p>{}</p>", rows, told)


def _names(workouts: list[Document]) -> str:
    return ", ".join(f"{one['name']} ({one['shorthand']})" for one in workouts) or "Rest"


@admin.register(TrainingPlanSchema)
class TrainingPlanSchemaAdmin(ScopedAdmin):
    """Plans, nested."""

    readonly_fields = ("unpublished_changes",)
    fields = (
        "runner", "status", "version", "start_date", "race_date", "published_at", "unpublished_changes", "input_hash",
        "created_by", "created_at", "updated_at", "document", "published", "candidates",
    )  # fmt: skip
    selector = staticmethod(visible_plans)
    list_display = ("runner", "status", "version", "start_date", "race_date", "updated_at")
    list_select_related = ("runner",)
    list_filter = ("status",)
    search_fields = ("runner__name",)
    ordering = ("-start_date", "-pk")

    @admin.display(description="What publishing would change")
    def unpublished_changes(self, plan: TrainingPlanSchema) -> SafeString | str:
        """The working version against what the athlete sees."""
        return _days_html(plan.published, plan.document) if plan.published else "Nothing is published."


@admin.register(TrainingPlan)
class TrainingPlanAdmin(ScopedAdmin):
    """Planned workouts, flat."""

    selector = staticmethod(visible_planned_workouts)
    list_display = ("runner", "date", "name", "role", "expected_s", "expected_m", "expected_rtss", "state")
    list_select_related = ("runner",)
    list_filter = (known_values("role", *ROLES), known_values("state", *STATES))
    search_fields = ("runner__name",)
    ordering = ("-date", "-pk")


@admin.register(Workout)
class WorkoutAdmin(ScopedAdmin):
    """The workout library."""

    selector = staticmethod(visible_workouts)
    list_display = ("code", "name", "system", "role", "source", "owner", "folder", "is_shared", "version")
    list_select_related = ("owner",)
    list_filter = (
        known_values("system", "easy", "long", "T", "C", "V", "F", "P", "test"),
        known_values("role", *ROLES),
        known_values("source", "library", "coach", "import"),
        "is_shared",
    )
    search_fields = ("name", "code", "shorthand")
    ordering = ("system", "code", "name", "pk")


@admin.register(WorkoutVersion)
class WorkoutVersionAdmin(ScopedAdmin):
    """What workouts were before."""

    selector = staticmethod(visible_workout_versions)
    list_display = ("workout", "version", "changed_at")
    list_select_related = ("workout",)
    ordering = ("-pk",)


@admin.register(PlanTemplate)
class PlanTemplateAdmin(ScopedAdmin):
    """Plans without athlete and dates."""

    selector = staticmethod(visible_plan_templates)
    list_display = ("name", "owner", "goal_distance_m", "weeks_count", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name",)
    ordering = ("name", "pk")


@admin.register(PlanVersion)
class PlanVersionAdmin(ScopedAdmin):
    """What was changed in plans, and what was undone."""

    selector = staticmethod(visible_plan_versions)
    readonly_fields = ("what_changed",)
    fields = (
        "plan", "version", "kind", "what_changed", "published_version", "changed_by", "changed_at", "undone_at",
        "document",
    )  # fmt: skip
    list_display = ("plan", "version", "kind", "published_version", "changed_at", "undone_at")
    list_select_related = ("plan",)
    list_filter = ("kind",)
    ordering = ("-pk",)

    @admin.display(description="What it changed")
    def what_changed(self, kept: PlanVersion) -> SafeString | str:
        """Against the version before it."""
        before = (
            PlanVersion.objects.filter(plan=kept.plan, version__lt=kept.version).order_by("-version").first()
        )
        return _days_html(before.document, kept.document) if before else "It is the first version."


@admin.register(PlanProposal)
class PlanProposalAdmin(ScopedAdmin):
    """Plans made again, and what the coach decided."""

    selector = staticmethod(visible_proposals)
    list_display = ("plan", "day", "status", "created_at", "decided_at")
    list_select_related = ("plan",)
    list_filter = ("status",)
    ordering = ("-pk",)


@admin.register(SessionMatch)
class SessionMatchAdmin(ScopedAdmin):
    """Pairs of sessions and planned workouts that a person made."""

    selector = staticmethod(visible_matches)
    list_display = ("runner", "session_id", "planned_id", "made_at")
    list_select_related = ("runner",)
    ordering = ("-pk",)
