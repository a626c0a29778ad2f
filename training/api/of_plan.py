"""What stands under plans/{id}/."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from runlab_site.api.permissions import CoachesOnlyToWrite, ScopedPermission
from runlab_site.api.views import ResourceViewSet
from training.models import TrainingPlanSchema
from training.selectors import shown_document, visible_plans

__all__ = ["OfPlan"]

Document = dict[str, Any]


class OfPlan(ResourceViewSet):
    """A part of one plan."""

    scope = "plans"
    permission_classes = [ScopedPermission, CoachesOnlyToWrite]
    queryset: Any = TrainingPlanSchema.objects.none()

    @cached_property
    def plan(self) -> TrainingPlanSchema:
        """The plan in the address. Raises Http404."""
        return get_object_or_404(visible_plans(self.request.user), pk=self.kwargs["plan_id"])

    @property
    def document(self) -> Document:
        """What the one who asks sees of it."""
        return shown_document(self.plan, self.request.user)
