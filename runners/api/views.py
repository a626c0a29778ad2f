"""runners/ with zones, bests, Critical Speed and history: thin; read by selectors, written by services."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.errors import Conflict
from runlab_site.api.jobs import JobSerializer, job_data
from runlab_site.api.permissions import CoachesOnlyToCreate, ScopedPermission
from runlab_site.api.views import (
    Creates,
    Deletes,
    Lists,
    ListsSequence,
    Replaces,
    ResourceViewSet,
    Retrieves,
    Updates,
    job_accepted,
)
from runners.api.serializers import (
    AsKnownSerializer,
    BestChangeSerializer,
    BestSerializer,
    CriticalSpeedLineSerializer,
    CriticalSpeedSerializer,
    FormForecastSerializer,
    HistoryDaySerializer,
    NewBestSerializer,
    PredictionSerializer,
    RunnerSerializer,
    RunnerWhySerializer,
    ZonesSerializer,
)
from runners.api.typed_thresholds import TypesThreshold
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.physiology.critical_speed import band_of_day
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.local_days import local_day
from runners.physiology.zones import pace_zones
from runners.selectors import (
    coaching_of,
    critical_speed_log,
    find_best,
    history_rows,
    open_proposal,
    visible_runners,
    zones_valid_from,
)
from runners.services.analysis_requests import latest_analysis
from runners.services.critical_speed_service import decide_proposal
from runners.services.forecasts import forecast_by_form, forecast_race
from runners.services.personal_bests import exclude_best, type_best, withdraw_typed_best
from runners.services.runner_service import (
    create_runner_with_defaults,
    set_heart_rate_zones,
    update_runner_with_defaults,
)
from runners.services.standings import facts_of_day, known_since, standing_known_on
from runners.stored_physiology import critical_speed_of, is_stale
from runners.whys import runner_whys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from runlab_site.accounts.models import User
    from runners.whys import RunnerWhy

__all__ = [
    "AsKnownViewSet",
    "BestViewSet",
    "BestsViewSet",
    "CriticalSpeedHistoryViewSet",
    "CriticalSpeedViewSet",
    "HistoryViewSet",
    "PredictionViewSet",
    "RunnerViewSet",
    "RunnerWhyViewSet",
    "ZonesViewSet",
]

LONGEST_HISTORY_DAYS = 4000


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


class _OfRunner(ResourceViewSet):
    """A part of one runner."""

    scope = "profile"
    queryset = Runner.objects.none()

    @cached_property
    def runner(self) -> Runner:
        """The runner in the address. Raises Http404."""
        return get_object_or_404(visible_runners(self.request.user), pk=self.kwargs["runner_id"])

    @property
    def today(self) -> date:
        """The runner's own day."""
        return local_day(datetime.now(UTC), self.runner.time_zone)

    @property
    def person(self) -> User:
        """The one who asks, once permissions are checked."""
        return self.request.user  # type: ignore[return-value]

    def get_object(self) -> Runner:
        """The runner itself, as it is now."""
        self.__dict__.pop("runner", None)
        return self.runner


class ZonesViewSet(Retrieves, Replaces, _OfRunner):
    """Heart rate and pace zones in force."""

    serializer_class = ZonesSerializer
    requires_if_match = True

    def represent(self, instance: Runner) -> Any:
        """Both kinds, and the day since when."""
        return {
            "heart_rate": instance.heart_rate_zones,
            "pace": _pace_zones(instance),
            "valid_from": _day_text(zones_valid_from(instance, self.today)),
        }

    def perform_update(self, instance: Runner, values: dict[str, Any]) -> Runner:
        """Type the bounds from a day on; null goes back to computed ones."""
        _refuse_changed_pace(values.get("pace"), instance)
        zones, from_day = values["heart_rate"], values.get("valid_from")
        if zones is None:
            set_heart_rate_zones(instance, None, decided_by=self.person, effective_day=from_day)
        elif _bounds(zones) != _bounds(instance.heart_rate_zones):
            floor_bpm, *uppers_bpm = _bounds(zones)
            set_heart_rate_zones(
                instance, uppers_bpm, floor_bpm=floor_bpm, decided_by=self.person, effective_day=from_day
            )
        return Runner.objects.get(pk=instance.pk)


def _bounds(zones: Sequence[Mapping[str, Any]]) -> list[float]:
    """The lowest bound and the five upper ones, bpm."""
    return [zones[0]["from_bpm"], *(zone["to_bpm"] for zone in zones)] if zones else []


