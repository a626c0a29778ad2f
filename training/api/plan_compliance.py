"""plans/{id}/compliance/: how each workout was followed; pairs corrected by hand, and why one was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import ScopedPermission
from runlab_site.api.serializers import Serializer
from sessions.selectors import visible_sessions
from training.api.of_plan import WorkoutsOfPlan
from training.planning.records import Plan, Workout
from training.selectors import may_plan
from training.services.plan_service import PlanEdit, PlanRefused
from training.services.session_matching import MISSED_REASONS, give_missed_reason, pair_by_hand

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

__all__ = ["PlanComplianceViewSet"]

Document = dict[str, Any]
_SHARES = ("time_ratio", "distance_ratio", "load_ratio", "steps_score")


class FollowedSerializer(Serializer):
    """A planned workout and what came of it."""

    id = IdField()
    day = serializers.DateField()
    name = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.CharField()
    missed_reason = serializers.ChoiceField(sorted(MISSED_REASONS), allow_null=True)
    sessions = serializers.ListField(child=IdField())
    paired_by_hand = serializers.BooleanField()
    colour = serializers.ChoiceField(["green", "yellow", "red", "grey"], allow_null=True)
    measure = serializers.ChoiceField(["time", "distance"], allow_null=True)
    compliance_percent = serializers.FloatField(allow_null=True)
    time_percent = serializers.FloatField(allow_null=True)
    distance_percent = serializers.FloatField(allow_null=True)
    load_percent = serializers.FloatField(allow_null=True)
    steps_hit_percent = serializers.FloatField(allow_null=True)
    steps = serializers.ListField(child=serializers.DictField())


class FollowedChangeSerializer(Serializer):
    """A pair by hand, or a reason."""

    session = IdField(required=False, help_text="This session did it; for who makes the plan.")
    not_session = IdField(required=False, help_text="This session was not planned; for who makes the plan.")
    missed_reason = serializers.ChoiceField(["", *sorted(MISSED_REASONS)], required=False)


class PlanComplianceViewSet(WorkoutsOfPlan):
    """How the workouts of a plan were followed: time, distance, load, and step by step without the lap button."""

    permission_classes = [ScopedPermission]
    serializer_class = FollowedSerializer
    change_serializer_class = FollowedChangeSerializer
    default_limit, max_limit = 200, 800
    parameters: ClassVar[Any] = {}

    def rows(self) -> list[Document]:
        """Every workout in order."""
        days = Plan.from_document(self.document).days
        return [_row(day.date.isoformat(), workout) for day in days for workout in day.workouts]

    @extend_schema(request=FollowedChangeSerializer, responses=FollowedSerializer)
    def partial_update(self, request: Request, plan_id: str, pk: str) -> Response:
        """Correct the pair, or say why it was missed."""
        del plan_id, pk
        return self.changed(request, partial=True)

    def perform_update(self, instance: Document, values: Document) -> Document:
        """Pairs are the coach's; a reason may come from either."""
        if not may_plan(self.request.user, self.plan.runner) and (
            "session" in values or "not_session" in values
        ):
            raise PermissionDenied("Only who makes the plan pairs sessions with workouts.")
        try:
            edits = self._change(instance["id"], values)
        except PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        changed = {edit.plan.pk: edit.plan for edit in edits}
        self.plan = changed.get(self.plan.pk, self.plan)
        return self.row()

    def _change(self, planned_id: str, values: Document) -> list[PlanEdit]:
        user = str(self.request.user.pk)
        sessions = visible_sessions(self.request.user).filter(runner_id=self.plan.runner_id)
        edits: list[PlanEdit] = []
        if "session" in values:
            edits += pair_by_hand(get_object_or_404(sessions, pk=values["session"]), planned_id, user)
        if "not_session" in values:
            edits += pair_by_hand(get_object_or_404(sessions, pk=values["not_session"]), "", user)
        if "missed_reason" in values:
            edits.append(give_missed_reason(self.plan, planned_id, values["missed_reason"]))
        return edits


def _row(day: str, workout: Workout) -> Document:
    followed = workout.extra.get("compliance") or {}
    time, distance, load, steps = (_percent(followed.get(name)) for name in _SHARES)
    return {
        "id": workout.id,
        "day": day,
        "name": workout.name,
        "kind": workout.role,
        "state": workout.state,
        "missed_reason": workout.extra.get("missed_reason"),
        "sessions": followed.get("sessions", []),
        "paired_by_hand": followed.get("by_hand", False),
        "colour": followed.get("colour"),
        "measure": followed.get("measure"),
        "compliance_percent": _percent(followed.get("ratio")),
        "time_percent": time,
        "distance_percent": distance,
        "load_percent": load,
        "steps_hit_percent": steps,
        "steps": followed.get("steps", []),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
