"""Deletes what an account leaves besides documents: stored files, and the name under a coach's uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bson import ObjectId

from runlab_site.database import database
from sessions import storage
from sessions.models import SessionFIT, SessionParquet, Upload, UploadFile

if TYPE_CHECKING:
    from runlab_site.personal_data import Subject

__all__ = ["delete_stored_bytes"]

_WITH_BYTES = (SessionFIT, SessionParquet, UploadFile)


def delete_stored_bytes(subject: Subject) -> None:
    """Delete the runner's files and columns; uploads that the person made for others stay, without the name."""
    if subject.runner_id is not None:
        for blob_id in _blob_ids(subject.runner_id):
            storage.delete_blob(blob_id)
    Upload.objects.filter(user_id=subject.user_id).exclude(runner_id=subject.runner_id).update(user_id=None)


def _blob_ids(runner_id: str) -> set[str]:
    key = {"runner_id": ObjectId(runner_id)}
    names = [model._meta.db_table for model in _WITH_BYTES]  # noqa: SLF001 - Django's public way to a model's collection
    found = (one.get("blob_id") for name in names for one in database.raw[name].find(key, {"blob_id": 1}))
    return {str(blob_id) for blob_id in found if blob_id}
