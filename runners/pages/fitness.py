"""Fitness, fatigue, form and ramp: where they stand and how they came there."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Any

from runlab_site import figures
from runlab_site.why import Input, Why
from runners.selectors import history_rows

if TYPE_CHECKING:
    from datetime import date

    from runners.models import Runner, RunnerHistory

__all__ = [
    "RANGES",
    "FitnessNow",
    "fitness_days",
    "fitness_now",
    "form_word",
    "heaviest_days",
    "ramp_state",
    "whys",
]

# key -> (label, days; None is all of them)
RANGES: dict[str, tuple[str, int | None]] = {
    "6w": ("6 weeks", 42),
    "3m": ("3 months", 91),
    "1y": ("1 year", 365),
    "all": ("All", None),
}
FILLING_DAYS = 42
CTL_DAYS, ATL_DAYS = 42, 7
HALF_YEAR_DAYS = 182
RAMP_CAUTION, RAMP_ALERT = 5.0, 8.0  # CTL a week; half of it in the first half year (coaching defaults, ours)
_DAY_FIELDS = ("day", "load_rtss", "ctl", "atl", "tsb", "ramp_rate", "phase")


@dataclass(frozen=True, slots=True)
class FitnessNow:
    """Where fitness stands on the last day of the history, and what changed in a week."""

    today: RunnerHistory
    yesterday: RunnerHistory | None
    ctl_change: float | None
    atl_change: float | None
    best_ctl: float
    best_day: date
    days_count: int

    @property
    def is_filling(self) -> bool:
        """Whether CTL has not seen six weeks yet."""
        return self.days_count < FILLING_DAYS

    @property
    def form(self) -> str:
        """Form in a word."""
        return form_word(self.today.tsb)

    @property
    def ramp(self) -> str:
        """How the pace of the rise is judged: ok, warn or bad."""
        return ramp_state(self.today.ramp_rate, self.days_count)

    @property
    def ramp_icon(self) -> str:
        """The icon that goes with the judgement."""
        return {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}.get(self.ramp, "")

    @property
    def ramp_words(self) -> str:
        """The judgement in words."""
        limit = figures.signed(self.ramp_limit, places=1).value
        return {"ok": f"Within {limit}", "warn": f"Above {limit}", "bad": "Rising too fast"}.get(
            self.ramp, ""
        )

    @property
    def ramp_limit(self) -> float:
        """The rise a week from which caution is due."""
        return RAMP_CAUTION * _newcomer_share(self.days_count)


def fitness_now(runner: Runner) -> FitnessNow | None:
    """The last day's figures, or None without a history."""
    recent = list(history_rows(runner).order_by("-day")[:365])
    if not recent:
        return None
    week_ago = recent[7] if len(recent) > 7 else None
    best = max(recent, key=lambda row: row.ctl)
    return FitnessNow(
        today=recent[0],
        yesterday=recent[1] if len(recent) > 1 else None,
        ctl_change=recent[0].ctl - week_ago.ctl if week_ago else None,
        atl_change=recent[0].atl - week_ago.atl if week_ago else None,
        best_ctl=best.ctl,
        best_day=best.day,
        days_count=recent[0].day_number,
    )


def fitness_days(runner: Runner, range_key: str) -> list[dict[str, Any]]:
    """The days of a range as the chart reads them, in order."""
    span = RANGES[range_key][1]
    rows = history_rows(runner).order_by("-day").values(*_DAY_FIELDS)
    chosen = list(rows if span is None else rows[:span])
    return [_chart_day(row) for row in reversed(chosen)]


def heaviest_days(runner: Runner, *, within_days: int = 14, count: int = 4) -> list[RunnerHistory]:
    """The days of the last two weeks that moved fitness most."""
    recent = history_rows(runner).order_by("-day")[:within_days]
    loaded = [row for row in recent if row.load_rtss > 0]
    return sorted(loaded, key=lambda row: -row.load_rtss)[:count]


def whys(now: FitnessNow) -> list[Why]:
    """How each figure of the day came about, with its numbers."""
    before = now.yesterday
    ctl, atl = (before.ctl, before.atl) if before else (0.0, 0.0)
    week_ago = now.today.ctl - now.ctl_change if now.ctl_change is not None else None
    return [
        _why_average("ctl", "fitness", ctl, now.today.ctl, now.today.load_rtss, CTL_DAYS),
        _why_average("atl", "fatigue", atl, now.today.atl, now.today.load_rtss, ATL_DAYS),
        Why(
            "tsb",
            f"Why form {figures.signed(now.today.tsb).value}",
            "Fitness minus fatigue, both as they stood yesterday evening: how fresh the day begins.",
            (_input("Fitness yesterday", ctl), _input("Fatigue yesterday", atl)),
            f"{_one(ctl)} {figures.TRUE_MINUS} {_one(atl)} = {figures.signed(now.today.tsb, places=1).value}",
        ),
        Why(
            "ramp",
            "Why this ramp",
            "Fitness today minus fitness seven days ago.",
            (_input("Fitness today", now.today.ctl), _input("Seven days ago", week_ago)),
        ),
    ]


def _why_average(key: str, name: str, before: float, after: float, load: float, days: int) -> Why:
    weight = 1 - exp(-1 / days)
    return Why(
        key,
        f"Why {name} {figures.number(after).value}",
        f"A running average of the daily load that forgets over {days} days.",
        (_input(f"{name.capitalize()} yesterday", before), _input("Load today", load)),
        f"{_one(before)} + ({_one(load)} {figures.TRUE_MINUS} {_one(before)}) × {weight:.4f} = {_one(after)}",
        f"Weight 1 {figures.TRUE_MINUS} e^(-1/{days}): a true time constant, as in Banister 1975.",
    )


def _input(name: str, value: float | None) -> Input:
    return Input(name, _one(value))


def _one(value: float | None) -> str:
    return figures.number(value, places=1).value


def form_word(tsb: float | None) -> str:
    """Form as one says it: fresh, balanced, loaded, or deep in fatigue (from -25, our alert's bound)."""
    if tsb is None:
        return ""
    for bound, word in ((10.0, "Fresh"), (-10.0, "Balanced"), (-25.0, "Loaded")):
        if tsb >= bound:
            return word
    return "Deep fatigue"


def ramp_state(ramp_rate: float | None, days_count: int) -> str:
    """ok, warn or bad: half the usual bounds in the first half year; empty when unknown."""
    if ramp_rate is None:
        return ""
    share = _newcomer_share(days_count)
    if ramp_rate > RAMP_ALERT * share:
        return "bad"
    return "warn" if ramp_rate > RAMP_CAUTION * share else "ok"


def _newcomer_share(days_count: int) -> float:
    return 0.5 if days_count < HALF_YEAR_DAYS else 1.0


def _chart_day(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": row["day"].isoformat(),
        **{name: _short(row[name]) for name in ("load_rtss", "ctl", "atl", "tsb", "ramp_rate")},
        "is_filling": row["phase"] == "warming_up",
    }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
