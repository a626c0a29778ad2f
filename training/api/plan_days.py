"""plans/{id}/days/: the days of a plan, flat; one workout read, changed or downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from runlab_site.api.errors import Conflict, Unprocessable
from runlab_site.api.renderers import CsvRenderer, FitRenderer, JsonRenderer, NdjsonRenderer
from training.api.files import IcsRenderer, ZipRenderer, file_answer, fit_answer, units_of
from training.api.of_plan import WorkoutsOfPlan
from training.api.plan_day_serializers import DayChangeSerializer, PlanDaySerializer
from training.exports.calendar_feed import calendar_bytes, steps_of_plans
from training.exports.fit_workout import WorkoutExportError
from training.exports.week_zip import week_zip
from training.planning.document import flat
from training.planning.edits import EditRefused
from training.planning.records import Plan
from training.planning.shorthand import ShorthandError
from training.services import plan_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from rest_framework.request import Request


__all__ = ["PlanDaysViewSet", "day_rows"]

Document = dict[str, Any]


class PlanDaysViewSet(WorkoutsOfPlan):
    """The days of a plan, flat: a row a workout, and one for a day of rest."""

    serializer_class = PlanDaySerializer
    change_serializer_class = DayChangeSerializer
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

    def rows(self) -> list[Document]:
        """Every workout and every day of rest, in order."""
        return day_rows(self.document)

    def sequence(self) -> list[Document]:
        """In order; of one week where that is asked for."""
        week = self.query.get("week")
        return [row for row in self.rows() if week is None or row["week"] == week]

    def list(self, request: Request, plan_id: str) -> Any:
        """The rows; or a calendar of the plan, or the week's FIT workouts for a watch."""
        kind = request.accepted_renderer.format
        if kind == "ics":
            made_at = self.plan.published_at or self.plan.created_at
            plan = Plan.from_document(self.document)
            data = calendar_bytes(flat(plan), made_at, steps=steps_of_plans([plan]), units=units_of(request))
            return file_answer(data, IcsRenderer.media_type, "plan.ics")
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
        found = Plan.from_document(self.document).find(pk)
        if found is None:
            raise Http404
        return fit_answer(row["name"], found[1].steps, pk, self.plan.updated_at, f"{row['day']}-{pk[:6]}.fit")

    def _week_zip(self) -> HttpResponse:
        wanted = self.query.get("week")
        if wanted is None:
            raise serializers.ValidationError({"week": "Say which week."}, code="required")
        weeks = Plan.from_document(self.document).weeks
        days = [day for week in weeks if week.index == wanted for day in week.days]
        try:
            data = week_zip(days, self.plan.updated_at)
        except WorkoutExportError as error:
            raise Unprocessable(str(error)) from error
        return file_answer(data, ZipRenderer.media_type, f"week-{wanted + 1}.zip")

    @extend_schema(request=DayChangeSerializer, responses=PlanDaySerializer)
    def partial_update(self, request: Request, plan_id: str, pk: str) -> Response:
        """Move, swap, scale, lock, rewrite or note a planned workout."""
        del plan_id, pk
        return self.changed(request, partial=True)

    def perform_update(self, instance: Document, values: Document) -> Document:
        """As a new version of the plan."""
        try:
            edit = plan_service.edit_planned_workout(
                self.plan, instance["id"], values, str(self.request.user.pk)
            )
        except plan_service.PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        except (EditRefused, ShorthandError) as refusal:
            raise Unprocessable(str(refusal)) from refusal
        self.plan = edit.plan
        return self.row()


def day_rows(document: Document) -> list[Document]:
    """The flat days of a plan, with the contract's names."""
    plan = Plan.from_document(document)
    notes = {workout.id: workout.note or "" for day in plan.days for workout in day.workouts}
    return [_day_row(row, notes) for row in flat(plan)]


def _day_row(row: Document, notes: Mapping[str, str]) -> Document:
    is_rest = row["role"] == "rest"
    share = (row["compliance"] or {}).get("ratio")
    return {
        "id": None if is_rest else row["id"],
        "day": row["date"],
        "week": row["week"],
        "block": row["block"],
        "workout": row["workout_id"],
        "name": row["name"],
        "kind": row["role"],
        "shorthand": row["shorthand"],
        "target_time_s": row["expected_s"],
        "target_distance_m": row["expected_m"],
        "target_rtss": row["expected_rtss"],
        "notes": notes.get(row["id"], ""),
        "state": row["state"],
        "locked": row["locked"],
        "session": row["session_id"],
        "compliance_percent": None if share is None else 100 * share,
    }
