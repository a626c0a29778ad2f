"""Thresholds that people type: a Critical Speed or a race result, dated, in force until a better-supported fit is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from runners.models import RunnerDecision
from runners.physiology.checks import positive
from runners.physiology.critical_speed_changes import TypedCriticalSpeed
from runners.physiology.critical_speed_estimates import SHORTEST_RACE_S
from runners.physiology.critical_speed_timeline import typed_value
from runners.physiology.critical_speed_value import FASTEST_CS_MPS, SLOWEST_CS_MPS, W_PRIME_BOUNDS_M
from runners.physiology.efforts import Effort, EffortKind
from runners.physiology.errors import InvalidInputError
from runners.physiology.power_law import RIEGEL_LONGEST_S
from runners.services.analysis_requests import request_analysis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "newest_typed",
    "type_critical_speed",
    "type_race",
    "typed_effort",
    "typed_threshold",
    "withdraw_typed",
]

Kind = RunnerDecision.Kind
SHORTEST_RACE_MIN, LONGEST_RACE_MIN = SHORTEST_RACE_S / 60, RIEGEL_LONGEST_S / 60
_KINDS = (Kind.TYPED_CRITICAL_SPEED, Kind.TYPED_RACE)


def type_critical_speed(
    runner: Runner, critical_speed_mps: float, w_prime_m: float | None, from_day: date, decided_by: User
) -> RunnerDecision:
    """Record a value from a laboratory or a coach's eye, from a day on.

    Raises InvalidInputError outside 1.5 to 7 m/s, or for a W' outside 40 to 400 m.
    """
    _require("Critical Speed", critical_speed_mps, SLOWEST_CS_MPS, FASTEST_CS_MPS, "m/s")
    if w_prime_m is not None:
        _require("W'", w_prime_m, *W_PRIME_BOUNDS_M, "m")
    value = {"critical_speed_mps": critical_speed_mps, "w_prime_m": w_prime_m}
    return _record(runner, Kind.TYPED_CRITICAL_SPEED, value, from_day, decided_by)


def type_race(
    runner: Runner, distance_m: float, time_s: float, day: date, decided_by: User
) -> RunnerDecision:
    """Record a recent race result as the threshold, from its day on. It is a trial, too.

    Raises InvalidInputError for a race of less than 12 minutes, or one that no runner runs.
    """
    positive("Distance", distance_m)
    _require("The time of the race", time_s / 60, SHORTEST_RACE_MIN, LONGEST_RACE_MIN, "minutes")
    value = {"distance_m": distance_m, "time_s": time_s}
    typed_value(TypedCriticalSpeed(day, race=_race("", value, day)))
    return _record(runner, Kind.TYPED_RACE, value, day, decided_by)


def newest_typed(runner: Runner) -> RunnerDecision | None:
    """The typed threshold that is dated last; None where none stands."""
    typed = RunnerDecision.objects.filter(runner=runner, kind__in=_KINDS, withdrawn_at=None)
    return typed.order_by("-effective_day", "-decided_at", "-pk").first()


def withdraw_typed(runner: Runner, decided_by: User) -> None:
    """Take the newest typed threshold back; what rested on it is computed again. Raises LookupError when there is none."""
    decision = newest_typed(runner)
    if decision is None:
        raise LookupError(_("No Critical Speed or race was typed."))
    RunnerDecision.objects.filter(pk=decision.pk).update(withdrawn_at=timezone.now())
    request_analysis(runner.pk, decision.effective_day, user_id=decided_by.pk)


def typed_threshold(decision: RunnerDecision) -> TypedCriticalSpeed:
    """The decision as the formulas take it."""
    value, day = decision.value, decision.effective_day
    if decision.kind == Kind.TYPED_RACE:
        return TypedCriticalSpeed(day, race=typed_effort(decision))
    return TypedCriticalSpeed(day, value["critical_speed_mps"], value.get("w_prime_m"))


def typed_effort(decision: RunnerDecision) -> Effort:
    """A typed best or race as an effort: what a person says to be the best was run all-out."""
    return _race(decision.pk, decision.value, decision.effective_day)


def _race(decision_id: str, value: dict[str, float], day: date) -> Effort:
    return Effort(value["distance_m"], value["time_s"], day, f"typed:{decision_id}", EffortKind.RACE)


def _require(name: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise InvalidInputError(f"{name} of {value:g} {unit} cannot be right ({low:g} to {high:g} {unit}).")


def _record(
    runner: Runner, kind: RunnerDecision.Kind, value: Mapping[str, float | None], day: date, decided_by: User
) -> RunnerDecision:
    decision = RunnerDecision.objects.create(
        runner=runner, kind=kind, effective_day=day, value=dict(value), decided_by=decided_by.pk
    )
    request_analysis(runner.pk, day, user_id=decided_by.pk)
    return decision
