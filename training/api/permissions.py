"""Who may change plans: asked of the plan in the address, and of the runner a plan is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import permissions
from rest_framework.exceptions import PermissionDenied

from runners.api.fields import VisibleRunnerField
from training.selectors import may_plan

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["PlannedRunnerField", "PlannersOnly", "PlannersOnlyToWrite"]

ONLY_PLANNERS = (
    "Only a coach of this runner may do this, or an athlete who has no coach or whose coach allows it."
)


class PlannersOnly(permissions.BasePermission):
    """For who makes the plans of the runner whose plan is in the address; a plan one may not see is 404."""

    message = ONLY_PLANNERS

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the person plans for that runner. Raises Http404."""
        if view.action in (None, "metadata"):  # 405 says so
            return True
        plan = view.plan
        return plan is None or may_plan(request.user, plan.runner)


class PlannersOnlyToWrite(PlannersOnly):
    """The same for what changes anything; reading is for all who see the plan."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the verb is for this person."""
        return request.method in permissions.SAFE_METHODS or super().has_permission(request, view)


class PlannedRunnerField(VisibleRunnerField):
    """A runner that the one who asks makes plans for."""

    def to_internal_value(self, data: Any) -> Any:
        """The runner. Raises PermissionDenied for one that is only seen."""
        runner = super().to_internal_value(data)
        if not may_plan(self.context["request"].user, runner):
            raise PermissionDenied(ONLY_PLANNERS)
        return runner
