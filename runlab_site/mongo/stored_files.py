"""GridFS as Django's admin sees it: read only, and made by GridFS alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField

__all__ = ["StoredChunk", "StoredFile"]


class StoredFile(models.Model):
    """One file in GridFS: raw bytes of an activity, or the columns made of it."""

    id = ObjectIdKey()
    filename = models.CharField(max_length=400)
    length = models.BigIntegerField(help_text="Bytes.")
    chunk_size = models.IntegerField(db_column="chunkSize", help_text="Bytes.")
    upload_date = models.DateTimeField(db_column="uploadDate")
    metadata = models.JSONField(null=True, help_text="kind: upload, raw or columns.")

    class Meta:
        """Storage: collection `fs.files`, which GridFS makes."""

        managed = False
        app_label = "site"
        db_table = "fs.files"
        verbose_name = "stored file"

    def __str__(self) -> str:
        return self.filename


class StoredChunk(models.Model):
    """A piece of a file in GridFS."""

    id = ObjectIdKey()
    files_id = StrObjectIdField(help_text="The stored file.")
    n = models.IntegerField(help_text="Its place in the file, from 0.")

    class Meta:
        """Storage: collection `fs.chunks`, which GridFS makes."""

        managed = False
        app_label = "site"
        db_table = "fs.chunks"
        unique_together: ClassVar[list[tuple[str, str]]] = [("files_id", "n")]  # GridFS keeps it so
        verbose_name = "piece of a stored file"
        verbose_name_plural = "pieces of stored files"

    def __str__(self) -> str:
        return f"{self.files_id} #{self.n}"
