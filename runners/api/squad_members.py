"""squads/{id}/members/: who is in a squad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from runlab_site.api.actions import Deletes, Lists
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer
from runners.api.of_squad import OfSquad
from runners.models import SquadMember
from runners.selectors import members_of
from runners.services import squads

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["MemberSerializer", "MembersViewSet"]


class MemberSerializer(ModelSerializer):
    """An athlete of a squad."""

    runner = IdField(source="runner_id")
    name = serializers.CharField(source="runner.name")

    class Meta:
        """What is shown."""

        model = SquadMember
        fields = ("runner", "name", "joined_at")


class MembersViewSet(Lists, Deletes, OfSquad):
    """The athletes of a squad, by the id of the runner."""

    serializer_class = MemberSerializer
    queryset = SquadMember.objects.none()
    orderings = ("joined_at",)

    def get_queryset(self) -> QuerySet[SquadMember]:
        """Who is in it."""
        return members_of(self.squad)

    def get_object(self) -> SquadMember:
        """The membership of a runner. Raises Http404."""
        return get_object_or_404(self.get_queryset(), runner_id=self.kwargs["pk"])

    def perform_destroy(self, instance: SquadMember) -> None:
        """Take the athlete out."""
        squads.remove_member(self.squad, instance.runner)
