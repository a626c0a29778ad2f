"""plans/: training plans, nested; asked for, changed as a whole, published, undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.actions import Deletes, Lists, Retrieves, Updates
from runlab_site.api.errors import Conflict, Unprocessable
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import ScopedPermission
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import ResourceViewSet, job_accepted
from runlab_site.jobs.api import JobSerializer, job_data
from runners.physiology.local_days import local_day
from training import training_plan_generator
from training.api.new_plans import NewPlanSerializer, runner_and_wish
from training.api.permissions import PlannersOnlyToWrite
from training.api.plan_document import candidate_data, nested_data, plan_data
from training.models import TrainingPlanSchema
from training.planning.edits import EditRefused
from training.planning.problems import PlanProblem
from training.selectors import following_runner_id, shown_document, shown_documents, visible_plans
from training.services import plan_service

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from training.services.plan_versions import PlanEdit


__all__ = ["PlanViewSet"]

Document = dict[str, Any]


class PlanSummarySerializer(Serializer):
    """A plan in a list."""

    id = IdField()
    runner = IdField()
    status = serializers.ChoiceField(TrainingPlanSchema.Status.choices)
    version = serializers.IntegerField()
    start_day = serializers.DateField()
    goal_day = serializers.DateField()
    goal_kind = serializers.CharField()
    goal_distance_m = serializers.FloatField()
    goal_time_s = serializers.FloatField(allow_null=True)
    goal_name = serializers.CharField(allow_null=True)
    loading = serializers.IntegerField()
    strategy = serializers.CharField()


class PlanSerializer(PlanSummarySerializer):
    """A plan, nested: blocks, weeks, days, workouts, steps."""

    remarks = serializers.ListField(child=serializers.DictField())
    candidates = serializers.ListField(
        child=serializers.DictField(),
        help_text="For who makes the plan, until published: strategy, forecast and gives_up of each; the best first.",
    )
    forecast = serializers.DictField(allow_null=True)
    blocks = serializers.ListField(child=serializers.DictField())


class ScaledWeekSerializer(Serializer):
    """A week longer or shorter."""

    week = serializers.IntegerField(min_value=0, help_text="Counted from 0.")
    factor = serializers.FloatField(help_text="0.3 to 1.5, for easy and long parts.")


class PlanChangeSerializer(Serializer):
    """One change of a whole plan."""

    candidate = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="Which candidate becomes the draft, 0 is the best; until published.",
    )
    scale_week = ScaledWeekSerializer(required=False)
    status = serializers.ChoiceField(
        ["archived"], required=False, help_text="The athlete follows it no more."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Name one change: candidate, scale_week or status.")
        return attrs


@extend_schema_view(
    list=extend_schema(responses=PlanSummarySerializer(many=True)),
    create=extend_schema(request=NewPlanSerializer, responses={202: JobSerializer}),
)
class PlanViewSet(Lists, Retrieves, Updates, Deletes, ResourceViewSet):
    """Training plans, nested. Who makes them sees the working version; who follows a coach's what is published."""

    scope = "plans"
    permission_classes = [ScopedPermission, PlannersOnlyToWrite]
    serializer_class = PlanSerializer
    queryset = TrainingPlanSchema.objects.none()
    requires_if_match = True
    orderings = ("-start_date", "race_date")
    filters: ClassVar[Any] = {"runner": "runner_id", "status": "status"}
    parameters: ClassVar[Any] = {
        "list": {
            "runner": IdField(required=False),
            "status": serializers.ChoiceField(TrainingPlanSchema.Status.choices, required=False),
        }
    }

    def get_queryset(self) -> QuerySet[TrainingPlanSchema]:
        """Those one may see."""
        return visible_plans(self.request.user)

    @property
    def plan(self) -> TrainingPlanSchema | None:
        """The plan in the address, None where there is none in it. Raises Http404."""
        pk = self.kwargs.get("pk")
        return None if pk is None else get_object_or_404(self.get_queryset().select_related("runner"), pk=pk)

    def represent(self, instance: TrainingPlanSchema) -> Document:
        """Nested, with the contract's names."""
        user = self.request.user
        is_followed = str(instance.runner_id) == following_runner_id(user)
        candidates = [] if is_followed else candidate_data(instance)
        return nested_data(instance, shown_document(instance, user), candidates)

    def page_rows(self, rows: Sequence[TrainingPlanSchema]) -> list[Document]:
        """Without the days."""
        shown = shown_documents(rows, self.request.user)
        return [plan_data(plan, document) for plan, document in zip(rows, shown, strict=True)]

    def create(self, request: Request) -> Response:
        """Ask for a plan; it is there when the job is completed, under the job's `plan`."""
        serializer = NewPlanSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        runner, wish = runner_and_wish(dict(serializer.validated_data))
        try:
            job = training_plan_generator.generate(runner, wish, user_id=str(request.user.pk))
        except PlanProblem as problem:
            error = serializers.ErrorDetail(problem.text, problem.code)
            raise serializers.ValidationError({"non_field_errors": [error]}) from problem
        return job_accepted(job_data(job))

    @extend_schema(request=PlanChangeSerializer, responses=PlanSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Take another candidate as the draft, scale a week, or archive the plan."""
        del pk
        serializer = PlanChangeSerializer(data=request.data)
        with self.current(request) as plan:
            serializer.is_valid(raise_exception=True)
            values = dict(serializer.validated_data)
            return self._answer(lambda: _changed(plan, values, str(request.user.pk)))

    @extend_schema(request=None, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Show the working version to the athlete; the version goes up by one."""
        del pk
        with self.current(request) as plan:
            return self._answer(lambda: plan_service.publish_plan(plan, str(request.user.pk)))

    @extend_schema(request=None, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Go back to what was before the last change, for today and later; the version goes up by one."""
        del pk
        with self.current(request) as plan:
            today = local_day(datetime.now(UTC), plan.runner.time_zone)
            return self._answer(lambda: plan_service.undo_change(plan, today, str(request.user.pk)))

    def perform_destroy(self, instance: TrainingPlanSchema) -> None:
        """With its days and history."""
        plan_service.delete_plan(instance)

    def _answer(self, change: Callable[[], PlanEdit]) -> Response:
        try:
            return Response(self.represent(change().plan))
        except plan_service.PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        except EditRefused as refusal:
            raise Unprocessable(str(refusal)) from refusal


def _changed(plan: TrainingPlanSchema, values: Document, user_id: str) -> PlanEdit:
    """The one change that the body names."""
    if "candidate" in values:
        return plan_service.choose_candidate(plan, values["candidate"], user_id)
    if "scale_week" in values:
        week = values["scale_week"]
        return plan_service.scale_week(plan, week["week"], week["factor"], user_id)
    return plan_service.archive_plan(plan, user_id)
