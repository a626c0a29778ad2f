"""What every resource under one squad shares."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from runlab_site.api.permissions import CoachesOnlyToWrite, ScopedPermission
from runlab_site.api.views import ResourceViewSet
from runners.selectors import visible_squads

if TYPE_CHECKING:
    from runners.models import Squad


__all__ = ["OfSquad"]


class OfSquad(ResourceViewSet):
    """A part of one squad."""

    scope = "squads"
    permission_classes = [ScopedPermission, CoachesOnlyToWrite]

    @cached_property
    def squad(self) -> Squad:
        """The squad in the address. Raises Http404."""
        return get_object_or_404(visible_squads(self.request.user), pk=self.kwargs["squad_id"])
