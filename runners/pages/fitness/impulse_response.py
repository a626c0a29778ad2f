"""The impulse-response model as a page shows it: parameters with bands, its quality, or why it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from runlab_site.web import figures
from runners import defaults
from runners.physiology.banister import influence_curve, response_times
from runners.physiology.words import WORDS
from runners.stored.formula_inputs import model_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runners.models import Runner
    from runners.stored.thinned_history import ThinnedHistory

__all__ = ["ModelPage", "model_days", "model_page"]

CURVE_DAYS = 120
MOST_PERFORMANCES = 40  # rows shown, the newest
_PARAMETERS = (
    ("p0", gettext_noop("Level p0"), "VDOT", 1),
    ("k1", gettext_noop("Fitness gain k1"), "", 4),
    ("k2", gettext_noop("Fatigue cost k2"), "", 4),
    ("tau1_days", gettext_noop("Fitness fades over"), gettext_noop("days"), 1),
    ("tau2_days", gettext_noop("Fatigue fades over"), gettext_noop("days"), 1),
)
METHOD_WORDS = {
    "default": gettext_noop("The default parameters of Morton 1990."),
    "default_times": gettext_noop(
        "The level and both strengths fitted; the two times are the defaults (fewer than 15 races, or under 120 days)."
    ),
    "all_parameters": gettext_noop("All five parameters fitted."),
}
FLAG_WORDS = {
    "performances_outside_history": gettext_noop("Races before the first load were left out."),
    "start_is_steady_state": gettext_noop(
        "The load before the history is taken to be that of its first six weeks."
    ),
    "k2_over_k1_at_bound": gettext_noop("k2/k1 stopped at its bound: the races do not tell where it lies."),
    "tau1_at_bound": gettext_noop(
        "The fitness time stopped at its bound: the races do not tell where it lies."
    ),
    "tau2_at_bound": gettext_noop(
        "The fatigue time stopped at its bound: the races do not tell where it lies."
    ),
    "tau1_over_tau2_at_bound": gettext_noop(
        "The two times came as close as they may: the races do not tell them apart."
    ),
}


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter in use, the fitted one with its 95 % band, and the default."""

    name: str
    in_use: str
    fitted: str
    band: str
    default: str


@dataclass(frozen=True, slots=True)
class PerformanceRow:
    """A race or test that the fit was made from."""

    day: date
    vdot: float
    session_id: str


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The model of a runner."""

    is_kept: bool
    reason: str
    method: str
    parameters: tuple[ParameterRow, ...]
    performances: tuple[PerformanceRow, ...]
    performances_count: int
    residual_sd: float | None
    loo_rmse: float | None
    last_vdot_rmse: float | None
    harmful_days: float | None
    best_days: float | None
    doubts: tuple[str, ...]
    curve: list[float]


def model_page(runner: Runner) -> ModelPage | None:
    """The stored fit and the model in use; None before the first analysis with a load."""
    fit = runner.banister_fit
    if fit is None:
        return None
    model = model_of(runner)
    times = response_times(model)
    return ModelPage(
        is_kept=fit["is_kept"],
        reason=WORDS.in_words(fit["reason"], fit.get("sentences")),
        method=_(METHOD_WORDS[fit["method"]]),
        parameters=tuple(_parameter(*one, runner.banister, fit) for one in _PARAMETERS),
        performances=tuple(
            PerformanceRow(date.fromisoformat(one["day"]), one["vdot"], one["session"] or "")
            for one in fit["performances"][-MOST_PERFORMANCES:]
        ),
        performances_count=len(fit["performances"]),
        residual_sd=fit["residual_sd"],
        loo_rmse=fit["loo_rmse"],
        last_vdot_rmse=fit["last_vdot_rmse"],
        harmful_days=times.harmful_days,
        best_days=times.best_days,
        doubts=tuple(_(FLAG_WORDS.get(flag, flag.replace("_", " "))) for flag in fit["flags"]),
        curve=[round(float(value), 6) for value in influence_curve(CURVE_DAYS, model)],
    )


def model_days(runner: Runner, history: ThinnedHistory) -> dict[str, list[Any]]:
    """What fitness adds, what fatigue takes and the performance left at each point of the range, in order."""
    k1, k2 = runner.banister["k1"], runner.banister["k2"]
    points = history.points
    return {
        "days": [point["day"].isoformat() for point in points],
        "fitness": [round(k1 * point["banister_fitness"], 3) for point in points],
        "fatigue": [round(k2 * point["banister_fatigue"], 3) for point in points],
        "performance": [round(point["banister_performance"], 3) for point in points],
    }


def _parameter(
    key: str, name: str, unit: str, places: int, in_use: Mapping[str, Any], fit: Mapping[str, Any]
) -> ParameterRow:
    band = fit["bands"].get(key)
    fitted = (fit["fitted"] or {}).get(key)

    def written(value: float | None) -> str:
        return str(figures.number(value, _(unit), places))

    return ParameterRow(
        _(name),
        written(in_use[key]),
        written(fitted),
        _("%(low)s to %(high)s") % {"low": written(band[0]), "high": written(band[1])}
        if band and band[0] != band[1]
        else figures.UNKNOWN,
        written(getattr(defaults.IMPULSE_RESPONSE, key)),
    )
