"""Swaps which recording of a run counts; what people said about the run moves along."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from runners.physiology.local_days import local_day
from sessions import storage
from sessions.models import SessionDecision, SessionFIT, SessionParquet, SessionStatistics
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from runlab_site.accounts.models import User

__all__ = ["carry_words", "forget_figures", "hold_instead"]

Kind = SessionDecision.Kind
Role = SessionFIT.Role
# Facts of one recording only: the other has totals of its own.
_OF_THE_RECORDING = {"distance_m", "avg_temperature_c", "typed"}


def carry_words(before: SessionFIT, fit: SessionFIT) -> None:
    """Copy what people said about the sessions of `before` to those of `fit`: name, notes, exertion, that it was a race."""
    for index in range(before.sessions_count):
        old, new = (derived_ids.session_id(one.runner_id, one.sha256, index) for one in (before, fit))
        said = SessionDecision.objects.filter(session_id=old, kind=Kind.EDIT).order_by("decided_at", "pk")
        for decision in said:
            value = {name: word for name, word in decision.value.items() if name not in _OF_THE_RECORDING}
            if value:
                _copy(decision, fit, new, value)


def _copy(decision: SessionDecision, fit: SessionFIT, session_id: str, value: dict[str, object]) -> None:
    SessionDecision.objects.create(
        runner_id=decision.runner_id,
        session_id=session_id,
        fit_id=fit.pk,
        kind=Kind.EDIT,
        value=value,
        effective_day=decision.effective_day,
        decided_by=decision.decided_by,
    )


def hold_instead(
    before: SessionFIT, fit: SessionFIT, decided_by: User | None = None, *, by_device: bool = False
) -> None:
    """Hold `before` in favour of `fit`, which counts from now on; by_device: because the athlete chose a device."""
    counted = list(SessionStatistics.objects.filter(fit=before).values_list("pk", flat=True))
    SessionDecision.objects.create(
        runner=fit.runner,
        fit_id=fit.pk,
        kind=Kind.SWAP,
        value={"before": before.pk, "by_device": by_device},
        effective_day=local_day(datetime.now(UTC), fit.runner.time_zone),
        decided_by=decided_by.pk if decided_by else None,
    )
    for session_id in counted:
        forget_figures(session_id)
    new_session = derived_ids.session_id(fit.runner_id, fit.sha256, 0)
    SessionFIT.objects.filter(pk=before.pk).update(role=Role.HELD, held_for=new_session)
    SessionFIT.objects.filter(held_for__in=counted).exclude(pk=fit.pk).update(held_for=new_session)
    fit.role, fit.held_for = Role.COUNTED, None
    fit.save(update_fields=["role", "held_for"])


def forget_figures(session_id: str) -> None:
    """Throw away what was computed of a session, its columns too; the raw file stays."""
    columns = SessionParquet.objects.filter(pk=session_id).first()
    SessionStatistics.objects.filter(pk=session_id).delete()
    if columns is not None:
        columns.delete()
        storage.delete_blob(columns.blob_id)
