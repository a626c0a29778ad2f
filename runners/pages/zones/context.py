"""Zones and bests: what is in force today, from where, and each best with the run it was made in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from runlab_site.web import figures
from runners.explanations.figures import best_figure
from runners.models import RunnerDecision
from runners.physiology.words import WORDS
from runners.physiology.zones import PaceZone, pace_zones
from runners.selectors import decisions_of
from runners.stored.formula_inputs import critical_speed_in_force
from runners.stored.physiology_of_day import Physiology, physiology_on

if TYPE_CHECKING:
    from runners.models import Runner

__all__ = ["BestRow", "ZonesPage", "best_rows", "zones_page"]

_DATED_KINDS = (
    RunnerDecision.Kind.MAX_HEART_RATE,
    RunnerDecision.Kind.RESTING_HEART_RATE,
    RunnerDecision.Kind.THRESHOLD_HEART_RATE,
    RunnerDecision.Kind.HEART_RATE_ZONES,
)


@dataclass(frozen=True, slots=True)
class BestRow:
    """The best over one distance, measured or typed, or the default that stands for none."""

    key: str
    distance_m: float
    name: str
    time_s: float
    day: date | None
    session_id: str
    source: str
    is_official: bool
    is_default: bool
    is_excluded: bool
    contradiction: str
    figure: str

    @property
    def speed_mps(self) -> float:
        """Mean speed."""
        return self.distance_m / self.time_s


@dataclass(frozen=True, slots=True)
class ZonesPage:
    """Heart rates, zones and bests of today, and what was typed when."""

    physiology: Physiology
    pace_zones: tuple[PaceZone, ...]
    bests: list[BestRow]
    typed: list[RunnerDecision]
    pace_is_estimated: bool = False

    @property
    def max_is_measured(self) -> bool:
        """Whether the maximum was typed rather than estimated by age."""
        return self.physiology.max_heart_rate.source == "measured"

    @property
    def observed_is_above(self) -> bool:
        """Whether a recording shows more than the maximum in use."""
        maximum = self.physiology.max_heart_rate
        return maximum.observed_bpm is not None and maximum.observed_bpm > maximum.bpm

    @property
    def max_uncertainty_bpm(self) -> float:
        """Half of the estimate's 68 % band; 0 when measured."""
        maximum = self.physiology.max_heart_rate
        return (maximum.high_bpm - maximum.low_bpm) / 2


def zones_page(runner: Runner, today: date) -> ZonesPage:
    """What is in force on `today`."""
    decisions = decisions_of(runner, *_DATED_KINDS)
    speed = runner.critical_speed_mps
    return ZonesPage(
        physiology=physiology_on(runner, today, decisions),
        pace_zones=pace_zones(speed) if speed else (),
        bests=best_rows(runner),
        typed=list(reversed(decisions)),
        pace_is_estimated=speed is not None and _is_estimate(runner, today),
    )


def _is_estimate(runner: Runner, today: date) -> bool:
    """Whether the Critical Speed in use comes from one race alone."""
    record = critical_speed_in_force(runner, today)
    return record is not None and "estimated" in record.flags


def best_rows(runner: Runner) -> list[BestRow]:
    """The bests in the order of their distances; of several over one distance the fastest that counts first."""
    rows = [_best_row(best) for best in runner.personal_bests]
    real = {row.distance_m for row in rows if not row.is_default}
    shown = [row for row in rows if not (row.is_default and row.distance_m in real)]
    return sorted(shown, key=lambda row: (row.distance_m, row.is_excluded, row.time_s))


def _best_row(best: dict[str, Any]) -> BestRow:
    day = best.get("achieved_at") or best.get("day")
    return BestRow(
        key=str(best.get("id") or ""),
        distance_m=best["distance_m"],
        name=figures.race_distance(best["distance_m"]),
        time_s=best["time_s"],
        day=date.fromisoformat(str(day)[:10]) if day else None,
        session_id=best.get("session") or "",
        source=best.get("source") or "",
        is_official=bool(best.get("race")),
        is_default=bool(best.get("is_default")),
        is_excluded=bool(best.get("excluded")),
        contradiction=WORDS.in_words(best.get("contradiction"), best.get("sentences")) or "",
        figure=best_figure(best),
    )
