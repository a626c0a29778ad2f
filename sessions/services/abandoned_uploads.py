"""Uploads that were never finished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from runlab_site.models import BackgroundJob
from sessions.models import Upload

__all__ = ["forget_abandoned_uploads"]

_ABANDONED_AFTER = timedelta(hours=1)


def forget_abandoned_uploads() -> None:
    """Delete uploads whose request never got an answer: the sender knows that they failed. Their bytes become orphans."""
    before = datetime.now(UTC) - _ABANDONED_AFTER
    for upload in Upload.objects.filter(job_id=None, finished_at=None, created_at__lt=before):
        if not BackgroundJob.objects.filter(upload_id=upload.pk).exists():
            upload.delete()
