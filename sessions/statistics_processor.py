"""Session statistics: measures a recording, judges it in the light of its athlete, stores both.

A session's own figures are stored with its file. What spans sessions (bests, Critical Speed, loads that
follow from it, history) is `analyse`, once for a runner and as often as one likes: it reads only what is
stored and gives the same whatever the order of upload.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from runlab_site.crash_points import crash_point
from runlab_site.fields import new_id
from runlab_site.upsert import upsert
from runners.models import CriticalSpeedRecord, Runner
from runners.physiology.heart_rate_calculator import observed_max_heart_rate
from runners.physiology.local_days import local_day
from runners.runner_history_processor import HistoryUpdate, SessionLoad, SportLoad, update_history
from runners.selectors import decisions_of
from runners.services.critical_speed_service import replay, store_log
from runners.services.forecasts import update_forecasts, update_model
from runners.services.personal_bests import Improvement, update_personal_bests
from runners.services.runner_service import ObservedRate, update_observed_max
from runners.services.standings import record_standing
from runners.stored_physiology import is_stale
from sessions import identity, storage
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.session import Judged, Measured, judge, measure
from sessions.analysis.streams import DeviceTotals, RawStreams, RecordedLap, SportKind, crop, crop_laps
from sessions.athlete_context import FORMULA_VERSION, CriticalSpeedInForce, context_key, context_of
from sessions.decisions import edits_by_session, edits_of, is_deleted
from sessions.efforts_of_runner import best_efforts_of, race_results_of, sessions_with_efforts, trials_of
from sessions.models import SessionFIT, SessionParquet, SessionStatistics
from sessions.parts import parts_of
from sessions.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from runners.models import RunnerDecision
    from sessions.analysis.provenance import Figure
    from sessions.fit_streams import RecordedSession

__all__ = [
    "Analysis",
    "DerivedColumns",
    "Judging",
    "analyse",
    "derived_columns",
    "recompute",
    "recompute_by_id",
    "start_time",
    "store_sessions",
    "store_typed",
]

_CURVE_POINTS = 400
_BALANCE_POINTS = 600


# One session ----------------------------------------------------------------------------------------


def store_sessions(
    judging: Judging, fit: SessionFIT, recorded: Iterable[RecordedSession], *, upload_id: str | None
) -> list[SessionStatistics]:
    """Store the columns and figures of a file's sessions. Idempotent; a session deleted before stays deleted."""
    stored = []
    for whole in recorded:
        recording_id = identity.session_id(judging.runner.pk, fit.sha256, whole.index)
        for session_id, session in parts_of(recording_id, whole):
            if is_deleted(session_id):
                continue
            columns = _store_columns(judging.runner, fit, session_id, session)
            stored.append(_store_statistics(judging, fit, session_id, session, columns, upload_id))
    _forget_joined(fit, {session.pk for session in stored})
    return stored


def _forget_joined(fit: SessionFIT, there: set[str]) -> None:
    """Parts of a recording that was joined again."""
    for columns in SessionParquet.objects.filter(fit=fit).exclude(pk__in=there):
        SessionStatistics.objects.filter(pk=columns.pk).delete()
        columns.delete()
        storage.delete_blob(columns.blob_id)


def store_typed(
    runner: Runner,
    *,
    start_time: datetime,
    sport: str,
    timer_time_s: float,
    distance_m: float | None,
    rpe: float | None,
    session_id: str | None = None,
    time_zone: str | None = None,
) -> SessionStatistics:
    """Store a session without a file, under a random id unless it is made anew."""
    zone = time_zone or runner.time_zone
    session = SessionStatistics(
        pk=session_id or new_id(),
        runner=runner,
        start_time=start_time,
        time_zone=zone,
        day=local_day(start_time, zone),
        sport=sport,
    )
    columns = _typed_columns(session, timer_time_s, distance_m)
    edits = {"is_typed": True, "rpe": rpe}
    _overlay(session, columns, edits)
    _fill(session, Judging(runner).of(session, columns, edits, streams=RawStreams.empty()), columns)
    upsert(session)
    upsert(columns)
    return session


