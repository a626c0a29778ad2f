"""Where each result of an analysis is stored in a session's documents."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runners.physiology.heart_rate_calculator import observed_max_heart_rate
from runners.physiology.local_days import local_day
from runners.physiology.sentences import stored_sentences
from sessions.analysis.words import WORDS
from sessions.decided.edits import edits_of
from sessions.models import SessionStatistics
from sessions.statistics.athlete_context import FORMULA_VERSION
from sessions.statistics.documents import to_document
from sessions.statistics.figure_documents import figure_document
from sessions.statistics.work_bouts import work_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sessions.analysis.provenance import Figure
    from sessions.analysis.session import Judged, Measured
    from sessions.models import SessionParquet
    from sessions.statistics.judging import Work

__all__ = [
    "DECIDED_FIELDS",
    "day_of_athlete",
    "day_of_start",
    "described",
    "fill",
    "keep_decided",
    "overlay_decisions",
]

_BALANCE_POINTS = 600
_FIGURE_COLUMNS = (
    "elapsed_time_s",
    "timer_time_s",
    "moving_time_s",
    "gap_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "avg_speed_mps",
    "max_speed_mps",
    "avg_heart_rate_bpm",
    "max_heart_rate_bpm",
    "avg_cadence_spm",
    "avg_power_w",
    "max_power_w",
    "avg_temperature_c",
    "graded_speed_mps",
    "normalized_graded_speed_mps",
    "intensity_factor",
    "efficiency",
    "decoupling_percent",
    "w_prime_balance_min_m",
)


DECIDED_FIELDS = (
    "start_time", "day", "sport", "sub_sport", "is_treadmill", "name", "notes", "gear", "rpe", "feel", "pain",
    "pain_place", "effort", "excluded_from_bests",
)  # fmt: skip


def overlay_decisions(session: SessionStatistics, columns: SessionParquet, edits: dict[str, Any]) -> None:
    """Put people's decisions over what the file and its export say."""
    edits = {**described(columns), **edits}
    kind = columns.recorded["kind"]
    moved = edits.get("start_time") or edits.get("recorded_start_time")
    if moved:
        session.start_time = datetime.fromisoformat(moved)
        session.day = day_of_start(session)
    session.sport = edits.get("sport") or kind["sport"]
    session.sub_sport = columns.recorded["sub_sport"] or ""
    session.is_treadmill = bool(kind["is_treadmill"])
    session.name = edits.get("name") or columns.recorded["name"] or ""
    session.notes = edits.get("notes") or ""
    session.gear = edits.get("gear") or ""
    session.rpe, session.feel, session.pain = edits.get("rpe"), edits.get("feel"), edits.get("pain")
    session.pain_place = edits.get("pain_place") or ""
    session.effort = edits.get("effort") or SessionStatistics.Effort.NORMAL
    session.excluded_from_bests = bool(edits.get("excluded_from_bests"))


def keep_decided(session: SessionStatistics, columns: SessionParquet, used: dict[str, Any]) -> None:
    """After a save: apply decisions made while figures were computed (`used`: the edits they were computed with).

    A decision is stored before it is shown, so whichever of the two writers comes last sees it.
    """
    latest = edits_of(session.pk)
    if latest != used:
        overlay_decisions(session, columns, latest)
        session.save(update_fields=DECIDED_FIELDS)


def day_of_start(session: SessionStatistics) -> date:
    """The local day of a session where the athlete was."""
    return day_of_athlete(session.start_time, session.utc_offset_s, session.time_zone)


def day_of_athlete(start_time: datetime, utc_offset_s: int | None, zone: str) -> date:
    """The local day where the athlete was, by the watch's own offset from UTC where it wrote one."""
    if utc_offset_s is None:
        return local_day(start_time, zone)
    return (start_time + timedelta(seconds=utc_offset_s)).astimezone(UTC).date()


def described(columns: SessionParquet) -> dict[str, Any]:
    """Name, notes, exertion and gear as the file or the export it came in told them."""
    return dict(columns.recorded.get("described") or {})


