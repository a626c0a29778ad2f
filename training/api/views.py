"""plans/ with days and publishing, calendar-entries/, and a runner's calendar and compliance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.errors import Conflict, Unprocessable
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import CoachesOnlyToWrite, ScopedPermission
from runlab_site.api.renderers import CsvRenderer, FitRenderer, JsonRenderer, NdjsonRenderer
from runlab_site.api.views import (
    Creates,
    Deletes,
    Lists,
    ListsSequence,
    ResourceViewSet,
    Retrieves,
    Updates,
    job_accepted,
)
from runlab_site.jobs.api import JobSerializer, job_data
from runners.models import Runner
from runners.physiology.local_days import local_day
from runners.selectors import visible_runners
from training import training_plan_generator
from training.api.files import IcsRenderer, ZipRenderer, file_answer, fit_answer
from training.api.of_plan import OfPlan
from training.api.representation import candidate_data, day_rows, nested_data, plan_data
from training.api.serializers import (
    CalendarEntrySerializer,
    CalendarRowSerializer,
    ComplianceWeekSerializer,
    DayChangeSerializer,
    NewPlanSerializer,
    PlanChangeSerializer,
    PlanDaySerializer,
    PlanPreviewSerializer,
    PlanSerializer,
    PlanSummarySerializer,
)
from training.exports.calendar_feed import calendar_bytes
from training.exports.fit_workout import WorkoutExportError
from training.exports.week_zip import week_zip
from training.models import CalendarEntry, PlanVersion, TrainingPlanSchema
from training.outlooks import CHANGED, MISSED, PLAN, outlooks_of
from training.pages.calendar_rows import calendar_rows, compliance_weeks, planned_rows
from training.plan_changes import apply_changes, plan_preview, scale_week
from training.planning.document import days_of, flat
from training.planning.edits import EditRefused
from training.planning.problems import PlanProblem
from training.planning.shorthand import ShorthandError
from training.selectors import is_coaching, shown_document, visible_entries, visible_plans
from training.services import plan_service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from training.planning.projection import RaceForecast

__all__ = [
    "CalendarEntryViewSet",
    "CalendarViewSet",
    "ComplianceViewSet",
    "PlanDaysViewSet",
    "PlanPreviewViewSet",
    "PlanViewSet",
]

Document = dict[str, Any]
LONGEST_CALENDAR_DAYS = 4000
_USUAL_CALENDAR = timedelta(weeks=13)


@extend_schema_view(
    list=extend_schema(responses=PlanSummarySerializer(many=True)),
    create=extend_schema(request=NewPlanSerializer, responses={202: JobSerializer}),
)
class PlanViewSet(Lists, Retrieves, Updates, Deletes, ResourceViewSet):
    """Training plans, nested. An athlete sees what is published; a coach the working version."""

    scope = "plans"
    permission_classes = [ScopedPermission, CoachesOnlyToWrite]
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

    def represent(self, instance: TrainingPlanSchema) -> Document:
        """Nested, with the contract's names."""
        user = self.request.user
        candidates = candidate_data(instance) if is_coaching(user) else []
        return nested_data(instance, shown_document(instance, user), candidates)

    def page_rows(self, rows: Sequence[TrainingPlanSchema]) -> list[Document]:
        """Without the days."""
        return [plan_data(plan, shown_document(plan, self.request.user)) for plan in rows]

    def create(self, request: Request) -> Response:
        """Ask for a plan; it is there when the job is completed, under the job's `plan`."""
        serializer = NewPlanSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        runner, wish = _wish(dict(serializer.validated_data))
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

    def _answer(self, change: Any) -> Response:
        try:
            return Response(self.represent(change()))
        except plan_service.PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        except EditRefused as refusal:
            raise Unprocessable(str(refusal)) from refusal


def _changed(plan: TrainingPlanSchema, values: Document, user_id: str) -> TrainingPlanSchema:
    """The one change that the body names."""
    if "candidate" in values:
        return plan_service.choose_candidate(plan, values["candidate"], user_id)
    if "scale_week" in values:
        week = values["scale_week"]
        return plan_service.change_plan(
            plan,
            PlanVersion.Kind.EDITED,
            lambda document: scale_week(document, week["week"], week["factor"]),
            user_id,
        )
    return plan_service.archive_plan(plan)


