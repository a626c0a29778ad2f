"""squads/{id}/invitations/ and invitations/: asking athletes into a squad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.actions import Creates, Deletes, Lists
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import ResourceViewSet
from runners.api.fields import VisibleRunnerField
from runners.api.of_squad import OfSquad
from runners.models import Invitation
from runners.selectors import visible_invitations
from runners.services import invitations, squads
from runners.services.joining import accept_offer, open_offer

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

__all__ = [
    "AcceptedSerializer",
    "InvitationSerializer",
    "InvitationViewSet",
    "IssuedInvitationSerializer",
    "SquadInvitationsViewSet",
]


class InvitationSerializer(ModelSerializer):
    """An invitation, without its link."""

    runner = VisibleRunnerField(
        required=False, allow_null=True, help_text="The profile that the person takes over."
    )

    class Meta:
        """What is shown."""

        model = Invitation
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "email",
            "runner",
            "created_at",
            "expires_at",
            "accepted_at",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = ("created_at", "expires_at", "accepted_at")


class IssuedInvitationSerializer(InvitationSerializer):
    """An invitation just made: the only answer that shows its link."""

    token = serializers.CharField(read_only=True, help_text="Shown this once.")
    url = serializers.CharField(read_only=True, help_text="The page to sign up on; shown this once.")

    class Meta(InvitationSerializer.Meta):
        """What is shown."""

        fields = (*InvitationSerializer.Meta.fields, "token", "url")


class SquadInvitationsViewSet(Lists, Creates, Deletes, OfSquad):
    """Invitations into a squad. The link is only in the answer that makes one."""

    queryset = Invitation.objects.none()
    orderings = ("-created_at",)
    shown_once: ClassVar[tuple[str, ...]] = ("token", "url")

    def get_queryset(self) -> QuerySet[Invitation]:
        """Those of the squad."""
        return visible_invitations(self.request.user).filter(squad=self.squad)

    def get_serializer_class(self) -> Any:
        """With the link where it is made."""
        return IssuedInvitationSerializer if self.action == "create" else InvitationSerializer

    def perform_create(self, values: dict[str, Any]) -> Invitation:
        """Issue it."""
        try:
            invitation, token = invitations.invite_to_squad(self.squad, values["email"], values.get("runner"))
        except invitations.InvitationProblem as error:
            raise Conflict(str(error)) from error
        invitation.token = token  # type: ignore[attr-defined]
        invitation.url = f"{settings.CONFIG.public_url}/invitations/{token}/"  # type: ignore[attr-defined]
        return invitation

    def perform_destroy(self, instance: Invitation) -> None:
        """Withdraw it."""
        squads.withdraw_invitation(instance)


class AcceptedSerializer(Serializer):
    """What one joined, and as whom."""

    runner = IdField()
    squad = IdField()


class InvitationViewSet(ResourceViewSet):
    """An invitation as the invited person has it: by the token of its link; a squad's code does as well."""

    scope = "squads"
    serializer_class = AcceptedSerializer
    lookup_field = "token"
    lookup_value_regex = "[A-Za-z0-9_-]{8,100}"

    @extend_schema(request=None, responses={200: AcceptedSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, token: str) -> Response:
        """Join the squad, with the profile the coach made or one's own."""
        offer = open_offer(token)
        if offer is None:
            raise Http404
        try:
            runner = accept_offer(offer, request.user)  # type: ignore[arg-type]
        except invitations.InvitationProblem as error:
            raise Conflict(str(error)) from error
        return Response({"runner": runner.pk, "squad": offer.squad_id})