def fill(session: SessionStatistics, work: Work, columns: SessionParquet) -> None:
    """Put every figure into the field where it is read."""
    measured, judged = work.measured, work.judged
    figures = {**measured.figures, **judged.figures}
    for name in _FIGURE_COLUMNS:
        setattr(session, name, figures[name].value if name in figures else None)
    load = judged.load
    session.rtss, session.load_method = load.value, load.method or "none"
    session.load_is_estimated = load.is_estimated
    heart, pace = judged.heart_rate_zones, judged.pace_zones
    session.time_in_heart_rate_zones_s = list(heart.zones_s) if heart else []
    session.time_in_pace_zones_s = list(pace.zones_s) if pace else []
    session.best_efforts = to_document(measured.best_efforts)
    session.laps = to_document(measured.laps)
    session.figures = {name: figure_document(figure) for name, figure in figures.items()}
    session.missing = _missing(figures, judged)
    session.measured = _measured_document(measured)
    session.judged = _judged_document(judged)
    session.work = work_of(session.judged["intervals"], session.measured["hard_bouts"])
    session.observed_max_heart_rate_bpm = session.measured["observed_max_heart_rate_bpm"]
    said = [*columns.recorded["warnings"], *measured.warnings, *judged.warnings]
    session.warnings = list(dict.fromkeys(text[:500] for text in said))
    session.judged["sentences"] = [
        *(columns.recorded.get("sentences") or ()),
        *stored_sentences([*said, *_said_of_figures(figures, judged), session.missing.get("rtss")]),
    ]
    session.context_key = work.key
    session.formula_version = FORMULA_VERSION
    session.computed_at = datetime.now(UTC)


def _missing(figures: Mapping[str, Figure], judged: Judged) -> dict[str, str]:
    """Why figures are missing; the load is only when no way to it was open, and says what each of them needs."""
    missing = {name: figure.missing for name, figure in figures.items() if figure.missing and name != "rtss"}
    if judged.load.value is None:
        reasons = [one.reason for one in judged.load.rejected]
        missing["rtss"] = WORDS.say("no_way_to_load", reasons=reasons)
    return missing


def _said_of_figures(figures: Mapping[str, Figure], judged: Judged) -> Iterator[str | None]:
    """Every sentence in stored figures and in the ways to the load that were not taken."""
    for figure in figures.values():
        yield figure.missing
        yield figure.sentence
    for one in judged.load.rejected:
        yield one.reason


def _measured_document(measured: Measured) -> dict[str, Any]:
    return {
        "cleaning": to_document(measured.cleaning),
        "cleaning_sentences": list(measured.cleaning.sentences()),
        "splits_km": to_document(measured.splits_km),
        "splits_mile": to_document(measured.splits_mile),
        "curves": to_document(measured.curves),
        "graded_pace": to_document(measured.graded_pace),
        "variability": to_document(measured.variability),
        "hard_bouts": to_document(measured.hard_bouts),
        "observed_max_heart_rate_bpm": observed_max_heart_rate(measured.stream.heart_rate_bpm),
    }


def _judged_document(judged: Judged) -> dict[str, Any]:
    curve = judged.w_prime_balance
    return {
        "load": to_document(judged.load),
        "load_inputs": to_document(judged.load_inputs),
        "heart_rate_zones": to_document(judged.heart_rate_zones),
        "pace_zones": to_document(judged.pace_zones),
        "intervals": to_document(judged.intervals),
        "w_prime_balance": None
        if curve is None
        else {
            "lowest_m": curve.lowest_m,
            "lowest_share": curve.lowest_share,
            "lowest_offset_s": curve.lowest_offset_s,
            "lowest_distance_m": curve.lowest_distance_m,
            "latitude_deg": curve.latitude_deg,
            "longitude_deg": curve.longitude_deg,
            "remaining_m": _thinned(curve.remaining_m),
        },
        "warnings": list(judged.warnings),
    }


def _thinned(values: Any) -> list[float]:
    """At most some hundred evenly spaced values: enough for a picture."""
    step = max(len(values) // _BALANCE_POINTS, 1)
    return [round(float(value), 2) for value in values[::step]]
