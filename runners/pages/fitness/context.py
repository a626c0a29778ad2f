"""Fitness, fatigue, form and ramp: where they stand and how they came there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from runlab_site.web import figures
from runners.physiology.alert_rules import RAMP_ALERT, RAMP_CAUTION, ramp_share
from runners.physiology.training_load import ACUTE_SPAN_DAYS, CHRONIC_SPAN_DAYS, acute_chronic_ratio
from runners.selectors import history_rows
from runners.stored.alerts import DAYS_FOR_ALERTS, alerts_of_rows
from runners.stored.formula_inputs import critical_speed_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.models import Runner, RunnerHistory
    from runners.physiology.alert_rules import Alert
    from runners.stored.thinned_history import ThinnedHistory

__all__ = [
    "FILLING_DAYS",
    "RANGES",
    "FitnessNow",
    "alerts_now",
    "best_of_year",
    "chart_days",
    "days_shown",
    "fitness_now",
    "form_word",
    "heaviest_days",
    "load_ratio",
    "ramp_state",
    "ratio_words",
    "recent_rows",
]

# key -> (label, days; None is all of them)
RANGES: dict[str, tuple[str, int | None]] = {
    "6w": (gettext_noop("6 weeks"), 42),
    "3m": (gettext_noop("3 months"), 91),
    "1y": (gettext_noop("1 year"), 365),
    "all": (gettext_noop("All"), None),
}
FILLING_DAYS = 42
DAYS_OF_BEST = 365
_CHART_FIGURES = (
    "load_rtss",
    "estimated_load_rtss",
    "ctl",
    "atl",
    "tsb",
    "ramp_rate",
    "monotony",
    "strain",
)


@dataclass(frozen=True, slots=True)
class FitnessNow:
    """Where fitness stands on the last day of the history, and what changed in a week."""

    today: RunnerHistory
    yesterday: RunnerHistory | None
    ctl_change: float | None
    atl_change: float | None
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
    def form_note(self) -> str:
        """The same, with when it is of: fitness less fatigue as the day began."""
        return _("%(form)s, this morning") % {"form": self.form} if self.form else ""

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
        words = {"ok": _("Within %(limit)s"), "warn": _("Above %(limit)s"), "bad": _("Rising too fast")}
        return words.get(self.ramp, "") % {"limit": limit}

    @property
    def ramp_limit(self) -> float:
        """The rise a week from which caution is due."""
        return RAMP_CAUTION * ramp_share(self.days_count)


def recent_rows(runner: Runner, count: int = DAYS_FOR_ALERTS) -> list[RunnerHistory]:
    """The last days of the history, the newest first."""
    return list(history_rows(runner).order_by("-day")[:count])


def fitness_now(recent: Sequence[RunnerHistory]) -> FitnessNow | None:
    """The last day's figures, or None without a history. recent: its last days (8 suffice), the newest first."""
    if not recent:
        return None
    week_ago = recent[7] if len(recent) > 7 else None
    return FitnessNow(
        today=recent[0],
        yesterday=recent[1] if len(recent) > 1 else None,
        ctl_change=recent[0].ctl - week_ago.ctl if week_ago else None,
        atl_change=recent[0].atl - week_ago.atl if week_ago else None,
        days_count=recent[0].day_number,
    )


def best_of_year(runner: Runner, last_day: date) -> RunnerHistory | None:
    """The latest day of the highest fitness within the year up to `last_day`."""
    since = last_day - timedelta(days=DAYS_OF_BEST - 1)
    return history_rows(runner, since).order_by("-ctl", "-day").first()


def chart_days(history: ThinnedHistory) -> list[dict[str, Any]]:
    """The points of a range as the chart reads them, in order."""
    return [_chart_day(point) for point in history.points]


def heaviest_days(
    recent: Sequence[RunnerHistory], *, within_days: int = 14, count: int = 4
) -> list[RunnerHistory]:
    """The days of the last two weeks that moved fitness most. recent: the last days, the newest first."""
    loaded = [row for row in recent[:within_days] if row.load_rtss > 0]
    return sorted(loaded, key=lambda row: -row.load_rtss)[:count]


def alerts_now(runner: Runner, recent: Sequence[RunnerHistory]) -> tuple[Alert, ...]:
    """The alerts of the last day. recent: the last days, the newest first."""
    return alerts_of_rows(recent[::-1], critical_speed_in_force(runner, recent[0].day))


def load_ratio(runner: Runner) -> float | None:
    """The acute:chronic ratio of the last day, for who asks for it; never a warning. None without chronic load."""
    loads = list(history_rows(runner).values_list("load_rtss", flat=True))
    return acute_chronic_ratio(loads) if loads else None


def ratio_words() -> str:
    """What the acute:chronic ratio is, and that it is no warning."""
    return _(
        "Load averaged over %(acute_days)d days over that of %(chronic_days)d (Williams 2017). "
        "It predicts no injuries (Impellizzeri 2020) and raises no alarm here."
    ) % {"acute_days": ACUTE_SPAN_DAYS, "chronic_days": CHRONIC_SPAN_DAYS}


def days_shown(range_key: str) -> int | None:
    """How many days a range shows; None for all."""
    return RANGES[range_key][1]


def form_word(tsb: float | None) -> str:
    """Form as one says it: fresh, balanced, loaded, or deep in fatigue (from -25, our alert's bound)."""
    if tsb is None:
        return ""
    for bound, word in ((10.0, _("Fresh")), (-10.0, _("Balanced")), (-25.0, _("Loaded"))):
        if tsb >= bound:
            return word
    return _("Deep fatigue")


def ramp_state(ramp_rate: float | None, days_count: int) -> str:
    """ok, warn or bad: half the usual bounds in the first half year; empty when unknown."""
    if ramp_rate is None:
        return ""
    share = ramp_share(days_count)
    if ramp_rate > RAMP_ALERT * share:
        return "bad"
    return "warn" if ramp_rate > RAMP_CAUTION * share else "ok"


def _chart_day(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": row["day"].isoformat(),
        **{name: None if row[name] is None else round(row[name], 2) for name in _CHART_FIGURES},
        "unknown": row["unknown_load_count"],
        "is_filling": row["phase"] == "warming_up",
    }
