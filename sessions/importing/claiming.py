"""Claims a file's content for a runner, so that the same bytes count once, from the upload that brings them first."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import IntegrityError

from runlab_site.jobs.crash_points import crash_point
from runlab_site.mongo.fields import new_id
from sessions import storage
from sessions.models import SessionFIT, UploadFile
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from sessions.models import Upload

__all__ = ["claim", "keep_again", "keep_raw", "unclaim"]


def claim(upload: Upload, row: UploadFile, sha256: str, size_bytes: int) -> tuple[SessionFIT, bool]:
    """Claim the file for this runner; False when another uploaded file brought it before."""
    fit = SessionFIT(
        pk=derived_ids.fit_id(upload.runner.pk, sha256),
        runner=upload.runner,
        sha256=sha256,
        size_bytes=size_bytes,
        file_name=row.name.rsplit("/", 1)[-1],
        upload_id=upload.pk,
        claimed_by=row.pk,
        time_zone=upload.runner.time_zone,
        blob_id=_own_or_new_blob(row, size_bytes),
    )
    try:
        fit.save(force_insert=True)
    except IntegrityError:
        fit = SessionFIT.objects.get(pk=fit.pk)
        _take_over_if_abandoned(fit, row)
    crash_point("raw_claimed")
    return fit, fit.claimed_by == row.pk


def _own_or_new_blob(row: UploadFile, size_bytes: int) -> str:
    """The blob for the bytes: the uploaded one, unless the file came packed."""
    return row.blob_id if row.blob_id and row.size_bytes == size_bytes else new_id()


def keep_again(row: UploadFile, fit: SessionFIT, content: bytes) -> None:
    """Keep the bytes of a deleted file that were removed with the bin, so that its sessions can be brought back."""
    if fit.role == SessionFIT.Role.DELETED and fit.status != SessionFIT.Status.READY:
        fit.blob_id = _own_or_new_blob(row, len(content))
        fit.save(update_fields=["blob_id"])
        keep_raw(row, fit, content)


def _take_over_if_abandoned(fit: SessionFIT, row: UploadFile) -> None:
    """Take over the claim of an unfinished upload: uploads of a runner are read one at a time, so it was given up."""
    owner = UploadFile.objects.filter(pk=fit.claimed_by).first()
    if owner is None or owner.status not in {UploadFile.Status.PROCESSED, UploadFile.Status.DUPLICATE}:
        fit.claimed_by = row.pk
        fit.save(update_fields=["claimed_by"])


def keep_raw(row: UploadFile, fit: SessionFIT, content: bytes) -> None:
    """Store the raw bytes durably, before anything is computed from them."""
    if fit.status == SessionFIT.Status.READY:
        return
    if fit.blob_id != row.blob_id:
        storage.write_blob(str(fit.blob_id), fit.file_name, io.BytesIO(content), kind="raw")
    crash_point("raw_written")
    fit.status = SessionFIT.Status.READY
    fit.save(update_fields=["status"])
    crash_point("raw_ready")


def unclaim(row: UploadFile, fit: SessionFIT) -> None:
    """Undo a claim: of a file without a session only its row in the upload and the uploaded bytes remain."""
    if fit.blob_id and fit.blob_id != row.blob_id:
        storage.delete_blob(fit.blob_id)
    fit.delete()
    row.fit_id = None
