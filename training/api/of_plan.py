"""What stands under plans/{id}/."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from runlab_site.api.actions import ListsSequence, Retrieves, Updates
from runlab_site.api.permissions import ScopedPermission
from runlab_site.api.views import ResourceViewSet
from training.api.permissions import PlannersOnlyToWrite
from training.models import TrainingPlanSchema
from training.selectors import shown_document, visible_plans

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

__all__ = ["OfPlan", "WorkoutsOfPlan"]

Document = dict[str, Any]


class OfPlan(ResourceViewSet):
    """A part of one plan."""

    scope = "plans"
    permission_classes = [ScopedPermission, PlannersOnlyToWrite]
    queryset: Any = TrainingPlanSchema.objects.none()

    @cached_property
    def plan(self) -> TrainingPlanSchema:
        """The plan in the address. Raises Http404."""
        return get_object_or_404(visible_plans(self.request.user), pk=self.kwargs["plan_id"])

    @property
    def document(self) -> Document:
        """What the one who asks sees of it."""
        return shown_document(self.plan, self.request.user)


class WorkoutsOfPlan(ListsSequence, Retrieves, Updates, OfPlan):
    """Rows of a plan, by the id of their workout; a change has fields of its own."""

    change_serializer_class: type[BaseSerializer[Any]]

    def rows(self) -> list[Document]:
        """All rows in order."""
        raise NotImplementedError

    def sequence(self) -> list[Document]:
        """All of them, in order."""
        return self.rows()

    def represent(self, instance: Document) -> Document:
        """As it is."""
        return instance

    def get_object(self) -> Document:
        """The row of the workout in the address, as it is now. Raises Http404."""
        self.__dict__.pop("plan", None)
        return self.row()

    def row(self) -> Document:
        """The row of the workout in the address. Raises Http404."""
        found = next((row for row in self.rows() if row["id"] == self.kwargs["pk"]), None)
        if found is None:
            raise Http404
        return found

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> Document:
        """What a change says."""
        del partial, instance
        serializer = self.change_serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)
