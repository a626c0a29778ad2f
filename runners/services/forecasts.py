"""Race forecasts: made from races passed down and what is stored, and scored once the race was run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runners.models import RunnerHistory
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.forecast_scoring import (
    ForecastScore,
    StoredForecast,
    forecast_record,
    score,
    stored,
)
from runners.physiology.power_law import riegel
from runners.physiology.race_prediction import Race, RaceForecast, predict
from runners.physiology.sentences import stored_sentences
from runners.physiology.vdot import vdot_time
from runners.services.standings import standing_before
from runners.stored.formula_inputs import critical_speed_in_force, critical_speed_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runners.models import Runner
    from runners.physiology.critical_speed import CriticalSpeed

__all__ = [
    "FORECAST_DISTANCES_M",
    "FormForecast",
    "RaceResult",
    "forecast_by_form",
    "forecast_race",
    "update_forecasts",
]

FORECAST_DISTANCES_M = (5000.0, 10_000.0, 21_097.5, 42_195.0)
# How far a course as measured may lie from a distance that was forecast; its time is carried over by Riegel's rule.
SAME_COURSE_SHARE = 0.05
_RACE = "race"


@dataclass(frozen=True, slots=True)
class RaceResult:
    """A race or a verified time trial: its whole distance in m and time in s, on its local day."""

    session_id: str
    distance_m: float
    time_s: float
    day: date
    kind: str


@dataclass(frozen=True, slots=True)
class FormForecast:
    """What the fitted model makes of a day: VDOT and the time over a distance, each with its 80 % range."""

    day: date
    distance_m: float
    vdot: float
    vdot_low: float
    vdot_high: float
    time_s: float
    time_low_s: float
    time_high_s: float
    assumed_daily_load_rtss: float


def update_forecasts(runner: Runner, results: Sequence[RaceResult], today: date) -> None:
    """Store today's forecasts, and score the one that could be made before each race that was run."""
    runner.race_results = [asdict(one) | {"day": one.day.isoformat()} for one in results]
    forecasts = [
        _forecast_document(runner, distance_m, results, today) for distance_m in FORECAST_DISTANCES_M
    ]
    scores = [one for result in results if (one := _scored(runner, result, results)) is not None]
    record = forecast_record([one for one, _ in scores])
    runner.forecasts = {
        "day": today.isoformat(),
        "forecasts": forecasts,
        "scores": [_score_document(one, said) for one, said in scores],
        "record": asdict(record),
        "sentences": stored_sentences([*_texts(forecasts), record.sentence]),
    }
    runner.save(update_fields=["race_results", "forecasts", "updated_at"])


def forecast_race(runner: Runner, distance_m: float, day: date) -> RaceForecast:
    """A forecast from what was known on that day. Raises NotEnoughDataError, InvalidInputError."""
    races = [
        RaceResult(
            one["session_id"], one["distance_m"], one["time_s"], date.fromisoformat(one["day"]), one["kind"]
        )
        for one in runner.race_results
    ]
    return _predict(runner, distance_m, races, day)


def forecast_by_form(runner: Runner, distance_m: float, day: date) -> FormForecast | None:
    """The kept impulse-response model's own forecast for a coming day, as if the usual load went on.

    None where the model is not kept, the day is past or too far, or the range reaches no running speed.
    """
    ahead = (runner.banister_fit or {}).get("outlook")
    index = (day - date.fromisoformat(ahead["first_day"])).days if ahead else -1
    if not ahead or not 0 <= index < len(ahead["vdot"]):
        return None
    centre, low, high = (ahead[name][index] for name in ("vdot", "low_80", "high_80"))
    try:
        likely, fast, slow = (vdot_time(value, distance_m) for value in (centre, high, low))
    except (InvalidInputError, NotEnoughDataError):
        return None
    usual = ahead["daily_load_rtss"]
    return FormForecast(day, distance_m, centre, low, high, likely, fast, slow, usual)


def _predict(
    runner: Runner, distance_m: float, results: Iterable[RaceResult], day: date, *, by_form: bool = True
) -> RaceForecast:
    known = [one for one in results if one.day <= day]
    levels = _modelled_levels(runner, {one.day for one in known} | {day}) if by_form else {}
    races = [
        Race(one.distance_m, one.time_s, one.day, one.session_id, _change(levels, one.day, day))
        for one in known
    ]
    return predict(distance_m, races, day, _critical_speed(runner, day))


