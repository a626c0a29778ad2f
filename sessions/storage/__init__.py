"""Stored files of sessions: raw files and columns in GridFS, and the ids by which they are found."""

from sessions.storage.blobs import (
    BLOB_REFERENCES,
    AlteredFileError,
    MissingFileError,
    WrittenBlob,
    check_blob,
    delete_blob,
    open_blob,
    orphans,
    read_blob,
    sweep_orphans,
    write_blob,
)
from sessions.storage.column_files import (
    PARQUET_VERSION,
    ColumnsDescription,
    read_columns,
    read_streams,
    write_streams,
)

__all__ = [
    "BLOB_REFERENCES",
    "PARQUET_VERSION",
    "AlteredFileError",
    "ColumnsDescription",
    "MissingFileError",
    "WrittenBlob",
    "check_blob",
    "delete_blob",
    "open_blob",
    "orphans",
    "read_blob",
    "read_columns",
    "read_streams",
    "sweep_orphans",
    "write_blob",
    "write_streams",
]
