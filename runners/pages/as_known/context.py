"""A past day as it was known then, beside what is stored of it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from runlab_site.web import figures
from runners.explanations.alert_words import AlertSentence, alert_sentences, stored_alert_text
from runners.services.standings import DayFacts, facts_of_day, known_since, standing_known_on

if TYPE_CHECKING:
    from datetime import date

    from runners.models import Runner, RunnerStanding

__all__ = ["AsKnownPage", "KnownFigure", "as_known_page"]


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure of a day as it stood then, and as it is recomputed now; both ready to read."""

    name: str
    then: str
    now: str

    @property
    def has_changed(self) -> bool:
        """Whether what is known now says something else."""
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class AsKnownPage:
    """A past day as it was known on it, beside today's recomputation."""

    day: date
    since: date | None
    then: RunnerStanding | None
    now: DayFacts
    lines: tuple[KnownFigure, ...]

    @property
    def is_older(self) -> bool:
        """Whether what stood had been written down on an earlier day."""
        return self.then is not None and self.then.day < self.day

    @property
    def alerts_then(self) -> tuple[str, ...]:
        """What was raised on the day, in words."""
        return tuple(stored_alert_text(one) for one in self.then.alerts) if self.then else ()

    @property
    def alerts_now(self) -> tuple[AlertSentence, ...]:
        """What the day would raise by what is known now."""
        return alert_sentences(self.now.alerts)


def as_known_page(runner: Runner, day: date, units: figures.Units) -> AsKnownPage:
    """What was written down for that day, and what is stored of it now."""
    then, now = standing_known_on(runner, day), facts_of_day(runner, day)
    row, speed = now.row, now.critical_speed

    def both(name: str, write: Any, of_now: Any, attribute: str) -> KnownFigure:
        return KnownFigure(
            name, str(write(getattr(then, attribute, None))), str(write(getattr(of_now, attribute, None)))
        )

    lines = (
        both(_("Fitness (CTL)"), _one_place, row, "ctl"),
        both(_("Fatigue (ATL)"), _one_place, row, "atl"),
        both(_("Form (TSB)"), lambda value: figures.signed(value, places=1), row, "tsb"),
        both(_("Ramp"), lambda value: figures.signed(value, _("a week"), 1), row, "ramp_rate"),
        both(
            _("Estimated share of 28 days"),
            lambda value: figures.number(value, "%"),
            row,
            "estimated_percent",
        ),
        both(_("Critical Speed"), lambda value: figures.pace(value, units), speed, "critical_speed_mps"),
        both("W′", lambda value: figures.short_distance(value, units), speed, "w_prime_m"),
        both(_("Sessions known"), figures.number, now, "sessions_count"),
    )
    return AsKnownPage(day, known_since(runner), then, now, lines)


def _one_place(value: float | None) -> figures.Figure:
    return figures.number(value, places=1)
