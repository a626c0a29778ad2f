"""Race forecasts: each method in its domain, one recommended and why, and how earlier ranges met the race."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from runlab_site.web import figures
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.race_prediction import METHOD_NAMES
from runners.physiology.words import WORDS
from runners.services.forecasts import FormForecast, forecast_by_form, forecast_race
from runners.services.race_predictions import prediction_of_race

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runners.models import Runner
    from runners.services.race_predictions import RacePrediction

__all__ = ["AskedForecast", "ForecastRow", "ForecastsPage", "asked_forecast", "forecasts_page"]

MOST_SCORES = 20  # rows shown, the newest; the record counts all
FLAG_WORDS = {
    "race_older_than_90_days": gettext_noop("From a race older than 90 days."),
    "marathon_from_short_races": gettext_noop(
        "A marathon from 10 km or less: 4 % slower, the range doubled."
    ),
}


@dataclass(frozen=True, slots=True)
class MethodCell:
    """What one method says over a distance, or why it cannot be used."""

    name: str
    time_s: float | None
    note: str


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A distance: its range first, the likely time, each method beside, which one counts and why."""

    name: str
    key: str
    time_s: float | None
    low_s: float | None
    high_s: float | None
    cells: tuple[MethodCell, ...]
    recommended: str
    why: str
    doubts: tuple[str, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A race beside what was said of it before."""

    day: date
    name: str
    low_s: float
    high_s: float
    forecast_s: float
    actual_s: float
    error_percent: float
    is_inside: bool
    was_stored: bool
    made_on: date


@dataclass(frozen=True, slots=True)
class ForecastsPage:
    """All distances, the scores, and the one sentence about them."""

    day: date
    rows: tuple[ForecastRow, ...]
    scores: tuple[ScoreRow, ...]
    scores_count: int
    record: str
    method_names: tuple[str, ...]

    @property
    def has_any(self) -> bool:
        """Whether any distance can be forecast."""
        return any(row.time_s is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class AskedForecast:
    """The forecast for a distance and day that the reader asked for, or why there is none."""

    distance_m: float
    day: date
    row: ForecastRow | None
    by_form: FormForecast | None
    missing: str


def forecasts_page(runner: Runner) -> ForecastsPage | None:
    """What is stored since the last analysis; None before the first one."""
    stored = runner.forecasts
    if not stored:
        return None
    sentences = stored.get("sentences")
    newest = sorted(stored["scores"], key=lambda one: one["race_day"], reverse=True)[:MOST_SCORES]
    return ForecastsPage(
        date.fromisoformat(stored["day"]),
        tuple(_row(one) for one in WORDS.in_words(stored["forecasts"], sentences)),
        tuple(map(_score_row, newest)),
        len(stored["scores"]),
        WORDS.in_words(stored["record"]["sentence"], sentences),
        tuple(_(name) for name in METHOD_NAMES.values()),
    )


def asked_forecast(runner: Runner, distance_m: float, day: date) -> AskedForecast:
    """A forecast for any distance and day."""
    by_form = forecast_by_form(runner, distance_m, day)
    try:
        made = forecast_race(runner, distance_m, day)
    except NotEnoughDataError as error:
        return AskedForecast(distance_m, day, None, by_form, WORDS.for_reader(error.said))
    except InvalidInputError as error:
        return AskedForecast(distance_m, day, None, by_form, str(error))
    methods = [
        {"method": method.method, "time_s": method.time_s, "note": method.note} for method in made.methods
    ]
    low_s, high_s = made.range_80_s
    document = {
        "distance_m": distance_m,
        "time_s": made.time_s,
        "time_low_s": low_s,
        "time_high_s": high_s,
        "methods": methods,
        "recommended": made.recommended,
        "why": made.why,
        "flags": made.flags,
    }
    row = _row(document | _kept(prediction_of_race(runner, day, distance_m)))
    return AskedForecast(distance_m, day, row, by_form, "")


def _kept(prediction: RacePrediction | None) -> dict[str, Any]:
    """What is kept for a race goes before what would be made now: all pages say the same of it."""
    if prediction is None:
        return {}
    return {
        "time_s": prediction.time_s,
        "time_low_s": prediction.time_low_s,
        "time_high_s": prediction.time_high_s,
        "why": _("%(name)s, %(origin)s; kept since %(day)s.")
        % {"name": prediction.name, "origin": prediction.origin, "day": prediction.made_on},
    }


def _row(one: Mapping[str, Any]) -> ForecastRow:
    said = {method["method"]: method for method in one.get("methods", ())}
    recommended = one.get("recommended") or ""
    return ForecastRow(
        name=figures.race_distance(one["distance_m"]),
        key=f"race_time_{round(one['distance_m'])}m",
        time_s=one["time_s"],
        low_s=one.get("time_low_s"),
        high_s=one.get("time_high_s"),
        cells=tuple(_cell(_(name), said.get(method)) for method, name in METHOD_NAMES.items()),
        recommended=_("Middle of the methods")
        if recommended == "middle"
        else _(METHOD_NAMES.get(recommended, "")),
        why=one.get("why") or "",
        doubts=tuple(_(FLAG_WORDS.get(flag, flag.replace("_", " "))) for flag in one.get("flags", ())),
        missing=one.get("missing") or "",
    )


def _cell(name: str, said: Mapping[str, Any] | None) -> MethodCell:
    return MethodCell(name, said["time_s"] if said else None, said["note"] if said else "")


def _score_row(one: Mapping[str, Any]) -> ScoreRow:
    day = date.fromisoformat(one["race_day"])
    return ScoreRow(
        day=day,
        name=figures.race_distance(round(one["distance_m"])),
        low_s=one["low_s"],
        high_s=one["high_s"],
        forecast_s=one["forecast_s"],
        actual_s=one["actual_s"],
        error_percent=one["error_percent"],
        is_inside=one["is_inside_80"],
        was_stored=one.get("said") == "stored",
        made_on=date.fromisoformat(one["made_on"]) if one.get("made_on") else day,
    )