def _typed_columns(
    session: SessionStatistics, timer_time_s: float, distance_m: float | None
) -> SessionParquet:
    described = storage.write_streams(session.pk, RawStreams.empty(), identity.columns_id(session.pk))
    totals = DeviceTotals(timer_time_s=timer_time_s, elapsed_time_s=timer_time_s, distance_m=distance_m)
    return SessionParquet(
        pk=session.pk,
        runner=session.runner,
        blob_id=described.blob.blob_id,
        rows_count=0,
        columns=described.columns,
        size_bytes=described.blob.size_bytes,
        sha256=described.blob.sha256,
        format_version=storage.PARQUET_VERSION,
        recorded={
            "totals": plain(totals),
            "laps": [],
            "kind": plain(SportKind(sport=session.sport)),
            "sub_sport": None,
            "name": None,
            "warnings": [],
        },
    )


def recompute(runner: Runner, session: SessionStatistics) -> SessionStatistics:
    """Measure and judge a stored session anew, after an edit or a change of formula."""
    columns = SessionParquet.objects.get(pk=session.pk)
    edits = edits_of(session.pk)
    _overlay(session, columns, edits)
    work = Judging(runner).of(session, columns, edits)
    _fill(session, work, columns)
    session.save()
    return session


def recompute_by_id(runner: Runner, session_id: str) -> list[date]:
    """The same by id; returns the session's day, nothing when it is gone."""
    session = SessionStatistics.objects.filter(pk=session_id, runner=runner).first()
    return [recompute(runner, session).day] if session else []


@dataclass(frozen=True, slots=True)
class DerivedColumns:
    """Computed streams by name, one value a second from start_timestamp_s (Unix) on, each shape (n,); NaN in gaps."""

    start_timestamp_s: float
    values: dict[str, npt.NDArray[np.float64]]


def derived_columns(session: SessionStatistics) -> DerivedColumns:
    """Graded speed, and what is left of W' where Critical Speed is known: the streams behind the stored figures."""
    columns = SessionParquet.objects.get(pk=session.pk)
    work = Judging(session.runner).of(session, columns, edits_of(session.pk))
    stream, balance = work.measured.stream, work.judged.w_prime_balance
    values = {"graded_speed_mps": stream.graded_speed_mps}
    if balance is not None:
        values["w_prime_balance_m"] = balance.remaining_m
    return DerivedColumns(stream.start_timestamp_s, values)


def start_time(recorded: RecordedSession) -> datetime:
    """The moment a recording began, to the millisecond that MongoDB keeps."""
    return datetime.fromtimestamp(round(recorded.start_s, 3), UTC)


def _store_columns(
    runner: Runner, fit: SessionFIT, session_id: str, session: RecordedSession
) -> SessionParquet:
    known = SessionParquet.objects.filter(pk=session_id).first()
    blob_id = known.blob_id if known else identity.columns_id(session_id)
    described = storage.write_streams(session_id, session.raw, blob_id)
    columns = SessionParquet(
        pk=session_id,
        runner=runner,
        fit=fit,
        blob_id=described.blob.blob_id,
        rows_count=described.rows_count,
        columns=described.columns,
        size_bytes=described.blob.size_bytes,
        sha256=described.blob.sha256,
        format_version=storage.PARQUET_VERSION,
        recorded={
            "totals": plain(session.totals),
            "laps": plain(session.laps),
            "kind": plain(session.kind),
            "sub_sport": session.sub_sport,
            "name": session.name,
            "warnings": list(session.warnings),
        },
    )
    crash_point("columns_written")
    upsert(columns)
    return columns


def _store_statistics(
    judging: Judging,
    fit: SessionFIT,
    session_id: str,
    recorded: RecordedSession,
    columns: SessionParquet,
    upload_id: str | None,
) -> SessionStatistics:
    edits, zone = edits_of(session_id), fit.time_zone or judging.runner.time_zone
    session = SessionStatistics(
        pk=session_id,
        runner=judging.runner,
        fit=fit,
        session_index=recorded.index,
        upload_id=upload_id,
        start_time=start_time(recorded),
        time_zone=zone,
        utc_offset_s=recorded.utc_offset_s,
        day=_local_day(zone, recorded),
        has_gps=recorded.has_gps,
        device=plain(recorded.device),
    )
    _overlay(session, columns, edits)
    _fill(session, judging.of(session, columns, edits, streams=recorded.raw), columns)
    upsert(session)
    crash_point("statistics_written")
    return session


