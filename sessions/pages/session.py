"""One session's page: its figures in order, why each is what it is, laps, zones, efforts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.web import figures
from runners.physiology.zones import HEART_RATE_ZONE_NAMES, PACE_ZONE_NAMES
from sessions.explanations import NAMED_DURATIONS_S
from sessions.models import SessionStatistics
from sessions.pages.figure_table import why_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from runlab_site.web.why import Why
    from runners.models import Runner

__all__ = [
    "TILES",
    "CurveRow",
    "EffortRow",
    "SameIntervals",
    "ZoneBar",
    "curve_data",
    "curve_rows",
    "device_name",
    "effort_rows",
    "input_value",
    "neighbours",
    "notes",
    "same_intervals",
    "whys",
    "zone_bars",
]

TILES = (
    "distance_m",
    "timer_time_s",
    "moving_time_s",
    "avg_speed_mps",
    "graded_speed_mps",
    "avg_heart_rate_bpm",
    "ascent_m",
    "avg_cadence_spm",
    "rtss",
    "decoupling_percent",
)
_ZONE_NAMES = {
    "heart_rate": HEART_RATE_ZONE_NAMES,
    "pace": PACE_ZONE_NAMES,
}
_COMPARED_DAYS = 365
_FLAG_WORDS = {
    "treadmill": "treadmill",
    "net_drop": "downhill",
    "beyond_world_record": "faster than the world record",
}


@dataclass(frozen=True, slots=True)
class ZoneBar:
    """Time in one zone; kind is "heart_rate" or "pace"."""

    kind: str
    number: int
    name: str
    seconds: float
    percent: float

    @property
    def figure(self) -> str:
        """The name of the figure."""
        return f"{self.kind}_zone_{self.number}_s"

    @property
    def css(self) -> str:
        """The class that colours its bar."""
        return f"zone-{self.number}"


@dataclass(frozen=True, slots=True)
class CurveRow:
    """The best means over one duration: speed in m/s, heart rate in bpm, power in W; None where there is none."""

    seconds: int
    speed_mps: float | None
    heart_rate_bpm: float | None
    power_w: float | None

    @property
    def seconds_text(self) -> str:
        """The end of the names of its figures."""
        return f"{self.seconds}_s"


@dataclass(frozen=True, slots=True)
class SameIntervals:
    """Another session with the same repetitions: means over its bouts of work."""

    session_id: str
    day: date
    speed_mps: float | None
    cs_share: float | None
    heart_rate_bpm: float | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class EffortRow:
    """A best effort of the session beside the best there is."""

    figure: str
    name: str
    time_s: float
    speed_mps: float
    start_offset_s: float
    behind_s: float | None
    is_best: bool
    why_not: str


def whys(explained: Mapping[str, Mapping[str, Any]], units: figures.Units) -> list[Why]:
    """The explanations of the tiles; those of other figures are fetched when they are asked for."""
    return [why_of(name, explained[name], units) for name in TILES if name in explained]


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
    needed = {name: f"Needs {missing}" for name, missing in session.missing.items() if name != "rtss"}
    return said | needed | ({"rtss": session.missing["rtss"]} if "rtss" in session.missing else {})


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
        ZoneBar(kind, number, names[number - 1], spent, 100 * spent / total)
        for number, spent in enumerate(seconds, start=1)
    ]


def curve_rows(session: SessionStatistics) -> list[CurveRow]:
    """The mean-maximal curves at the durations people ask for."""
    curves = (session.measured or {}).get("curves") or {}
    by_name = {
        name: dict(zip(curve["durations_s"], curve["values"], strict=True))
        for name in ("speed", "heart_rate", "power")
        if (curve := curves.get(name))
    }
    rows = [
        CurveRow(seconds, *(by_name.get(name, {}).get(seconds) for name in ("speed", "heart_rate", "power")))
        for seconds in NAMED_DURATIONS_S
    ]
    return [row for row in rows if (row.speed_mps, row.heart_rate_bpm, row.power_w) != (None, None, None)]


def curve_data(session: SessionStatistics) -> dict[str, Any]:
    """The curves as the chart draws them: for each stream durations and values."""
    curves = (session.measured or {}).get("curves") or {}
    return {
        name: {"seconds": curve["durations_s"], "values": curve["values"]}
        for name, curve in curves.items()
        if curve
    }


def same_intervals(session: SessionStatistics) -> list[SameIntervals]:
    """Sessions of a year with the same repetitions, the newest first, this one among them."""
    summary = (session.judged.get("intervals") or {}).get("summary")
    if not summary:
        return []
    since = session.day - timedelta(days=_COMPARED_DAYS)
    others = SessionStatistics.objects.filter(runner_id=session.runner_id, day__gte=since).order_by(
        "-start_time"
    )
    found = [
        _compared(pk, day, intervals["bouts"], is_this=pk == session.pk)
        for pk, day, intervals in others.values_list("pk", "day", "judged__intervals")
        if intervals and intervals["summary"] == summary
    ]
    return found if len(found) > 1 else []


def _compared(
    session_id: str, day: date, bouts: Sequence[Mapping[str, Any]], *, is_this: bool
) -> SameIntervals:
    work = [bout for bout in bouts if bout["is_work"]]
    return SameIntervals(
        session_id,
        day,
        _mean_by_time(work, "avg_speed_mps"),
        _mean_by_time(work, "cs_share"),
        _mean_by_time(work, "avg_heart_rate_bpm"),
        is_this,
    )


def _mean_by_time(bouts: Sequence[Mapping[str, Any]], name: str) -> float | None:
    known = [(bout[name], bout["time_s"]) for bout in bouts if bout.get(name) is not None and bout["time_s"]]
    seconds = sum(time_s for _, time_s in known)
    return sum(value * time_s for value, time_s in known) / seconds if seconds else None


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
        figure=f"best_effort_{effort['distance_m']:g}_m",
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
