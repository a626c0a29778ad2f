"""Critical Speed: the fit in force, its trials beside the line, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from runlab_site.web import figures
from runners.explanations.critical_speed_words import told_reason
from runners.models import CriticalSpeedRecord
from runners.pages.critical_speed.log import pace_change_s, r2_text
from runners.pages.critical_speed.trials import Trial, chart_trial, half_width, line_band, shown_trials
from runners.physiology.critical_speed import NO_TRIALS, band_of_day
from runners.physiology.words import WORDS
from runners.selectors import critical_speed_log, open_proposal_in
from runners.stored.formula_inputs import critical_speed_of, is_stale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.models import Runner

__all__ = ["CriticalSpeedPage", "critical_speed_page", "flag_sentences", "tile_words"]

_WITHIN_5_PERCENT = {"provisional", "race", "typed_race"}


@dataclass(frozen=True, slots=True)
class CriticalSpeedPage:
    """The Critical Speed in force, what it rests on and how it came about."""

    record: CriticalSpeedRecord | None
    proposed: CriticalSpeedRecord | None
    log: list[CriticalSpeedRecord]
    trials: list[Trial]
    change_12_weeks_mps: float | None
    is_stale: bool = False
    missing: str = ""
    proposed_reason: str = ""

    @property
    def half_width_mps(self) -> float | None:
        """Half of the 95 % interval of Critical Speed."""
        return half_width(self.record)

    @property
    def day_band(self) -> tuple[float, float] | None:
        """95 % band of what Critical Speed is on a day: form moves while efforts are collected."""
        record = self.record
        if record is None or record.critical_speed_mps is None:
            return None
        return band_of_day(critical_speed_of(record))

    @property
    def r2(self) -> str:
        """R² with four places; rounding never makes it 1."""
        return r2_text(self.record.r2 if self.record else None)

    def chart(self) -> dict[str, Any] | None:
        """The fit as the chart reads it, or None when there is no line to draw."""
        record = self.record
        if record is None or record.critical_speed_mps is None or record.w_prime_m is None:
            return None
        return {
            "critical_speed_mps": record.critical_speed_mps,
            "w_prime_m": record.w_prime_m,
            "points": [chart_trial(trial) for trial in self.trials],
            "band": line_band(record, [trial.time_s for trial in self.trials if trial.is_used]),
        }


def critical_speed_page(runner: Runner, today: date) -> CriticalSpeedPage:
    """Read the log and put the fit in force beside its trials."""
    log = list(critical_speed_log(runner)[:60])
    in_force = [record for record in log if record.state in CriticalSpeedRecord.IN_USE]
    record = in_force[0] if in_force else None
    proposed = open_proposal_in(log, runner)
    return CriticalSpeedPage(
        record=record,
        proposed=proposed,
        proposed_reason=told_reason(proposed)["text"] if proposed else "",
        log=log,
        trials=shown_trials(record) if record else [],
        change_12_weeks_mps=_change_since(in_force, today - timedelta(weeks=12)),
        is_stale=record is not None and is_stale(record, today),
        missing=_missing(log, record),
    )


def _missing(log: Sequence[CriticalSpeedRecord], record: CriticalSpeedRecord | None) -> str:
    """What keeps a newer or better-supported value from coming in force; empty where nothing does."""
    newest = log[0] if log else None
    refused = CriticalSpeedRecord.State.REFUSED
    if newest is not None and newest.state == refused:
        return str(told_reason(newest)["text"])
    is_fit = record is None or record.source in {"fit", "typed"}
    return "" if is_fit else WORDS.for_reader(NO_TRIALS)


def tile_words(page: CriticalSpeedPage, units: figures.Units) -> dict[str, str]:
    """What stands under the figures, in the reader's units; unknown parts are left out."""
    record = page.record
    if record is None or record.critical_speed_mps is None:
        return {}
    used = sum(trial.is_used for trial in page.trials)
    w_prime_se = record.w_prime_standard_error_m
    change = pace_change_s(page.change_12_weeks_mps, record.critical_speed_mps, units)
    return {
        "critical_speed": f"{_uncertainty(page, units)}{record.critical_speed_mps:.2f} m/s",
        "w_prime": _("± %(error)s m, reserve above it") % {"error": figures.number(w_prime_se).value}
        if w_prime_se
        else _("reserve above it"),
        "fit": ngettext("%(count)d effort", "%(count)d efforts", used) % {"count": used},
        "change": "" if change is None else str(figures.signed(change, f"s /{units}")),
        "change_note": _("not known yet") if change is None else _("minus is faster"),
    }


FLAG_WORDS = {
    "cs_uncertain": gettext_noop("The efforts do not lie well on one line: Critical Speed is uncertain."),
    "w_prime_uncertain": gettext_noop("W′ is uncertain: more efforts of different length would settle it."),
    "w_prime_unusual": gettext_noop(
        "W′ lies outside 60 to 350 m, so one of the efforts was probably not all-out."
    ),
    "outlier_left_out": gettext_noop("One effort lay far below the line and was left out."),
    "typed": gettext_noop(
        "Typed by hand. A later fit is proposed beside it, never put in its place by itself."
    ),
    "provisional": gettext_noop("From the two bouts of a test: provisional, good to about 5 %."),
    "estimated": gettext_noop(
        "Estimated from one race, good to about 5 %: loads, zones and plans that follow are estimates, too."
    ),
}


def flag_sentences(page: CriticalSpeedPage) -> list[str]:
    """The doubts about the fit, in words."""
    flags = page.record.flags if page.record else []
    return [
        _(FLAG_WORDS[flag]) if flag in FLAG_WORDS else flag.replace("_", " ").capitalize() + "."
        for flag in flags
    ]


def _uncertainty(page: CriticalSpeedPage, units: figures.Units) -> str:
    """Half of the 95 % interval as seconds a kilometre, ready to stand before the speed."""
    half_width, record = page.half_width_mps, page.record
    if half_width is None or record is None or not record.critical_speed_mps:
        return _("provisional, ") if record is not None and record.source in _WITHIN_5_PERCENT else ""
    seconds = figures.metres_per_unit(units) * half_width / record.critical_speed_mps**2
    return f"± {figures.number(seconds).value} s, "


def _change_since(in_force: Sequence[CriticalSpeedRecord], day: date) -> float | None:
    before = next((record for record in in_force if record.valid_from <= day), None)
    if not in_force or before is None:
        return None
    now, then = in_force[0].critical_speed_mps, before.critical_speed_mps
    return now - then if now is not None and then is not None else None