def _local_day(zone: str, recorded: RecordedSession) -> date:
    """The day where the athlete was: by the watch's own offset where it wrote one."""
    if recorded.utc_offset_s is not None:
        return datetime.fromtimestamp(recorded.start_s + recorded.utc_offset_s, UTC).date()
    return local_day(start_time(recorded), zone)


def _overlay(session: SessionStatistics, columns: SessionParquet, edits: dict[str, Any]) -> None:
    """What people decided goes before what the file says."""
    kind = columns.recorded["kind"]
    session.sport = edits.get("sport") or kind["sport"]
    session.sub_sport = columns.recorded["sub_sport"] or ""
    session.is_treadmill = bool(kind["is_treadmill"])
    session.name = edits.get("name") or columns.recorded["name"] or ""
    session.notes = edits.get("notes") or ""
    session.rpe, session.feel, session.pain = edits.get("rpe"), edits.get("feel"), edits.get("pain")
    session.effort = edits.get("effort") or SessionStatistics.Effort.NORMAL
    session.excluded_from_bests = bool(edits.get("excluded_from_bests"))


@dataclass(frozen=True, slots=True)
class _Work:
    measured: Measured
    judged: Judged
    key: str


class Judging:
    """Judges sessions of one runner; what is common to all of them is read once.

    What people decide or a fit finds meanwhile makes a session stale, and the analysis that follows judges it again.
    """

    def __init__(self, runner: Runner, log: Sequence[CriticalSpeedRecord] | None = None) -> None:
        self.runner = runner
        self.decisions: list[RunnerDecision] = decisions_of(runner)
        self.in_force = [
            one for one in (_log(runner) if log is None else log) if one.state in CriticalSpeedRecord.IN_USE
        ]

    def critical_speed_on(self, day: date) -> CriticalSpeedInForce | None:
        """The last in force on or before the day; before the first one that, flagged."""
        known = [one for one in self.in_force if one.valid_from <= day]
        if known:
            return _in_force(known[-1], *(("stale",) if is_stale(known[-1], day) else ()))
        return _in_force(self.in_force[0], "backfilled") if self.in_force else None

    def key(self, session: SessionStatistics, columns: SessionParquet, edits: dict[str, Any]) -> str:
        """What the session would be judged with now."""
        return context_key(self._context(session, columns, edits))

    def of(
        self,
        session: SessionStatistics,
        columns: SessionParquet,
        edits: dict[str, Any],
        streams: RawStreams | None = None,
    ) -> _Work:
        """Measure and judge."""
        context = self._context(session, columns, edits)
        raw = streams if streams is not None else storage.read_streams(columns.blob_id, columns.sha256)
        laps = tuple(RecordedLap(**lap) for lap in columns.recorded["laps"])
        if "crop" in edits:
            start, end = (float(raw.timestamp_s[0]) + offset for offset in edits["crop"])
            raw, laps = crop(raw, start, end), crop_laps(laps, start, end)
        measured = measure(
            raw,
            DeviceTotals(**columns.recorded["totals"]),
            laps,
            context.kind,
            totals_are_trusted=context.totals_are_trusted,
            corrected_distance_m=context.corrected_distance_m,
            limits=_limits(),
        )
        return _Work(measured, judge(measured, context), context_key(context))

    def _context(self, session: SessionStatistics, columns: SessionParquet, edits: dict[str, Any]) -> Any:
        kind = SportKind(**columns.recorded["kind"] | {"sport": session.sport})
        return context_of(
            self.runner, self.decisions, session.day, kind, self.critical_speed_on(session.day), edits
        )


