"""Which stored figures of a runner were made by another formula version than today's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from runlab_site.database import database, object_id
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.physiology import banister, critical_speed, race_prediction, training_load

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["stale_parts", "stale_runner_ids"]


def stale_parts(runner: Runner) -> tuple[str, ...]:
    """In words, what of the runner's figures waits to be recomputed; empty when all is of today's formulas."""
    return tuple(_stale_parts(runner))


def stale_runner_ids() -> set[str]:
    """Every runner with something stale."""
    rows = RunnerHistory.objects.exclude(formula_version=training_load.LOAD_FORMULA)
    speeds = CriticalSpeedRecord.objects.exclude(formula_version=critical_speed.CRITICAL_SPEED_FORMULA)
    found = {*rows.values_list("runner_id", flat=True), *speeds.values_list("runner_id", flat=True)}
    known = Runner.objects.filter(Q(banister_fit__isnull=False) | Q(forecasts__isnull=False))
    found |= {runner.pk for runner in known.only("pk", "banister_fit", "forecasts") if _is_stale(runner)}
    return {str(runner_id) for runner_id in found}


def _stale_parts(runner: Runner) -> Iterator[str]:
    yield from _of_other_formulas(runner)
    if _model_is_stale(runner):
        yield _("impulse-response model")
    if _forecasts_are_stale(runner):
        yield _("race forecasts")


def _of_other_formulas(runner: Runner) -> list[str]:
    """The parts kept in collections of which a row has another formula, in one command."""
    history = _one_of_another_formula(gettext_noop("fitness history"), runner, training_load.LOAD_FORMULA)
    log = _one_of_another_formula(
        gettext_noop("Critical Speed"), runner, critical_speed.CRITICAL_SPEED_FORMULA
    )
    union = {"$unionWith": {"coll": CriticalSpeedRecord._meta.db_table, "pipeline": log}}  # noqa: SLF001 - Django's documented model API
    collection = database.collection(RunnerHistory._meta.db_table)  # noqa: SLF001 - Django's documented model API
    return [_(one["part"]) for one in collection.aggregate([*history, union], session=database.session)]


def _one_of_another_formula(part: str, runner: Runner, formula: str) -> list[dict[str, Any]]:
    return [
        {"$match": {"runner_id": object_id(runner.pk), "formula_version": {"$ne": formula}}},
        {"$limit": 1},
        {"$project": {"_id": 0, "part": {"$literal": part}}},
    ]


def _is_stale(runner: Runner) -> bool:
    return _model_is_stale(runner) or _forecasts_are_stale(runner)


def _model_is_stale(runner: Runner) -> bool:
    fit = runner.banister_fit
    return fit is not None and fit["formula"] != banister.IMPULSE_RESPONSE_FORMULA


def _forecasts_are_stale(runner: Runner) -> bool:
    said = (runner.forecasts or {}).get("forecasts", ())
    formulas = {one["formula"] for one in said if one.get("formula")}
    return bool(formulas - {race_prediction.RACE_FORMULA})
