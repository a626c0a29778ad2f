"""squads/{id}/members/: who is in a squad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from runlab_site.api.actions import Deletes, Lists, Updates
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import ScopedPermission
from runlab_site.api.serializers import ModelSerializer
from runners.api.of_squad import OfSquad
from runners.models import SquadMember
from runners.selectors import members_of, own_membership, visible_squads
from runners.services import squads

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["MemberSerializer", "MembersViewSet"]


class MemberSerializer(ModelSerializer):
    """An athlete of a squad."""

    runner = IdField(source="runner_id", read_only=True)
    name = serializers.CharField(source="runner.name", read_only=True)

    class Meta:
        """What is shown."""

        model = SquadMember
        fields = ("runner", "name", "joined_at", "athlete_may_plan")
        read_only_fields = ("joined_at",)


class MembersViewSet(Lists, Updates, Deletes, OfSquad):
    """The athletes of a squad, by the id of the runner. The athlete leaves by DELETE."""

    permission_classes = [ScopedPermission]

    serializer_class = MemberSerializer
    queryset = SquadMember.objects.none()
    orderings = ("joined_at",)

    def get_queryset(self) -> QuerySet[SquadMember]:
        """Who is in it."""
        return members_of(self.squad)

    def get_object(self) -> SquadMember:
        """The membership of a runner, of a squad one coaches or is in oneself. Raises Http404."""
        own = own_membership(self.request.user, self.kwargs["squad_id"])
        if own is not None and str(own.runner_id) == self.kwargs["pk"]:
            return own
        return get_object_or_404(self.get_queryset(), runner_id=self.kwargs["pk"])

    def perform_update(self, instance: SquadMember, values: dict[str, Any]) -> SquadMember:
        """Say whether the athlete plans too. Raises PermissionDenied for who is not the coach."""
        if not visible_squads(self.request.user).filter(pk=instance.squad_id).exists():
            raise PermissionDenied("Only the coach says who makes plans.")
        allowed = values.get("athlete_may_plan", instance.athlete_may_plan)
        return squads.let_plan(instance, allowed=allowed)

    def perform_destroy(self, instance: SquadMember) -> None:
        """Take the athlete out, or leave; the coach's rights end with the last squad."""
        squads.remove_member(instance.squad, instance.runner)