def _log(runner: Runner) -> list[CriticalSpeedRecord]:
    return list(CriticalSpeedRecord.objects.filter(runner=runner).order_by("valid_from", "pk"))


def _in_force(record: CriticalSpeedRecord, *flags: str) -> CriticalSpeedInForce | None:
    if record.critical_speed_mps is None:
        return None
    more = tuple(flag for flag in ("provisional", "estimated") if flag in record.flags)
    return CriticalSpeedInForce(
        cs_mps=record.critical_speed_mps,
        standard_error_mps=record.standard_error_mps,
        w_prime_m=record.w_prime_m,
        day=record.valid_from,
        record_id=record.pk,
        flags=(*flags, *more),
    )


def _limits() -> CleaningLimits:
    from django.conf import settings

    config = settings.CONFIG
    return CleaningLimits(
        max_speed_mps=config.max_speed_mps,
        max_acceleration_mps2=config.max_acceleration_mps2,
        gap_s=config.gap_hold_s,
        moving_speed_mps=config.moving_speed_mps,
        min_heart_rate_bpm=config.min_heart_rate_bpm,
        max_heart_rate_bpm=config.max_heart_rate_bpm,
    )


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
    "graded_speed_mps",
    "normalized_graded_speed_mps",
    "intensity_factor",
    "efficiency",
    "decoupling_percent",
    "w_prime_balance_min_m",
)


def _fill(session: SessionStatistics, work: _Work, columns: SessionParquet) -> None:
    """Put every figure where it is read."""
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
    session.best_efforts = plain(measured.best_efforts)
    session.laps = plain(measured.laps)
    session.figures = {name: plain(figure) for name, figure in figures.items()}
    session.missing = _missing(figures, judged)
    session.measured = _measured_document(measured)
    session.judged = _judged_document(judged)
    said = [*columns.recorded["warnings"], *measured.warnings, *judged.warnings]
    session.warnings = list(dict.fromkeys(text[:500] for text in said))
    session.context_key = work.key
    session.formula_version = FORMULA_VERSION
    session.computed_at = datetime.now(UTC)


def _missing(figures: Mapping[str, Figure], judged: Judged) -> dict[str, str]:
    """Why figures are missing; the load is only when no way to it was open, and says what each of them needs."""
    missing = {name: figure.missing for name, figure in figures.items() if figure.missing and name != "rtss"}
    if judged.load.value is None:
        missing["rtss"] = " ".join(one.reason for one in judged.load.rejected)
    return missing


def _measured_document(measured: Measured) -> dict[str, Any]:
    return {
        "cleaning": plain(measured.cleaning),
        "cleaning_sentences": list(measured.cleaning.sentences()),
        "splits_km": plain(measured.splits_km),
        "splits_mile": plain(measured.splits_mile),
        "curves": plain(measured.curves),
        "graded_pace": plain(measured.graded_pace),
        "hard_bouts": plain(measured.hard_bouts),
        "observed_max_heart_rate_bpm": observed_max_heart_rate(measured.stream.heart_rate_bpm),
    }


