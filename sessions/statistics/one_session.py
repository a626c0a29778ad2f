"""One session: its columns and figures stored, and computed again after an edit or a change of formula."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from runlab_site.jobs.crash_points import crash_point
from runlab_site.mongo.fields import new_id
from runlab_site.mongo.upsert import upsert
from runners.physiology.local_days import local_day
from runners.physiology.sentences import stored_sentences
from sessions import storage
from sessions.analysis.streams import DeviceTotals, RawStreams, SportKind
from sessions.decided.cuts import parts_of
from sessions.decided.edits import edits_of, is_deleted
from sessions.models import SessionParquet, SessionStatistics
from sessions.statistics.documents import to_document
from sessions.statistics.judging import Judging
from sessions.statistics.stored_figures import day_of_athlete, fill, keep_decided, overlay_decisions
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runners.models import Runner
    from sessions.formats.recorded import RecordedSession
    from sessions.models import SessionFIT

__all__ = ["recompute", "recompute_by_id", "retype", "start_time", "store_sessions", "store_typed"]


def store_sessions(
    judging: Judging, fit: SessionFIT, recorded: Iterable[RecordedSession], *, upload_id: str | None
) -> list[SessionStatistics]:
    """Store the columns and figures of a file's sessions. Idempotent; a session deleted before stays deleted."""
    stored = []
    for whole in recorded:
        recording_id = derived_ids.session_id(judging.runner.pk, fit.sha256, whole.index)
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


def _store_columns(
    runner: Runner, fit: SessionFIT, session_id: str, session: RecordedSession
) -> SessionParquet:
    known = SessionParquet.objects.filter(pk=session_id).first()
    blob_id = known.blob_id if known else derived_ids.columns_id(session_id)
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
            "totals": to_document(session.totals),
            "laps": to_document(session.laps),
            "kind": to_document(session.kind),
            "sub_sport": session.sub_sport,
            "name": session.name,
            "warnings": list(session.warnings),
            "sentences": stored_sentences(session.warnings),
            "described": ({"notes": session.notes} if session.notes else {})
            | (fit.described or {}).get(str(session.index), {}),
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
        day=day_of_athlete(start_time(recorded), recorded.utc_offset_s, zone),
        has_gps=recorded.has_gps,
        device=to_document(recorded.device),
    )
    overlay_decisions(session, columns, edits)
    fill(session, judging.of(session, columns, edits, streams=recorded.raw), columns)
    upsert(session)
    keep_decided(session, columns, edits)
    crash_point("statistics_written")
    return session


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
    overlay_decisions(session, columns, edits)
    fill(session, Judging(runner).of(session, columns, edits, streams=RawStreams.empty()), columns)
    upsert(session)
    upsert(columns)
    return session


def retype(runner: Runner, session_id: str, typed: Mapping[str, Any]) -> SessionStatistics:
    """Make a session without a file anew from what its decision says was typed."""
    figures = dict(typed) | {"start_time": datetime.fromisoformat(typed["start_time"])}
    SessionStatistics.objects.filter(pk=session_id).delete()
    return recompute(runner, store_typed(runner, session_id=session_id, **figures))


def _typed_columns(
    session: SessionStatistics, timer_time_s: float, distance_m: float | None
) -> SessionParquet:
    described = storage.write_streams(session.pk, RawStreams.empty(), derived_ids.columns_id(session.pk))
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
            "totals": to_document(totals),
            "laps": [],
            "kind": to_document(SportKind(sport=session.sport)),
            "sub_sport": None,
            "name": None,
            "warnings": [],
        },
    )


def recompute(runner: Runner, session: SessionStatistics) -> SessionStatistics:
    """Measure and judge a stored session anew, after an edit or a change of formula."""
    columns = SessionParquet.objects.get(pk=session.pk)
    edits = edits_of(session.pk)
    overlay_decisions(session, columns, edits)
    work = Judging(runner).of(session, columns, edits)
    fill(session, work, columns)
    session.save()
    keep_decided(session, columns, edits)
    return session


def recompute_by_id(runner: Runner, session_id: str) -> list[date]:
    """The same by id; returns the session's day, nothing when it is gone."""
    session = SessionStatistics.objects.filter(pk=session_id, runner=runner).first()
    return [recompute(runner, session).day] if session else []


def start_time(recorded: RecordedSession) -> datetime:
    """The moment a recording began, to the millisecond that MongoDB keeps."""
    return datetime.fromtimestamp(round(recorded.start_s, 3), UTC)
