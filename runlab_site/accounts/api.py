"""me/ and api-keys/: the person asking, and their API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from runlab_site.accounts.models import SCOPES, ApiKey, User
from runlab_site.accounts.services import issue_api_key, roles_of, update_person, withdraw_api_key
from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.fields import MomentField
from runlab_site.api.serializers import ModelSerializer
from runlab_site.api.views import ResourceViewSet

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from runlab_site.api.routers import ApiRouter

__all__ = ["ApiKeyViewSet", "MeViewSet"]


class MeSerializer(ModelSerializer):
    """The person who asks."""

    role = serializers.SerializerMethodField(help_text="The widest of the roles.")
    roles = serializers.SerializerMethodField()
    runner = serializers.SerializerMethodField(help_text="One's own runner.")

    class Meta:
        """What is shown."""

        model = User
        fields = (
            "id", "email", "name", "role", "roles", "runner", "time_zone", "units", "pace_format", "week_start",
            "date_format",
        )  # fmt: skip
        read_only_fields = ("id", "email")

    def get_role(self, user: User) -> str | None:
        """The first of the roles."""
        return next(iter(roles_of(user)), None)

    def get_roles(self, user: User) -> list[str]:
        """admin, coach, athlete: those that apply."""
        return roles_of(user)

    def get_runner(self, user: User) -> str | None:
        """The id of one's own runner."""
        runner = getattr(user, "runner", None)
        return None if runner is None else str(runner.pk)


class MeViewSet(Retrieves, Updates, ResourceViewSet):
    """The person who asks: e-mail address, roles, own runner and how figures are shown."""

    scope = "profile"
    serializer_class = MeSerializer
    queryset = User.objects.none()

    def get_object(self) -> User:
        """Oneself, as stored now."""
        return User.objects.get(pk=self.request.user.pk)

    def perform_update(self, instance: User, values: dict[str, Any]) -> User:
        """Change how figures are shown."""
        return update_person(instance, values)


class ApiKeySerializer(ModelSerializer):
    """A key, without the key."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(SCOPES), allow_empty=False, help_text="What the key may do."
    )
    expires_at = MomentField(required=False, allow_null=True)

    class Meta:
        """What is shown."""

        model = ApiKey
        fields = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at")
        read_only_fields = ("id", "prefix", "created_at", "last_used_at")

    def validate_scopes(self, scopes: list[str]) -> list[str]:
        """Each once, in the order of the contract."""
        return [scope for scope in SCOPES if scope in scopes]

    def validate_expires_at(self, expires_at: datetime | None) -> datetime | None:
        """A moment still to come."""
        if expires_at is not None and expires_at <= timezone.now():
            raise serializers.ValidationError("A key must expire in the future, or never.", code="past")
        return expires_at


class IssuedApiKeySerializer(ApiKeySerializer):
    """A key just made: the only answer that shows it."""

    key = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(ApiKeySerializer.Meta):
        """What is shown."""

        fields = (*ApiKeySerializer.Meta.fields, "key")  # type: ignore[assignment]


class ApiKeyViewSet(Lists, Creates, Deletes, ResourceViewSet):
    """One's own API keys. The key itself is only in the answer that makes it."""

    scope = "profile"
    queryset = ApiKey.objects.none()
    orderings = ("-created_at",)
    shown_once: ClassVar[tuple[str, ...]] = ("key",)

    def get_queryset(self) -> QuerySet[ApiKey]:
        """One's own."""
        user = self.request.user
        return ApiKey.objects.filter(user_id=user.pk) if user.is_authenticated else ApiKey.objects.none()

    def get_serializer_class(self) -> type[ApiKeySerializer]:
        """With the key where it is made."""
        return IssuedApiKeySerializer if self.action == "create" else ApiKeySerializer

    def perform_create(self, values: dict[str, Any]) -> ApiKey:
        """Issue it."""
        by = self.request.auth if isinstance(self.request.auth, ApiKey) else None
        try:
            key, text = issue_api_key(
                self.request.user,  # type: ignore[arg-type]
                values["name"],
                values["scopes"],
                values.get("expires_at"),
                by=by,
            )
        except PermissionError as error:
            raise PermissionDenied(str(error), code="missing_scope") from error
        key.key = text  # type: ignore[attr-defined]
        return key

    def perform_destroy(self, instance: ApiKey) -> None:
        """Withdraw it."""
        withdraw_api_key(instance)


def register(router: ApiRouter) -> None:
    """Add these resources to the API."""
    router.one("me", MeViewSet)
    router.register("api-keys", ApiKeyViewSet, basename="api-key")
