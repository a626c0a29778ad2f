"""squads/{id}/codes/: short codes by which athletes join a squad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from runlab_site.api.actions import Deletes, Lists
from runlab_site.api.serializers import ModelSerializer
from runners.api.of_squad import OfSquad
from runners.models import SquadCode
from runners.selectors import visible_squad_codes
from runners.services.joining import code_url, make_code, withdraw_code

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

__all__ = ["SquadCodeSerializer", "SquadCodesViewSet"]


class SquadCodeSerializer(ModelSerializer):
    """A code and its link."""

    url = serializers.SerializerMethodField(help_text="The page on which an athlete accepts or declines.")

    class Meta:
        """What is shown."""

        model = SquadCode
        fields = ("id", "code", "url", "created_at", "expires_at")
        read_only_fields = ("id", "code", "created_at", "expires_at")

    def get_url(self, code: SquadCode) -> str:
        """The link that does the same as the code."""
        return code_url(code)


@extend_schema_view(create=extend_schema(request=None, responses={201: SquadCodeSerializer}))
class SquadCodesViewSet(Lists, Deletes, OfSquad):
    """Codes for every athlete who has them, for 30 days; who has an account joins by POST invitations/{code}/accept/."""

    serializer_class = SquadCodeSerializer
    queryset = SquadCode.objects.none()
    orderings = ("-created_at",)

    def get_queryset(self) -> QuerySet[SquadCode]:
        """Those of the squad."""
        return visible_squad_codes(self.request.user).filter(squad=self.squad)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """A new one."""
        del request, kwargs
        made = make_code(self.squad)
        where = f"/api/v1/squads/{self.squad.pk}/codes/{made.pk}/"
        return Response(self.represent(made), status=201, headers={"Location": where})

    def perform_destroy(self, instance: SquadCode) -> None:
        """Withdraw it; who joined by it stays."""
        withdraw_code(instance)
