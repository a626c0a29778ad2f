"""One session's page: its figures in order, why each is what it is, laps, zones, efforts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site import figures
from runlab_site.why import Input, Why
from runners.physiology.zones import PACE_ZONE_NAMES
from sessions.analysis.provenance import FORMULAS
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runners.models import Runner

__all__ = [
    "EffortRow",
    "ZoneBar",
    "device_name",
    "effort_rows",
    "input_value",
    "neighbours",
    "notes",
    "whys",
    "zone_bars",
]

_HEADINGS = {
    "distance_m": "distance",
    "moving_time_s": "moving time",
    "avg_speed_mps": "pace",
    "graded_speed_mps": "flat-equivalent pace",
    "avg_heart_rate_bpm": "heart rate",
    "ascent_m": "climb",
    "avg_cadence_spm": "cadence",
    "rtss": "load",
    "decoupling_percent": "drift",
}
# One name for one thing on the screen.
_INPUT_NAMES = {"Normalised graded speed": "Weighted pace", "W'": "W′"}
_ZONE_NAMES = {
    "heart_rate": ("Recovery", "Endurance", "Tempo", "Threshold", "VO₂ max"),
    "pace": PACE_ZONE_NAMES,
}
_FLAG_WORDS = {
    "treadmill": "treadmill",
    "net_drop": "downhill",
    "beyond_world_record": "faster than the world record",
}


@dataclass(frozen=True, slots=True)
class ZoneBar:
    """Time in one zone."""

    number: int
    name: str
    seconds: float
    percent: float

    @property
    def css(self) -> str:
        """The class that colours its bar."""
        return f"zone-{self.number}"


@dataclass(frozen=True, slots=True)
class EffortRow:
    """A best effort of the session beside the best there is."""

    name: str
    time_s: float
    speed_mps: float
    start_offset_s: float
    behind_s: float | None
    is_best: bool
    why_not: str


def whys(session: SessionStatistics, units: figures.Units) -> list[Why]:
    """The explanation of each figure of the page, from what was stored when it was computed."""
    stored: Mapping[str, Mapping[str, Any]] = session.figures
    return [_why(name, stored[name], units) for name in _HEADINGS if name in stored]


def _why(name: str, figure: Mapping[str, Any], units: figures.Units) -> Why:
    formula = FORMULAS.get(figure["formula"])
    shown = _shown(name, figure.get("value"), figure.get("unit", ""), units)
    words = figure.get("missing") or figure.get("sentence") or (formula.words if formula else "")
    return Why(
        key=name,
        title=f"Why {_HEADINGS[name]} {shown}",
        text=words,
        inputs=tuple(_input(one, units) for one in figure.get("inputs") or ()),
        formula=_formula(figure),
        source=f"{figure.get('source_reference', '')}. Formula {figure['formula']}@{figure['formula_version']}.",
    )


def _formula(figure: Mapping[str, Any]) -> str:
    """The formula with its numbers put in where it is short enough to follow, else as it is written."""
    put_in = {one["name"]: one.get("value") for one in figure.get("inputs") or ()}
    value, intensity, seconds = figure.get("value"), put_in.get("Intensity"), put_in.get("Seconds with data")
    if figure["formula"] == "rtss" and value is not None and seconds and intensity:
        return f"{seconds / 3600:.3f} h × {intensity:.3f}² × 100 = {figures.number(value).value}"
    distance, time = put_in.get("Distance"), put_in.get("Time")
    if figure["formula"] == "mean_speed" and value is not None and distance and time:
        return f"{distance:.0f} m ÷ {time:.0f} s = {value:.2f} m/s"
    return str(figure.get("expression") or "")


def _input(one: Mapping[str, Any], units: figures.Units) -> Input:
    value = one.get("value")
    text = (
        _shown(one["name"], value, one.get("unit", ""), units)
        if isinstance(value, int | float)
        else str(value)
    )
    return Input(name=_INPUT_NAMES.get(one["name"], one["name"]), value=text)


def _shown(name: str, value: float | None, unit: str, units: figures.Units) -> str:
    """A figure as the page writes it: speeds as pace, seconds as a time."""
    if value is None:
        return figures.UNKNOWN
    if unit == "m/s":
        return str(figures.pace(value, units))
    if unit == "s":
        return figures.duration(value).value
    if name == "distance_m":
        return str(figures.distance(value, units))
    return str(figures.number(value, unit, 0 if abs(value) >= 20 or value == int(value) else 3))


def notes(session: SessionStatistics, units: figures.Units) -> dict[str, str]:
    """What stands under each figure; in place of a missing one, why there is none."""
    highest = figures.number(session.max_heart_rate_bpm).value
    said = {
        "moving_time_s": f"elapsed {figures.duration(session.elapsed_time_s).value}",
        "avg_heart_rate_bpm": f"highest {highest}" if session.max_heart_rate_bpm else "",
        "ascent_m": f"descent {figures.climb(session.descent_m, units)}"
        if session.descent_m is not None
        else "",
        "graded_speed_mps": _weighted(session, units),
        "rtss": _load_note(session),
        "decoupling_percent": "speed a beat, first to second half" if session.decoupling_percent else "",
    }
    return said | {name: f"Needs {missing}" for name, missing in session.missing.items()}


def _weighted(session: SessionStatistics, units: figures.Units) -> str:
    pace = figures.pace(session.normalized_graded_speed_mps, units)
    return f"weighted {pace.value}" if pace.unit else ""


_METHODS = {
    "rtss": "from pace",
    "hrtss": "from heart rate",
    "rpe": "from exertion",
    "duration": "from time alone",
}


def _load_note(session: SessionStatistics) -> str:
    method = _METHODS.get(session.load_method, "")
    estimated = ", estimated" if session.load_is_estimated else ""
    if session.intensity_factor is None:
        return f"{method}{estimated}"
    return f"{method}{estimated}, intensity {session.intensity_factor:.2f}"


def device_name(device: Mapping[str, Any]) -> str:
    """The watch as one calls it."""
    words = (device.get("manufacturer"), device.get("product"))
    return " ".join(str(word).replace("_", " ") for word in words if word)


def input_value(session: SessionStatistics, figure: str, name: str) -> float | None:
    """A number that went into a stored figure."""
    inputs = session.figures.get(figure, {}).get("inputs") or ()
    return next((one["value"] for one in inputs if one["name"] == name), None)


def zone_bars(seconds: Sequence[float], kind: str) -> list[ZoneBar]:
    """The bars of the five zones; empty when there are none."""
    total = sum(seconds)
    if not total:
        return []
    names = _ZONE_NAMES[kind]
    return [
        ZoneBar(number, names[number - 1], spent, 100 * spent / total)
        for number, spent in enumerate(seconds, start=1)
    ]


def effort_rows(session: SessionStatistics, runner: Runner) -> list[EffortRow]:
    """The best efforts of the session, each beside the athlete's best over that distance."""
    bests = {
        best["distance_m"]: best
        for best in sorted(runner.personal_bests, key=lambda best: -best["time_s"])
        if not best.get("is_default") and not best.get("excluded")
    }
    return [
        _effort_row(effort, bests.get(effort["distance_m"]), str(session.pk))
        for effort in session.best_efforts
    ]


def _effort_row(effort: Mapping[str, Any], best: Mapping[str, Any] | None, session_id: str) -> EffortRow:
    flags = effort.get("flags") or ()
    is_best = best is not None and best.get("session") == session_id
    behind = effort["time_s"] - best["time_s"] if best is not None else None
    return EffortRow(
        name=figures.race_distance(effort["distance_m"]),
        time_s=effort["time_s"],
        speed_mps=effort["distance_m"] / effort["time_s"],
        start_offset_s=effort["start_offset_s"],
        behind_s=behind,
        is_best=is_best,
        why_not=", ".join(_FLAG_WORDS.get(flag, flag.replace("_", " ")) for flag in flags),
    )


def neighbours(session: SessionStatistics) -> tuple[str | None, str | None]:
    """The ids of the session before and the session after, of the same runner."""
    others = SessionStatistics.objects.filter(runner_id=session.runner_id)
    before = (
        others.filter(start_time__lt=session.start_time).order_by("-start_time").values_list("pk", flat=True)
    )
    after = (
        others.filter(start_time__gt=session.start_time).order_by("start_time").values_list("pk", flat=True)
    )
    return _text(before.first()), _text(after.first())


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