def _pace_zones(runner: Runner) -> list[dict[str, Any]]:
    speed_mps = runner.critical_speed_mps
    return [
        {
            "zone": zone.number,
            "name": zone.name,
            "from_mps": zone.lower_mps,
            "to_mps": zone.upper_mps,
            "source": "computed",
        }
        for zone in (pace_zones(speed_mps) if speed_mps else ())
    ]


def _refuse_changed_pace(sent: Sequence[Mapping[str, Any]] | None, runner: Runner) -> None:
    if sent is not None and [dict(zone) for zone in sent] != _pace_zones(runner):
        text = "Pace zones follow from Critical Speed; leave them out or send them back as they are."
        raise serializers.ValidationError({"pace": [serializers.ErrorDetail(text, "read_only")]})


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _whole_row(best: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the bests with everything that defaults and typed ones lack."""
    return {**dict.fromkeys(("id", "session", "start_offset_s", "achieved_at", "contradiction")), **best}


@extend_schema_view(create=extend_schema(request=NewBestSerializer, responses={201: BestSerializer}))
class BestsViewSet(ListsSequence, Creates, _OfRunner):
    """Personal bests: computed, typed in, and defaults where there is none."""

    serializer_class = BestSerializer

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """By distance, the one that counts first."""
        return self.runner.personal_bests  # type: ignore[no-any-return]

    def represent(self, instance: Mapping[str, Any]) -> Any:
        """The row."""
        return self.get_serializer(_whole_row(instance)).data

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Type in a best that has no file."""
        del args, kwargs
        serializer = NewBestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        typed = serializer.validated_data
        decision = type_best(
            self.runner, typed["distance_m"], typed["time_s"], typed["achieved_at"], self.person
        )
        row = {
            **decision.value,
            "id": decision.pk,
            "achieved_at": decision.effective_day.isoformat(),
            "excluded": False,
            "is_default": False,
            "source": "typed",
        }
        location = f"/api/v1/personal-bests/{decision.pk}/"
        return Response(self.represent(row), status=201, headers={"Location": location})


@extend_schema_view(
    partial_update=extend_schema(request=BestChangeSerializer, responses={200: BestSerializer})
)
class BestViewSet(Retrieves, Updates, Deletes, ResourceViewSet):
    """One personal best: whether it counts; a typed one can be taken back."""

    scope = "profile"
    queryset = Runner.objects.none()
    serializer_class = BestSerializer

    def get_object(self) -> tuple[Runner, dict[str, Any]]:
        """Its runner and its row. Raises Http404."""
        found = find_best(self.request.user, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def represent(self, instance: tuple[Runner, dict[str, Any]]) -> Any:
        """The row."""
        return self.get_serializer(_whole_row(instance[1])).data

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> dict[str, Any]:
        """Only whether it counts may be changed."""
        del partial, instance
        serializer = BestChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def perform_update(
        self, instance: tuple[Runner, dict[str, Any]], values: dict[str, Any]
    ) -> tuple[Runner, dict[str, Any]]:
        """Exclude it, or count it again."""
        runner, best = instance
        if best["source"] != "computed":
            raise Conflict("Only the best of a session can be excluded; a typed one can be deleted.")
        day = datetime.fromisoformat(best["achieved_at"])
        exclude_best(
            runner,
            best["session"],
            best["distance_m"],
            local_day(day, runner.time_zone),
            excluded=values["excluded"],
            decided_by=self.request.user,  # type: ignore[arg-type]
        )
        return runner, best | values

    def perform_destroy(self, instance: tuple[Runner, dict[str, Any]]) -> None:
        """Take a typed best back."""
        runner, best = instance
        try:
            withdraw_typed_best(runner, best["id"], self.request.user)  # type: ignore[arg-type]
        except LookupError as error:
            raise Conflict(str(error)) from error


class CriticalSpeedViewSet(TypesThreshold, Retrieves, _OfRunner):
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
    text = runner.critical_speed_missing_reason or "No hard efforts are known yet."
    unknown: dict[str, Any] = dict.fromkeys(CriticalSpeedSerializer().fields)
    return unknown | {
        "points": [],
        "flags": [],
        "is_stale": False,
        "reason": {"code": "missing", "text": text},
    }


class CriticalSpeedHistoryViewSet(Lists, _OfRunner):
    """Every change of Critical Speed with its reason, the newest first."""

    serializer_class = CriticalSpeedLineSerializer
    orderings = ("-valid_from",)

    def get_queryset(self) -> QuerySet[CriticalSpeedRecord]:
        """The log."""
        return critical_speed_log(self.runner)


class PredictionViewSet(Retrieves, _OfRunner):
    """What a race would take: a likely time and its 80 % range, from what was known on a day."""

    serializer_class = PredictionSerializer
    parameters: ClassVar[Any] = {
        "retrieve": {
            "distance_m": serializers.FloatField(min_value=400, max_value=100_000),
            "day": serializers.DateField(required=False, help_text="Of the race; today without it."),
        }
    }

    def represent(self, instance: Runner) -> Any:
        """The forecast. Raises Conflict saying what is missing."""
        day = self.query.get("day") or self.today
        try:
            forecast = forecast_race(instance, self.query["distance_m"], day)
        except (NotEnoughDataError, InvalidInputError) as error:
            raise Conflict(str(error)) from error
        low_s, high_s = forecast.range_80_s
        by_form = forecast_by_form(instance, self.query["distance_m"], day)
        return {
            "distance_m": forecast.distance_m,
            "day": day.isoformat(),
            "time_s": forecast.time_s,
            "time_low_s": low_s,
            "time_high_s": high_s,
            "model": forecast.recommended,
            "confidence": 0.8,
            "text": forecast.why,
            "formula_version": forecast.formula,
            "methods": [asdict(method) for method in forecast.methods],
            "flags": list(forecast.flags),
            "impulse_response": None if by_form is None else FormForecastSerializer(by_form).data,
        }


class HistoryViewSet(Lists, _OfRunner):
    """The fitness history: load, CTL, ATL, TSB, ramp and Banister of each local day."""

    serializer_class = HistoryDaySerializer
    orderings = ("day",)
    default_limit = max_limit = LONGEST_HISTORY_DAYS
    parameters: ClassVar[Any] = {
        "list": {
            "from": serializers.DateField(required=False, help_text="From this day on."),
            "to": serializers.DateField(required=False, help_text="Up to this day."),
        }
    }

    def get_queryset(self) -> QuerySet[RunnerHistory]:
        """The days in the range."""
        return history_rows(self.runner, self.query.get("from"), self.query.get("to"))


class AsKnownViewSet(Retrieves, _OfRunner):
    """A past day as it stood then, beside today's recomputation of it."""

    serializer_class = AsKnownSerializer
    parameters: ClassVar[Any] = {
        "retrieve": {"day": serializers.DateField(help_text="The athlete's local day.")}
    }

    def represent(self, instance: Runner) -> Any:
        """What was written down on or before the day, and what is stored of it now."""
        day = self.query["day"]
        then = standing_known_on(instance, day)
        told = {
            "day": day,
            "known_then": then,
            "known_since": known_since(instance),
            "recomputed": _recomputed(instance, day),
        }
        return self.get_serializer(told).data


def _recomputed(runner: Runner, day: date) -> dict[str, Any]:
    facts = facts_of_day(runner, day)
    row, speed = facts.row, facts.critical_speed
    return {
        "day": day,
        "recorded_at": row.computed_at if row else None,
        "sessions_count": facts.sessions_count,
        **{name: getattr(row, name, None) for name in ("ctl", "atl", "tsb", "ramp_rate")},
        **{name: getattr(speed, name, None) for name in ("critical_speed_mps", "w_prime_m")},
        "alerts": facts.alerts,
    }


class RunnerWhyViewSet(ListsSequence, _OfRunner):
    """How each figure of a runner came about: formula in words, values put in, what was left out, source."""

    serializer_class = RunnerWhySerializer
    parameters: ClassVar[Any] = {
        "list": {"figure": serializers.CharField(required=False, max_length=100, help_text="Such as ctl.")}
    }

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """One figure, or all of them."""
        wanted = self.query.get("figure")
        return [_told(one) for one in runner_whys(self.runner, self.today) if wanted in (None, one.figure)]


def _told(why: RunnerWhy) -> dict[str, Any]:
    told = why.explanation
    return {
        "figure": why.figure,
        "value": told.value,
        "unit": told.card.unit,
        "sentence": told.sentence,
        "formula": told.card.words,
        "expression": told.expression,
        "formula_version": told.card.formula,
        "source_reference": told.card.source,
        "inputs": told.inputs,
        "left_out": told.left_out,
        "uncertainty": told.uncertainty,
        "flags": told.flags,
        "would_change": told.card.would_change,
        "computed_at": why.computed_at,
    }
