"""Zones, curves and best efforts of a session as the page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from runlab_site.web import figures
from sessions.pages.session.figure_words import ZONE_NAMES
from sessions.statistics.figure_explanations import NAMED_DURATIONS_S

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runners.models import Runner
    from sessions.models import SessionStatistics

__all__ = ["CurveRow", "EffortRow", "ZoneBar", "curve_data", "curve_rows", "effort_rows", "zone_bars"]

_FLAG_WORDS = {
    "treadmill": _("treadmill"),
    "net_drop": _("downhill"),
    "beyond_world_record": _("faster than the world record"),
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


def zone_bars(seconds: Sequence[float], kind: str) -> list[ZoneBar]:
    """The bars of the five zones; empty when there are none."""
    total = sum(seconds)
    if not total:
        return []
    names = ZONE_NAMES[kind]
    return [
        ZoneBar(kind, number, str(names[number - 1]), spent, 100 * spent / total)
        for number, spent in enumerate(seconds, start=1)
    ]


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
        why_not=", ".join(str(_FLAG_WORDS.get(flag, flag.replace("_", " "))) for flag in flags),
    )
