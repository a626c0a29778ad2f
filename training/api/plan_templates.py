"""plan-templates/: plans without athlete and dates, made again for one athlete or a group."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import CoachesOnly, ScopedPermission
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import ResourceViewSet
from training.models import PlanTemplate
from training.planning.plan_templates import LEVEL_SHIFTS
from training.selectors import planned_runners, visible_plan_templates, visible_plans
from training.services import template_service

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from training.services.template_service import Applied

__all__ = ["PlanTemplateViewSet"]

Document = dict[str, Any]
MOST_RUNNERS = 50


class PlanTemplateSerializer(ModelSerializer):
    """A template; its weeks are shown with the single one."""

    owner = IdField(source="owner_id", read_only=True)

    class Meta:
        """What is shown."""

        model = PlanTemplate
        fields: Any = (
            "id",
            "owner",
            "name",
            "notes",
            "goal_distance_m",
            "weeks_count",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("id", "goal_distance_m", "weeks_count", "created_at", "updated_at")


class PlanTemplateDetailSerializer(PlanTemplateSerializer):
    """A template with its weeks: each week's days, each day's workouts in shorthand."""

    weeks = serializers.SerializerMethodField()

    class Meta(PlanTemplateSerializer.Meta):
        """What is shown besides."""

        fields = (*PlanTemplateSerializer.Meta.fields, "weeks")

    def get_weeks(self, template: PlanTemplate) -> list[dict[str, Any]]:
        """First to last; the last day is race day."""
        return list(template.document["weeks"])


class NewTemplateSerializer(Serializer):
    """Which plan becomes a template."""

    plan = IdField()
    name = serializers.CharField(max_length=200)
    notes = serializers.CharField(max_length=10_000, required=False, allow_blank=True)


class ApplySerializer(Serializer):
    """For whom, to which race."""

    runners = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_RUNNERS)
    goal_day = serializers.DateField()
    goal_time_s = serializers.FloatField(min_value=60, required=False, allow_null=True)
    start_day = serializers.DateField(required=False, help_text="As early as the template when left out.")
    level_shift = serializers.ChoiceField(
        LEVEL_SHIFTS, default=0, help_text="-2 much easier, 0 as it is, 2 much harder."
    )


class AppliedSerializer(Serializer):
    """What became of it for one runner: the draft's id, or why there is none."""

    runner = IdField()
    plan = IdField(allow_null=True)
    problem = serializers.CharField(allow_null=True)


class AppliedListSerializer(Serializer):
    """For each runner in the order asked."""

    results = AppliedSerializer(many=True)


@extend_schema_view(
    create=extend_schema(request=NewTemplateSerializer, responses={201: PlanTemplateDetailSerializer}),
    list=extend_schema(responses=PlanTemplateSerializer(many=True)),
)
class PlanTemplateViewSet(Lists, Creates, Retrieves, Updates, Deletes, ResourceViewSet):
    """One's own plan templates."""

    scope = "plans"
    permission_classes = [ScopedPermission, CoachesOnly]
    serializer_class = PlanTemplateDetailSerializer
    queryset = PlanTemplate.objects.none()
    requires_if_match = True
    orderings = ("name", "created_at")

    def get_queryset(self) -> QuerySet[PlanTemplate]:
        """One's own."""
        return visible_plan_templates(self.request.user)

    def page_rows(self, rows: Any) -> list[Document]:
        """Without the weeks."""
        return [dict(PlanTemplateSerializer(row).data) for row in rows]

    def create(self, request: Request) -> Response:
        """The working version of a plan as a template."""
        serializer = NewTemplateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        plan = visible_plans(request.user).filter(pk=values["plan"]).first()
        if plan is None:
            raise serializers.ValidationError({"plan": "There is no such plan."})
        made = template_service.save_template(
            plan,
            request.user,  # type: ignore[arg-type]  # signed in, by the permission
            values["name"],
            values.get("notes", ""),
        )
        return Response(self.represent(made), status=201, headers={"Location": self.location(made)})

    @extend_schema(request=ApplySerializer, responses=AppliedListSerializer)
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str) -> Response:
        """A draft for each runner, with own paces, days and races; one that cannot be fails no other."""
        del pk
        template = self.get_object()
        serializer = ApplySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wish = dict(serializer.validated_data)
        planned = planned_runners(request.user)
        runners = [get_object_or_404(planned, pk=runner) for runner in dict.fromkeys(wish.pop("runners"))]
        wish["goal_day"] = wish["goal_day"].isoformat()
        if "start_day" in wish:
            wish["start_day"] = wish["start_day"].isoformat()
        found = template_service.apply_to_group(
            template, runners, wish, datetime.now(UTC), str(request.user.pk)
        )
        return Response({"results": [_applied(one) for one in found]})

    def perform_update(self, instance: PlanTemplate, values: Document) -> PlanTemplate:
        """Another name, other notes."""
        return template_service.change_template(instance, values)

    def perform_destroy(self, instance: PlanTemplate) -> None:
        """Plans made from it stay."""
        template_service.delete_template(instance)


def _applied(one: Applied) -> Document:
    return {
        "runner": str(one.runner.pk),
        "plan": str(one.plan.pk) if one.plan else None,
        "problem": one.problem or None,
    }
