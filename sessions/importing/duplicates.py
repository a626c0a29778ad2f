"""Two recordings of one run: the same bytes, or near enough in start, duration and distance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from sessions.models import SessionDecision, SessionFIT, SessionStatistics, UploadFile
from sessions.statistics.one_session import start_time
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from datetime import datetime

    from runners.models import Runner
    from sessions.importing.reading import ReadFile

__all__ = ["hold", "name_original", "near_duplicate", "twin_of"]

_HELD_AS_SECOND = (
    "A second recording of a session that is there already: same start, duration and distance. "
    "It is kept and does not count; swap the two or count both on the session's page."
)


def near_duplicate(
    runner: Runner,
    *,
    fit: SessionFIT,
    start_time: datetime,
    duration_s: float | None,
    distance_m: float | None,
    serial_number: int | None,
    sport: str,
) -> SessionStatistics | None:
    """The runner's counted session that this is a second recording of, if any.

    Start within a minute, duration and distance within 2 %, the same device where both say so (coaching.md).
    What a person separated stays separate.
    """
    if _is_separated(fit.pk):
        return None
    window = timedelta(seconds=settings.CONFIG.duplicate_start_s)
    candidates = (
        SessionStatistics.objects.filter(
            runner=runner, start_time__gte=start_time - window, start_time__lte=start_time + window
        )
        .exclude(fit_id=fit.pk)
        .order_by("start_time", "pk")
    )
    for candidate in candidates:
        if candidate.sport == sport and _is_same(candidate, duration_s, distance_m, serial_number):
            return candidate
    return None


def _is_same(
    candidate: SessionStatistics, duration_s: float | None, distance_m: float | None, serial: int | None
) -> bool:
    other = candidate.device.get("serial_number")
    if serial and other and str(serial) != str(other):
        return False
    return _close(candidate.elapsed_time_s, duration_s) and _close(candidate.distance_m, distance_m)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    share = settings.CONFIG.duplicate_percent / 100
    return abs(one - other) <= share * max(one, other)


def _is_separated(fit_id: str) -> bool:
    latest = SessionDecision.objects.filter(
        fit_id=fit_id, kind__in=[SessionDecision.Kind.SEPARATE, SessionDecision.Kind.HOLD]
    ).order_by("-decided_at")
    found = latest.first()
    return found is not None and found.kind == SessionDecision.Kind.SEPARATE


def name_original(row: UploadFile, fit: SessionFIT) -> None:
    """Say of a file whose bytes are known where its session is, or why there is none."""
    row.status = UploadFile.Status.DUPLICATE
    if fit.role == SessionFIT.Role.DELETED:
        row.warnings = ["You deleted this session before. Bring it back if you want it to count again."]
        row.duplicate_of = derived_ids.session_id(fit.runner_id, fit.sha256, 0)
    elif fit.role == SessionFIT.Role.HELD:
        row.warnings = ["The same file is held already as a second recording of a session."]
        row.duplicate_of = fit.held_for
    else:
        row.sessions = [
            derived_ids.session_id(fit.runner_id, fit.sha256, index) for index in range(fit.sessions_count)
        ]
        row.duplicate_of = row.sessions[0] if row.sessions else None


def twin_of(fit: SessionFIT, read: ReadFile) -> SessionStatistics | None:
    """The session this file is a second recording of, if every part of it is one."""
    twins = [
        near_duplicate(
            fit.runner,
            fit=fit,
            start_time=start_time(recorded),
            duration_s=recorded.end_s - recorded.start_s,
            distance_m=recorded.totals.distance_m,
            serial_number=recorded.device.serial_number,
            sport=recorded.sport,
        )
        for recorded in read.sessions
    ]
    return twins[0] if twins and all(twin is not None for twin in twins) else None


def hold(row: UploadFile, fit: SessionFIT, twin: SessionStatistics, read: ReadFile) -> None:
    """Keep a second recording without counting it."""
    fit.role, fit.held_for, fit.sessions_count = SessionFIT.Role.HELD, twin.pk, len(read.sessions)
    fit.save(update_fields=["role", "held_for", "sessions_count"])
    row.status, row.duplicate_of = UploadFile.Status.DUPLICATE, twin.pk
    row.warnings = [_HELD_AS_SECOND]