def _change(levels: Mapping[date, float], then: date, now: date) -> float:
    """What the model adds between two mornings; nothing where it does not know both."""
    return levels[now] - levels[then] if then in levels and now in levels else 0.0


def _modelled_levels(runner: Runner, days: set[date]) -> dict[date, float]:
    """The kept model's VDOT on those days, past or coming; empty when no model is kept (section 10 of the book)."""
    fit = runner.banister_fit or {}
    if not fit.get("is_kept"):
        return {}
    rows = RunnerHistory.objects.filter(runner=runner, day__in=list(days))
    levels = dict(rows.values_list("day", "banister_performance"))
    if ahead := fit.get("outlook"):
        first = date.fromisoformat(ahead["first_day"])
        coming = {day: (day - first).days for day in days - levels.keys()}
        levels |= {day: ahead["vdot"][at] for day, at in coming.items() if 0 <= at < len(ahead["vdot"])}
    return levels


def _critical_speed(runner: Runner, day: date) -> CriticalSpeed | None:
    found = critical_speed_in_force(runner, day)
    return None if found is None or found.critical_speed_mps is None else critical_speed_of(found)


def _forecast_document(
    runner: Runner, distance_m: float, results: Sequence[RaceResult], today: date
) -> dict[str, Any]:
    try:
        forecast = _predict(runner, distance_m, results, today)
    except NotEnoughDataError as error:
        return {"distance_m": distance_m, "time_s": None, "missing": error.said}
    return {
        "distance_m": distance_m,
        "time_s": forecast.time_s,
        "time_low_s": forecast.range_80_s[0],
        "time_high_s": forecast.range_80_s[1],
        "range_95_s": list(forecast.range_95_s),
        "sd_log": forecast.sd_log,
        "races": [asdict(race) | {"day": race.day.isoformat()} for race in forecast.races],
        "methods": [asdict(method) for method in forecast.methods],
        "recommended": forecast.recommended,
        "why": forecast.why,
        "flags": list(forecast.flags),
        "formula": forecast.formula,
        "missing": None,
    }


def _texts(forecasts: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Every sentence in stored forecasts."""
    for one in forecasts:
        yield from (one.get("why") or "", one["missing"] or "")
        yield from (method["note"] for method in one.get("methods", ()))


def _scored(
    runner: Runner, result: RaceResult, results: Sequence[RaceResult]
) -> tuple[ForecastScore, str] | None:
    """What was forecast before a race beside its time, and whether it was stored then or is reconstructed."""
    if result.kind != _RACE:
        return None
    if earlier := _forecast_before(runner, result):
        return score(earlier, result.time_s), "stored"
    eve = result.day - timedelta(days=1)
    try:  # by what was known: the model of today knows the race
        forecast = _predict(runner, result.distance_m, results, eve, by_form=False)
    except NotEnoughDataError:
        return None
    return score(stored(forecast, result.day, eve), result.time_s), "reconstructed"


def _forecast_before(runner: Runner, result: RaceResult) -> StoredForecast | None:
    """The range written down before the day of the race, for the distance nearest to the course as measured."""
    standing = standing_before(runner, result.day)
    near = [
        one
        for one in (standing.forecasts if standing else ())
        if abs(one["distance_m"] / result.distance_m - 1) <= SAME_COURSE_SHARE
    ]
    if standing is None or not near:
        return None
    said = min(near, key=lambda one: abs(one["distance_m"] - result.distance_m))
    times = [
        riegel(said["distance_m"], said[name], result.distance_m)
        for name in ("time_s", "time_low_s", "time_high_s")
    ]
    return StoredForecast(
        result.distance_m, result.day, standing.day, times[0], (times[1], times[2]), said["sd_log"]
    )


def _score_document(one: ForecastScore, said: str) -> dict[str, Any]:
    return {
        "race_day": one.forecast.race_day.isoformat(),
        "made_on": one.forecast.made_on.isoformat(),
        "said": said,
        "distance_m": one.forecast.distance_m,
        "forecast_s": one.forecast.time_s,
        "low_s": one.forecast.range_80_s[0],
        "high_s": one.forecast.range_80_s[1],
        "actual_s": one.actual_s,
        "error_percent": one.error_percent,
        "is_inside_80": one.is_inside_80,
    }