def _judged_document(judged: Judged) -> dict[str, Any]:
    curve = judged.w_prime_balance
    return {
        "load": plain(judged.load),
        "load_inputs": plain(judged.load_inputs),
        "heart_rate_zones": plain(judged.heart_rate_zones),
        "pace_zones": plain(judged.pace_zones),
        "intervals": plain(judged.intervals),
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


# All sessions of a runner ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an analysis changed. `is_complete` is False when time ran out: then ask again."""

    improvements: tuple[Improvement, ...]
    judged_count: int
    history: HistoryUpdate | None
    is_complete: bool


def analyse(
    runner: Runner,
    from_day: date,
    on_progress: Callable[[float, str], None],
    time_limit_s: float = 60.0,
) -> Analysis:
    """Bests, Critical Speed, the loads that follow from it, and the history from the first changed day on.

    The same stored sessions and decisions give the same documents, in whatever order they came.
    """
    deadline = time.monotonic() + time_limit_s
    outdated = _of_other_formulas(runner)
    judged_days = _judged_until(runner, outdated, deadline, on_progress, (0, 45))
    if len(judged_days) < len(outdated):
        return Analysis((), len(judged_days), None, is_complete=False)
    on_progress(45, "Looking for personal bests")
    sessions = sessions_with_efforts(runner)
    improvements = update_personal_bests(runner, best_efforts_of(sessions))
    crash_point("bests_written")
    on_progress(50, "Fitting Critical Speed")
    store_log(runner, replay(runner, trials_of(sessions), _today(runner)))
    crash_point("critical_speed_written")
    stale = _stale(runner, Judging(runner))
    again = _judged_until(runner, stale, deadline, on_progress, (50, 90))
    judged_days += again
    if len(again) < len(stale):
        return Analysis(improvements, len(judged_days), None, is_complete=False)
    on_progress(92, "Updating the fitness history")
    update_observed_max(runner, _observed_rates(runner))
    loads, results = _loads(runner), race_results_of(sessions)
    history = update_history(runner, loads, min([from_day, *judged_days]))
    crash_point("history_written")
    if update_model(runner, results):
        history = update_history(runner, loads, date.min)
    update_forecasts(runner, results, _today(runner))
    record_standing(runner, _today(runner))
    return Analysis(improvements, len(judged_days), history, is_complete=True)


def _of_other_formulas(runner: Runner) -> list[str]:
    """Sessions measured by other formulas, oldest first: bests and Critical Speed rest on what is measured anew."""
    sessions = SessionStatistics.objects.filter(runner=runner).exclude(formula_version=FORMULA_VERSION)
    return list(sessions.order_by("start_time", "pk").values_list("pk", flat=True))


def _judged_until(
    runner: Runner,
    session_ids: list[str],
    deadline: float,
    on_progress: Callable[[float, str], None],
    percents: tuple[float, float],
) -> list[date]:
    """Judge sessions until the time is out; the days of those that were, fewer than asked for when it ran out."""
    judging, days = Judging(runner), list[date]()
    first, last = percents
    for number, session_id in enumerate(session_ids):
        if time.monotonic() > deadline:
            break
        share = number / len(session_ids)
        on_progress(first + (last - first) * share, f"Computing load {number + 1} of {len(session_ids)}")
        days.append(_judge_again(judging, session_id))
    return days


def _today(runner: Runner) -> date:
    return local_day(datetime.now(UTC), runner.time_zone)


def _stale(runner: Runner, judging: Judging) -> list[str]:
    """Sessions that would be judged with other values now than they were, oldest first."""
    sessions = SessionStatistics.objects.filter(runner=runner).order_by("start_time", "pk")
    columns = {one.pk: one for one in SessionParquet.objects.filter(runner=runner)}
    edits = edits_by_session(runner)
    return [
        session.pk
        for session in sessions.only("pk", "day", "sport", "context_key", "start_time", "runner_id")
        if session.pk in columns
        and judging.key(session, columns[session.pk], edits.get(session.pk, {})) != session.context_key
    ]


def _judge_again(judging: Judging, session_id: str) -> date:
    session = SessionStatistics.objects.get(pk=session_id)
    columns = SessionParquet.objects.get(pk=session_id)
    edits = edits_of(session_id)
    _fill(session, judging.of(session, columns, edits), columns)
    session.save()
    return session.day


def _observed_rates(runner: Runner) -> list[ObservedRate]:
    """The highest 5 s median of each recording that has a heart rate."""
    rows = SessionStatistics.objects.filter(runner=runner).order_by("start_time", "pk")
    return [
        ObservedRate(bpm, day, pk)
        for pk, day, bpm in rows.values_list("pk", "day", "measured__observed_max_heart_rate_bpm")
        if bpm is not None
    ]


def _loads(runner: Runner) -> list[SportLoad]:
    fields = ("pk", "start_time", "day", "rtss", "load_is_estimated", "sport")
    return [
        SportLoad(SessionLoad(pk, start, day, load, estimated), sport)
        for pk, start, day, load, estimated, sport in SessionStatistics.objects.filter(runner=runner)
        .order_by("start_time", "pk")
        .values_list(*fields)
    ]
