"""squads/: a coach's groups of athletes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import CoachesOnlyToWrite, ScopedPermission
from runlab_site.api.serializers import ModelSerializer
from runlab_site.api.views import ResourceViewSet
from runners.models import Squad
from runners.selectors import visible_squads
from runners.services import squads

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = ["SquadSerializer", "SquadViewSet"]


class SquadSerializer(ModelSerializer):
    """A group of athletes and its coach."""

    coach = IdField(source="coach_id", read_only=True)

    class Meta:
        """What is shown."""

        model = Squad
        fields = ("id", "name", "coach", "created_at")
        read_only_fields = ("created_at",)


class SquadViewSet(Lists, Creates, Retrieves, Updates, Deletes, ResourceViewSet):
    """A coach's own squads."""

    scope = "squads"
    permission_classes = [ScopedPermission, CoachesOnlyToWrite]
    serializer_class = SquadSerializer
    queryset = Squad.objects.none()
    orderings = ("name", "created_at")

    def get_queryset(self) -> QuerySet[Squad]:
        """One's own."""
        return visible_squads(self.request.user)

    def perform_create(self, values: dict[str, Any]) -> Squad:
        """Make one of one's own."""
        return squads.create_squad(self.request.user, values["name"])  # type: ignore[arg-type]

    def perform_update(self, instance: Squad, values: dict[str, Any]) -> Squad:
        """Rename it."""
        return squads.rename_squad(instance, values.get("name", instance.name))

    def perform_destroy(self, instance: Squad) -> None:
        """Its members leave it and lose nothing."""
        squads.delete_squad(instance)
