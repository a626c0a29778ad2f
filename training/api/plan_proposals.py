"""plans/{id}/proposals/: plans made again from today, and what the coach decides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.actions import Lists, Retrieves
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import ScopedPermission
from runlab_site.api.serializers import Serializer
from runners.physiology.local_days import local_day
from training.api.of_plan import OfPlan
from training.api.permissions import PlannersOnly
from training.models import PlanProposal
from training.planning.sentences import notes_in_words
from training.planning.words import WORDS
from training.selectors import visible_proposals
from training.services import adapting_service
from training.services.plan_service import PlanRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from rest_framework.request import Request

__all__ = ["PlanProposalsViewSet"]

Document = dict[str, Any]


class NewProposalSerializer(Serializer):
    """What a proposal is asked for with; nothing is needed."""

    goal_day = serializers.DateField(required=False, help_text="Where the race moved to.")
    released_from_day = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="Published workouts of this day and later may change; left out, all that is published stays.",
    )


class DecisionSerializer(Serializer):
    """Which days are taken."""

    days = serializers.ListField(
        child=serializers.DateField(), required=False, min_length=1, help_text="All when left out."
    )


class ProposalSerializer(Serializer):
    """A plan made again: why, what changes, and what that does to race day."""

    id = IdField()
    plan = IdField()
    plan_version = serializers.IntegerField()
    day = serializers.DateField(help_text="From this day on.")
    status = serializers.ChoiceField(PlanProposal.Status.choices)
    reasons = serializers.ListField(child=serializers.CharField())
    changes = serializers.ListField(
        child=serializers.DictField(),
        help_text="day, before, after, why and d_rtss of each day that changes.",
    )
    race = serializers.DictField(help_text="d_ctl, d_tsb and d_time_s on race day.")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class PlanProposalsViewSet(Lists, Retrieves, OfPlan):
    """Plans made again from today, as proposals; the plan changes only when one is accepted."""

    permission_classes = [ScopedPermission, PlannersOnly]
    serializer_class = ProposalSerializer
    queryset = PlanProposal.objects.none()
    orderings = ("-created_at",)

    def get_queryset(self) -> QuerySet[PlanProposal]:
        """Those of the plan in the address."""
        return visible_proposals(self.request.user).filter(plan=self.plan)

    def represent(self, instance: PlanProposal) -> Document:
        """With the contract's names."""
        difference = instance.difference
        return {
            "id": str(instance.pk),
            "plan": str(instance.plan_id),
            "plan_version": instance.plan_version,
            "day": instance.day,
            "status": instance.status,
            "reasons": WORDS.in_words(instance.reasons, instance.sentences),
            "changes": [_change(change) for change in difference["days"]],
            "race": difference["race"],
            "created_at": instance.created_at,
            "decided_at": instance.decided_at,
        }

    def page_rows(self, rows: Any) -> list[Document]:
        """Whole."""
        return [self.represent(row) for row in rows]

    @extend_schema(request=NewProposalSerializer, responses={201: ProposalSerializer, 204: None})
    def create(self, request: Request, plan_id: str) -> Response:
        """Make the plan again from the runner's today; 204 where nothing should change."""
        serializer = NewProposalSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wanted = serializer.validated_data
        plan = self.plan
        try:
            proposal = adapting_service.propose(
                plan,
                local_day(datetime.now(UTC), plan.runner.time_zone),
                race_day=wanted.get("goal_day"),
                released_from=wanted.get("released_from_day"),
                asked_by=str(request.user.pk),
            )
        except PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        if proposal is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        where = f"/api/v1/plans/{plan_id}/proposals/{proposal.pk}/"
        return Response(self.represent(proposal), status=status.HTTP_201_CREATED, headers={"Location": where})

    @extend_schema(request=DecisionSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, plan_id: str, pk: str) -> Response:
        """Take it, on all days or some: a new version of the plan, published where the plan is."""
        del plan_id, pk
        serializer = DecisionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        days = serializer.validated_data.get("days")
        chosen = None if days is None else [day.isoformat() for day in days]
        user = str(request.user.pk)
        return self._decided(lambda proposal: adapting_service.accept_proposal(proposal, user, chosen))

    @extend_schema(request=None, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, plan_id: str, pk: str) -> Response:
        """Leave the plan as it is."""
        del plan_id, pk
        user = str(request.user.pk)
        return self._decided(lambda proposal: adapting_service.decline_proposal(proposal, user))

    def _decided(self, decide: Callable[[PlanProposal], object]) -> Response:
        proposal = self.get_object()
        try:
            decide(proposal)
        except PlanRefused as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.represent(proposal))


def _change(change: Document) -> Document:
    shown = {"day": change["date"]} | {name: change[name] for name in ("before", "after", "why", "d_rtss")}
    return shown | {"why": notes_in_words(change["why"])}