def _wish(values: Document) -> tuple[Runner, Document]:
    """The runner, and the wish as JSON."""
    runner = Runner.objects.get(pk=values.pop("runner").pk)
    start = values.get("start_day") or local_day(datetime.now(UTC), runner.time_zone) + timedelta(days=1)
    values["start_day"] = start
    days = values.pop("days_available", None)
    if days is not None:
        values["availability"] = _only_on(days, runner, dict(values.get("availability") or {}))
    return runner, _plain(values)


def _only_on(days: list[int], runner: Runner, availability: Document) -> Document:
    usual = (
        availability.get("max_s_by_weekday") or runner.availability.get("max_s_by_weekday") or [3600.0] * 7
    )
    seconds = [usual[weekday] if weekday in days else 0.0 for weekday in range(7)]
    return availability | {"max_s_by_weekday": seconds}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


class PlanDaysViewSet(ListsSequence, Retrieves, Updates, OfPlan):
    """The days of a plan, flat: a row a workout, and one for a day of rest."""

    serializer_class = PlanDaySerializer
    requires_if_match = True
    default_limit = 200
    max_limit = 800
    parameters: ClassVar[Any] = {
        "list": {
            "week": serializers.IntegerField(
                min_value=0, required=False, help_text="Only this week, counted from 0; needed for zip."
            )
        }
    }
    action_renderers: ClassVar[Any] = {
        "list": [JsonRenderer, NdjsonRenderer, CsvRenderer, IcsRenderer, ZipRenderer],
        "retrieve": [JsonRenderer, FitRenderer],
    }

    def sequence(self) -> list[Document]:
        """In order."""
        week = self.query.get("week")
        return [row for row in day_rows(self.document) if week is None or row["week"] == week]

    def list(self, request: Request, plan_id: str) -> Any:
        """The rows; or a calendar of the plan, or the week's FIT workouts for a watch."""
        kind = request.accepted_renderer.format
        if kind == "ics":
            made_at = self.plan.published_at or self.plan.created_at
            return file_answer(
                calendar_bytes(flat(self.document), made_at), IcsRenderer.media_type, "plan.ics"
            )
        if kind == "zip":
            return self._week_zip()
        return super().list(request, plan_id=plan_id)

    @extend_schema(
        responses={
            (200, "application/json"): PlanDaySerializer,
            (200, "application/vnd.ant.fit"): OpenApiTypes.BINARY,
        }
    )
    def retrieve(self, request: Request, plan_id: str, pk: str) -> Any:
        """The row of a workout, or the workout as FIT for a watch."""
        del plan_id
        row = self.get_object()
        if request.accepted_renderer.format == "json":
            return Response(row)
        steps = next(
            w["steps"] for _, _, day in days_of(self.document) for w in day["workouts"] if w["id"] == pk
        )
        return fit_answer(row["name"], steps, pk, self.plan.updated_at, f"{row['day']}-{pk[:6]}.fit")

    def _week_zip(self) -> HttpResponse:
        wanted = self.query.get("week")
        if wanted is None:
            raise serializers.ValidationError({"week": "Say which week."}, code="required")
        days = [day for _, week, day in days_of(self.document) if week["index"] == wanted]
        try:
            data = week_zip(days, self.plan.updated_at)
        except WorkoutExportError as error:
            raise Unprocessable(str(error)) from error
        return file_answer(data, ZipRenderer.media_type, f"week-{wanted + 1}.zip")

    def represent(self, instance: Document) -> Document:
        """As it is."""
        return instance

    def get_object(self) -> Document:
        """The row of the workout in the address, as it is now. Raises Http404."""
        self.__dict__.pop("plan", None)
        found = next((row for row in day_rows(self.document) if row["id"] == self.kwargs["pk"]), None)
        if found is None:
            raise Http404
        return found

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> Document:
        """A change has fields of its own."""
        del partial, instance
        serializer = DayChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    @extend_schema(request=DayChangeSerializer, responses=PlanDaySerializer)
    def partial_update(self, request: Request, plan_id: str, pk: str) -> Response:
        """Move, swap, scale, lock, rewrite or note a planned workout."""
        del plan_id, pk
        return self.changed(request, partial=True)

    def perform_update(self, instance: Document, values: Document) -> Document:
        """As a new version of the plan."""
        user = str(self.request.user.pk)
        try:
            plan_service.change_plan(
                self.plan,
                PlanVersion.Kind.EDITED,
                lambda document: apply_changes(document, instance["id"], values),
                user,
            )
        except plan_service.PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        except (EditRefused, ShorthandError) as refusal:
            raise Unprocessable(str(refusal)) from refusal
        return self.get_object()


