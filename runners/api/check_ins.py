"""check-ins/: how an athlete is in the morning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rest_framework import serializers

from runlab_site.api.actions import Creates, Lists, Retrieves, Updates
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer
from runlab_site.api.views import ResourceViewSet
from runlab_site.time_zones import latest_day
from runners.api.fields import VisibleRunnerField
from runners.check_ins.selectors import hides_cycle, visible_check_ins
from runners.check_ins.services import CHECK_IN_FIELDS, CheckInExists, check_in, update_check_in
from runners.models import CheckIn, Runner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = ["CheckInViewSet"]

_EARLIEST = date(1970, 1, 1)


class CheckInSerializer(ModelSerializer):
    """A morning. What was not said is null or empty."""

    runner = VisibleRunnerField(queryset=Runner.objects.none())

    class Meta:
        """What is shown."""

        model = CheckIn
        fields = ("id", "runner", "day", *CHECK_IN_FIELDS, "created_at", "updated_at")
        read_only_fields = ("id", "created_at", "updated_at")
        validators: ClassVar[list[Any]] = []  # that a day has one is the service's to say: 409

    def validate_day(self, day: date) -> date:
        """A day on which someone could have checked in."""
        if not _EARLIEST <= day <= latest_day():
            raise serializers.ValidationError("A check-in is of a day that has begun.")
        return day

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Whose it is and of which day stays."""
        for name in ("runner", "day"):
            if self.instance is not None and attrs.get(name, getattr(self.instance, name)) != getattr(
                self.instance, name
            ):
                raise serializers.ValidationError({name: "A check-in stays with its runner and its day."})
        return attrs

    def to_representation(self, instance: CheckIn) -> Any:
        """Without the cycle for whom it is not meant."""
        shown = super().to_representation(instance)
        return shown | {"cycle": ""} if hides_cycle(instance, self.context["request"].user) else shown


class CheckInViewSet(Lists, Creates, Retrieves, Updates, ResourceViewSet):
    """Check-ins: sleep, soreness, mood, heart, weight, illness and injury, one a day. The athlete writes, coaches read."""

    scope = "health"
    serializer_class = CheckInSerializer
    queryset = CheckIn.objects.none()
    orderings = ("-day",)
    filters: ClassVar[Mapping[str, str]] = {"runner": "runner_id", "from": "day__gte", "to": "day__lte"}
    parameters: ClassVar[Any] = {
        "list": {
            "runner": IdField(required=False),
            "from": serializers.DateField(required=False, help_text="From this day on."),
            "to": serializers.DateField(required=False, help_text="Up to this day."),
        }
    }

    def get_queryset(self) -> QuerySet[CheckIn]:
        """One's own, and what others share."""
        return visible_check_ins(self.request.user).select_related("runner")

    def perform_create(self, values: dict[str, Any]) -> CheckIn:
        """Check in."""
        runner, day = values.pop("runner"), values.pop("day")
        try:
            return check_in(runner, day, values, cast("User", self.request.user))
        except CheckInExists as error:
            raise Conflict(str(error)) from error

    def perform_update(self, instance: CheckIn, values: dict[str, Any]) -> CheckIn:
        """Change what is named."""
        return update_check_in(instance, values, cast("User", self.request.user))
