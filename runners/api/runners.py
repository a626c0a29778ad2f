"""runners/: oneself, and a coach's athletes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import Creates, Lists, Retrieves, Updates
from runlab_site.api.fields import IdField
from runlab_site.api.permissions import CoachesOnlyToCreate, ScopedPermission
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import ResourceViewSet
from runners.api.fields import SecondsOfDatesField
from runners.models import Runner
from runners.selectors import (
    coaching_of,
    visible_runners,
)
from runners.services.runner_service import (
    create_runner_with_defaults,
    update_runner_with_defaults,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet


__all__ = ["AvailabilitySerializer", "RunnerSerializer", "RunnerViewSet", "ScheduleSerializer"]


class ScheduleSerializer(Serializer):
    """How a plan is cut into blocks."""

    blocks_count = serializers.IntegerField(min_value=1, max_value=12)
    weeks_per_block_count = serializers.IntegerField(min_value=1, max_value=12)
    taper_weeks_count = serializers.IntegerField(min_value=0, max_value=6)
    is_default = serializers.BooleanField(default=False, read_only=True)


class AvailabilitySerializer(Serializer):
    """When there is time to run."""

    max_s_by_weekday = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=86_400),
        min_length=7,
        max_length=7,
        required=False,
        help_text="Seconds from Monday to Sunday; 0 is a day off.",
    )
    long_run_weekday = serializers.IntegerField(
        min_value=0, max_value=6, required=False, help_text="0 is Monday."
    )
    max_sessions_per_day = serializers.IntegerField(min_value=1, max_value=3, required=False)
    exceptions = SecondsOfDatesField(required=False)


class RunnerSerializer(ModelSerializer):
    """An athlete's profile. Heart rates are null until they are measured and typed."""

    birth_date = serializers.DateField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=50)
    schedule = ScheduleSerializer(required=False)
    availability = AvailabilitySerializer(required=False)
    coach = IdField(source="coach_id", read_only=True, allow_null=True)
    coaches = serializers.ListField(child=IdField(), read_only=True)
    squads = serializers.ListField(child=IdField(), read_only=True)
    user = IdField(source="user_id", read_only=True, allow_null=True)
    valid_from = serializers.DateField(
        write_only=True,
        required=False,
        help_text="The day from which heart rates in this body count; today without it.",
    )

    class Meta:
        """What is shown."""

        model = Runner
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "name",
            "user",
            "birth_date",
            "sex",
            "weight_kg",
            "height_cm",
            "resting_heart_rate_bpm",
            "max_heart_rate_bpm",
            "threshold_heart_rate_bpm",
            "coach",
            "coaches",
            "squads",
            "tags",
            "time_zone",
            "experience",
            "usual_weekly_load_rtss",
            "schedule",
            "availability",
            "valid_from",
        )


class RunnerViewSet(Lists, Creates, Retrieves, Updates, ResourceViewSet):
    """Runners: oneself, and a coach's athletes."""

    scope = "profile"
    permission_classes = [ScopedPermission, CoachesOnlyToCreate]
    serializer_class = RunnerSerializer
    queryset = Runner.objects.none()
    orderings = ("name", "birth_date")

    def get_queryset(self) -> QuerySet[Runner]:
        """Those one may see."""
        return visible_runners(self.request.user)

    def page_rows(self, rows: Sequence[Runner]) -> list[Any]:
        """The squads of a page in one query."""
        coaching = coaching_of(runner.pk for runner in rows)
        return [self.get_serializer(_with_coaching(runner, coaching)).data for runner in rows]

    def represent(self, instance: Runner) -> Any:
        """With squads and coaches."""
        return self.page_rows([instance])[0]

    def perform_create(self, values: dict[str, Any]) -> Runner:
        """A coach's new athlete, with every default."""
        user: Any = self.request.user
        values.pop("valid_from", None)
        coach = user if user.is_coach else None
        runner = create_runner_with_defaults(**values, coach=coach)
        return Runner.objects.get(pk=runner.pk)

    def perform_update(self, instance: Runner, values: dict[str, Any]) -> Runner:
        """Change the profile; what follows from it is made anew."""
        from_day = values.pop("valid_from", None)
        decided_by: Any = self.request.user
        update_runner_with_defaults(instance, values, decided_by=decided_by, effective_day=from_day)
        return Runner.objects.get(pk=instance.pk)


def _with_coaching(runner: Runner, coaching: Mapping[str, Sequence[tuple[str, str]]]) -> Runner:
    squads = coaching.get(runner.pk, ())
    coaches = [runner.coach_id, *(coach for _, coach in squads)]
    runner.squads = [squad for squad, _ in squads]  # type: ignore[attr-defined]
    runner.coaches = list(dict.fromkeys(filter(None, coaches)))  # type: ignore[attr-defined]
    return runner