class PlanPreviewViewSet(Retrieves, OfPlan):
    """What a plan leads to, and what publishing it would change; nothing is stored."""

    serializer_class = PlanPreviewSerializer

    def get_object(self) -> TrainingPlanSchema:
        """The plan itself."""
        return self.plan

    def represent(self, instance: TrainingPlanSchema) -> Document:
        """Day by day."""
        user = self.request.user
        today = local_day(datetime.now(UTC), instance.runner.time_zone)
        seen = outlooks_of(instance, today, with_changes=is_coaching(user))
        outlooks = {"plan": seen[PLAN], "changed": seen.get(CHANGED), "missed": seen[MISSED]}
        return plan_preview(instance, self.document) | {
            "outlooks": {name: _outlook(forecast) for name, forecast in outlooks.items()}
        }


def _outlook(forecast: RaceForecast | None) -> Document | None:
    if forecast is None:
        return None
    return {
        "ctl": forecast.ctl,
        "atl": forecast.atl,
        "tsb": forecast.tsb,
        "race_time_s": forecast.time_s,
        "race_time_low_s": forecast.fast_s,
        "race_time_high_s": forecast.slow_s,
    }


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


class _DaysOfRunner(ListsSequence, ResourceViewSet):
    """Days of one runner."""

    scope = "plans"
    queryset = Runner.objects.none()
    default_limit = max_limit = LONGEST_CALENDAR_DAYS
    parameters: ClassVar[Any] = {
        "list": {
            "from": serializers.DateField(required=False, help_text="13 weeks ago when left out."),
            "to": serializers.DateField(required=False, help_text="In 13 weeks when left out."),
        }
    }

    @cached_property
    def runner(self) -> Runner:
        """The runner in the address. Raises Http404."""
        return get_object_or_404(visible_runners(self.request.user), pk=self.kwargs["runner_id"])

    def span(self) -> tuple[date, date]:
        """The days asked for."""
        today = local_day(datetime.now(UTC), self.runner.time_zone)
        return (
            self.query.get("from") or today - _USUAL_CALENDAR,
            self.query.get("to") or today + _USUAL_CALENDAR,
        )

    def page_rows(self, rows: Sequence[Document]) -> Sequence[Document]:
        """As they are."""
        return rows


class CalendarViewSet(_DaysOfRunner):
    """A runner's calendar: what is planned and published, what was run, races and notes; as iCalendar what is planned."""

    serializer_class = CalendarRowSerializer
    action_renderers: ClassVar[Any] = {"list": [JsonRenderer, NdjsonRenderer, CsvRenderer, IcsRenderer]}

    def sequence(self) -> list[Document]:
        """By day."""
        return calendar_rows(self.runner, *self.span())

    def list(self, request: Request, runner_id: str) -> Any:
        """The rows, or the calendar that other programs subscribe to."""
        if request.accepted_renderer.format != "ics":
            return super().list(request, runner_id=runner_id)
        data = calendar_bytes(planned_rows(self.runner, *self.span()), datetime.now(UTC))
        return file_answer(data, IcsRenderer.media_type, f"{runner_id}.ics")


class ComplianceViewSet(_DaysOfRunner):
    """Planned and done, week by week (Monday first)."""

    serializer_class = ComplianceWeekSerializer

    def sequence(self) -> list[Document]:
        """The weeks that have something planned."""
        return compliance_weeks(self.runner, *self.span())
