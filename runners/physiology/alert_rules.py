"""Rules of alerts: a rise too fast, deep fatigue, a stale Critical Speed, guesswork. Pages and API all judge by them.

Bounds are the coaching defaults (ours); the acute:chronic ratio is never among them (Impellizzeri 2020).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from runners.physiology.words import WORDS

__all__ = [
    "GUESSWORK_PERCENT",
    "HALF_YEAR_DAYS",
    "RAMP_ALERT",
    "RAMP_CAUTION",
    "STALE_CRITICAL_SPEED_DAYS",
    "Alert",
    "DayFigures",
    "alerts_of_day",
    "ramp_share",
]

RAMP_CAUTION, RAMP_ALERT = 5.0, 8.0  # CTL a week, over two weeks; half of it in the first half year
HALF_YEAR_DAYS = 182
DEEP_TSB, DEEP_DAYS, DEEPEST_TSB, DEEP_SHARE_OF_CTL = -25.0, 3, -35.0, -0.4
STALE_CRITICAL_SPEED_DAYS = 60
GUESSWORK_PERCENT = 30.0
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What of a day's row the alerts look at; None where unknown."""

    day: date
    day_number: int
    ctl: float
    tsb: float
    ramp_rate: float | None
    estimated_percent: float | None


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at, with the numbers behind it. level: amber or red. values: by name, days as YYYY-MM-DD."""

    code: str
    level: str
    values: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The alert as an English sentence."""
        return WORDS.say(self.code, **self.values)


def alerts_of_day(days: Sequence[DayFigures], newest_effort: date | None = None) -> tuple[Alert, ...]:
    """The alerts of the last of `days` (in order; 8 of them suffice). newest_effort: what Critical Speed rests on."""
    if not days:
        return ()
    found = (
        _rising(days),
        _deep_fatigue(days),
        _stale(days[-1].day, newest_effort),
        _guesswork(days[-1]),
    )
    return tuple(alert for alert in found if alert is not None)


def ramp_share(days_count: int) -> float:
    """Which share of the usual bounds of the ramp holds: half in the first half year."""
    return 0.5 if days_count < HALF_YEAR_DAYS else 1.0


def _rising(days: Sequence[DayFigures]) -> Alert | None:
    """Both of the last two weeks above the bound; red by the lesser of the two."""
    if len(days) <= WEEK_DAYS:
        return None
    ramps = (days[-1].ramp_rate, days[-1 - WEEK_DAYS].ramp_rate)
    if ramps[0] is None or ramps[1] is None:
        return None
    least, share = min(ramps[0], ramps[1]), ramp_share(days[-1].day_number)
    if least <= RAMP_CAUTION * share:
        return None
    level = "red" if least > RAMP_ALERT * share else "amber"
    return Alert("ramp", level, {"ramp_before": ramps[1], "ramp": ramps[0]})


def _deep_fatigue(days: Sequence[DayFigures]) -> Alert | None:
    today = days[-1]
    last = [day.tsb for day in days[-DEEP_DAYS:]]
    is_lasting = len(last) == DEEP_DAYS and max(last) < DEEP_TSB
    is_deep = today.tsb < DEEPEST_TSB or today.tsb < DEEP_SHARE_OF_CTL * today.ctl
    if not (is_lasting or (is_deep and today.tsb < 0)):
        return None
    return Alert("deep_fatigue", "red", {"tsb": today.tsb, "ctl": today.ctl})


def _stale(today: date, newest_effort: date | None) -> Alert | None:
    if newest_effort is None or (today - newest_effort).days <= STALE_CRITICAL_SPEED_DAYS:
        return None
    values: dict[str, float | str] = {
        "newest_effort": newest_effort.isoformat(),
        "age_days": (today - newest_effort).days,
    }
    return Alert("critical_speed_stale", "amber", values)


def _guesswork(today: DayFigures) -> Alert | None:
    if today.estimated_percent is None or today.estimated_percent <= GUESSWORK_PERCENT:
        return None
    return Alert("guesswork", "amber", {"estimated_percent": today.estimated_percent})
