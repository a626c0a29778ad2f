"""runners/{id}/critical-speed/ and critical-speed-history/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from runlab_site.api.actions import Lists, Retrieves
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import job_accepted
from runlab_site.jobs.api import JobSerializer, job_data
from runners.api.of_runner import OfRunner
from runners.api.typed_thresholds import TypesThreshold
from runners.explanations.critical_speed_words import missing_text, told_points, told_reason
from runners.models import CriticalSpeedRecord, Runner
from runners.physiology.critical_speed import band_of_day
from runners.selectors import (
    critical_speed_log,
    open_proposal,
)
from runners.services.analysis_requests import latest_analysis
from runners.services.critical_speed_service import decide_proposal
from runners.stored.formula_inputs import critical_speed_of, is_stale

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response


__all__ = [
    "CriticalSpeedHistoryViewSet",
    "CriticalSpeedLineSerializer",
    "CriticalSpeedPointSerializer",
    "CriticalSpeedReasonSerializer",
    "CriticalSpeedSerializer",
    "CriticalSpeedViewSet",
    "SessionOrNoneField",
]


class SessionOrNoneField(IdField):
    """The session an effort was run in; null for one that was typed in."""

    def to_representation(self, value: Any) -> Any:
        """Typed efforts carry a name of their own in place of a session's id."""
        return None if str(value).startswith("typed:") else str(value)


class CriticalSpeedPointSerializer(Serializer):
    """A trial: used in the fit, or why not."""

    distance_m = serializers.FloatField()
    time_s = serializers.FloatField()
    day = serializers.DateField()
    session = SessionOrNoneField(allow_null=True)
    kind = serializers.CharField()
    used = serializers.BooleanField()
    why_not = serializers.CharField(allow_null=True)
    evidence = serializers.CharField(
        allow_null=True, default=None, help_text="Why it counts as near maximal; null where it was not asked."
    )


class CriticalSpeedReasonSerializer(Serializer):
    """Why it changed, or why there is none."""

    code = serializers.CharField()
    text = serializers.CharField()
    session = SessionOrNoneField(allow_null=True, required=False)
    personal_bests = serializers.ListField(child=serializers.FloatField(), required=False)


class CriticalSpeedLineSerializer(ModelSerializer):
    """One line of the log: what Critical Speed became on a day, and why."""

    points = CriticalSpeedPointSerializer(many=True)
    reason = CriticalSpeedReasonSerializer()
    flags = serializers.ListField(child=serializers.CharField())

    class Meta:
        """What is shown."""

        model = CriticalSpeedRecord
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "valid_from",
            "state",
            "critical_speed_mps",
            "low_mps",
            "high_mps",
            "standard_error_mps",
            "w_prime_m",
            "w_prime_standard_error_m",
            "w_prime_low_m",
            "w_prime_high_m",
            "r2",
            "source",
            "points",
            "reason",
            "flags",
            "formula_version",
        )

    def to_representation(self, instance: CriticalSpeedRecord) -> dict[str, Any]:
        """With its sentences in today's words."""
        shown: dict[str, Any] = super().to_representation(instance)
        return shown | {
            "points": CriticalSpeedPointSerializer(told_points(instance), many=True).data,
            "reason": CriticalSpeedReasonSerializer(told_reason(instance)).data,
        }


class CriticalSpeedSerializer(Serializer):
    """Critical Speed in force, and a proposal that waits for a decision."""

    state = serializers.ChoiceField(
        ["in_force", "estimated", "proposed"],
        allow_null=True,
        help_text="estimated: from one race, used until there is evidence for a fit.",
    )
    source = serializers.CharField(  # type: ignore[assignment]
        allow_null=True, help_text="fit, provisional, typed, typed_race or race."
    )
    flags = serializers.ListField(child=serializers.CharField())
    is_stale = serializers.BooleanField(help_text="Every effort behind it is over 90 days old.")
    critical_speed_mps = serializers.FloatField(allow_null=True)
    low_mps = serializers.FloatField(allow_null=True)
    high_mps = serializers.FloatField(allow_null=True)
    standard_error_mps = serializers.FloatField(allow_null=True)
    day_low_mps = serializers.FloatField(
        allow_null=True, help_text="95 % band of what it is on any one day, form counted in."
    )
    day_high_mps = serializers.FloatField(allow_null=True)
    w_prime_m = serializers.FloatField(allow_null=True)
    w_prime_standard_error_m = serializers.FloatField(allow_null=True)
    r2 = serializers.FloatField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    points = CriticalSpeedPointSerializer(many=True)
    reason = CriticalSpeedReasonSerializer()
    proposed = CriticalSpeedLineSerializer(allow_null=True)


class CriticalSpeedViewSet(TypesThreshold, Retrieves, OfRunner):
    """Critical Speed and W' in force, what they rest on, and a proposal that waits."""

    serializer_class = CriticalSpeedSerializer

    def represent(self, instance: Runner) -> Any:
        """In force; where nothing is, the proposal; else why there is none."""
        in_force = critical_speed_log(instance).filter(state__in=CriticalSpeedRecord.IN_USE).first()
        proposed = open_proposal(instance)
        shown = in_force or proposed
        if shown is None:
            return _no_critical_speed(instance)
        told = CriticalSpeedLineSerializer(shown).data
        low_mps, high_mps = band_of_day(critical_speed_of(shown)) or (None, None)
        return {name: told[name] for name in CriticalSpeedSerializer().fields if name in told} | {
            "day_low_mps": low_mps,
            "day_high_mps": high_mps,
            "is_stale": is_stale(shown, self.today),
            "proposed": CriticalSpeedLineSerializer(proposed).data if proposed else None,
        }

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def accept(self, request: Request, runner_id: str) -> Response:
        """Accept the proposal; loads that follow from it are made anew."""
        del request, runner_id
        return self._decide(accepted=True)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def dismiss(self, request: Request, runner_id: str) -> Response:
        """Dismiss the proposal."""
        del request, runner_id
        return self._decide(accepted=False)

    def _decide(self, *, accepted: bool) -> Response:
        runner = self.runner
        try:
            decide_proposal(runner, accepted=accepted, decided_by=self.person)
        except LookupError as error:
            raise Conflict(str(error)) from error
        return job_accepted(job_data(latest_analysis(runner.pk)))


def _no_critical_speed(runner: Runner) -> dict[str, Any]:
    text = missing_text(runner) or "No hard efforts are known yet."
    unknown: dict[str, Any] = dict.fromkeys(CriticalSpeedSerializer().fields)
    return unknown | {
        "points": [],
        "flags": [],
        "is_stale": False,
        "reason": {"code": "missing", "text": text},
    }


class CriticalSpeedHistoryViewSet(Lists, OfRunner):
    """Every change of Critical Speed with its reason, the newest first."""

    serializer_class = CriticalSpeedLineSerializer
    orderings = ("-valid_from",)

    def get_queryset(self) -> QuerySet[CriticalSpeedRecord]:
        """The log."""
        return critical_speed_log(self.runner)
