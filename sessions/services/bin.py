"""The bin: what was deleted in the last 30 days, and emptying it of what is older."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.utils.translation import gettext as _

from runlab_site.mongo.upsert import upsert
from runners.comments.services import forget_thread
from sessions import storage
from sessions.importing.duplicates import near_duplicate
from sessions.models import DeletedSession, SessionDecision, SessionFIT, UploadFile
from sessions.services.session_problems import SessionProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runlab_site.accounts.models import User
    from sessions.models import SessionStatistics

__all__ = ["empty_bin", "put_into_bin", "refuse_other_recording", "take_out_of_bin"]

Kind = SessionDecision.Kind
_TYPED = (Kind.EDIT, Kind.CROP)

log = structlog.get_logger(__name__)


def put_into_bin(session: SessionStatistics, deleted_by: User | None) -> None:
    """Store what a person needs to recognise a deleted session."""
    upsert(
        DeletedSession(
            pk=session.pk,
            runner_id=session.runner_id,
            fit_id=session.fit_id,
            name=session.name,
            sport=session.sport,
            start_time=session.start_time,
            time_zone=session.time_zone,
            day=session.day,
            distance_m=session.distance_m,
            elapsed_time_s=session.elapsed_time_s,
            timer_time_s=session.timer_time_s,
            file_name=session.fit.file_name if session.fit else "",
            deleted_by=str(deleted_by.pk) if deleted_by else None,
        )
    )


def take_out_of_bin(session_ids: Iterable[str]) -> None:
    """Take sessions out of the bin, so that they count again."""
    DeletedSession.objects.filter(pk__in=list(session_ids)).delete()


def refuse_other_recording(fit: SessionFIT, session_ids: Iterable[str]) -> None:
    """Refuse to count a run twice, where another recording of it was counted meanwhile. Raises SessionProblem."""
    for deleted in DeletedSession.objects.filter(pk__in=list(session_ids)):
        twin = near_duplicate(
            fit.runner,
            fit=fit,
            start_time=deleted.start_time,
            duration_s=deleted.elapsed_time_s or 0.0,
            sport=deleted.sport,
        )
        if twin is not None:
            detail = _("Another recording of this session counts now. Delete that one first, or leave it so.")
            raise SessionProblem({"session": detail})


def empty_bin(now: datetime | None = None) -> int:
    """Delete for good what has been in the bin for 30 days; returns how many sessions. Idempotent."""
    before = (now or datetime.now(UTC)) - timedelta(days=DeletedSession.KEPT_DAYS)
    emptied = 0
    for deleted in DeletedSession.objects.filter(deleted_at__lt=before).iterator():
        _delete_for_good(deleted)
        emptied += 1
    if emptied:
        log.info("bin_emptied", sessions=emptied)
    return emptied


def _delete_for_good(deleted: DeletedSession) -> None:
    """Delete its comments, edits and raw file; the deletion itself stays known, so that the file does not count again by itself."""
    SessionDecision.objects.filter(session_id=deleted.pk, kind__in=_TYPED).delete()
    forget_thread(str(deleted.runner_id), [str(deleted.pk)])
    if deleted.fit_id is not None:
        _forget_raw_file(deleted.fit_id, but_for=str(deleted.pk))
    deleted.delete()


def _forget_raw_file(fit_id: str, but_for: str) -> None:
    """Delete the bytes of a file of which no session counts or is in the bin any more."""
    fit = SessionFIT.objects.filter(pk=fit_id, role=SessionFIT.Role.DELETED).first()
    others = DeletedSession.objects.filter(fit_id=fit_id).exclude(pk=but_for)
    if fit is None or fit.blob_id is None or others.exists():
        return
    blob_id = fit.blob_id
    SessionFIT.objects.filter(pk=fit.pk).update(blob_id=None, status=SessionFIT.Status.RECEIVING)
    UploadFile.objects.filter(blob_id=blob_id).update(blob_id=None)
    storage.delete_blob(blob_id)
