"""The words that came with an upload's files: read from the tables beside them, and from those of the archives around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.time_zones import zone
from sessions import storage
from sessions.importing.archives import ArchiveProblem
from sessions.importing.export_tables import NO_WORDS, is_table_name, table_rows, words_for
from sessions.models import UploadFile
from sessions.statistics.documents import to_document

if TYPE_CHECKING:
    from sessions.formats.fit import RecordedSession
    from sessions.importing.archives import Archive
    from sessions.importing.export_tables import TableRow, Words
    from sessions.importing.unpacking import OpenArchives
    from sessions.models import Upload

__all__ = ["Descriptions"]


class Descriptions:
    """Finds what the tables of an upload say of a file; each table is read once."""

    def __init__(self, upload: Upload, archives: OpenArchives) -> None:
        self._upload = upload
        self._archives = archives
        self._rows: dict[str, list[TableRow]] = {}

    def of(self, row: UploadFile, session: RecordedSession) -> dict[str, Any]:
        """Name, notes, exertion and gear, as far as they are told; empty when nothing is."""
        words = self._words(row, session)
        known = to_document(words)
        return {name: value for name, value in known.items() if value is not None}

    def _words(self, row: UploadFile, session: RecordedSession) -> Words:
        rows = self._rows_around(row)
        if not rows:
            return NO_WORDS
        start, offset_s = session.start_time, session.utc_offset_s
        if offset_s is None:
            local = start.astimezone(zone(self._upload.runner.time_zone)).utcoffset()
            offset_s = int(local.total_seconds()) if local else 0
        return words_for(rows, row.name, start, offset_s)

    def _rows_around(self, row: UploadFile) -> list[TableRow]:
        """Of the archives the file lies in, the nearest first, then of the upload itself."""
        rows: list[TableRow] = []
        position = row.position
        while "." in position:
            position = position.rpartition(".")[0]
            if position not in self._rows:
                self._rows[position] = _in_archive(self._archives.archive_at(position))
            rows += self._rows[position]
        if "" not in self._rows:
            self._rows[""] = self._in_upload()
        return [*rows, *self._rows[""]]

    def _in_upload(self) -> list[TableRow]:
        """Tables sent beside the files, as of an export that was unpacked."""
        files = UploadFile.objects.filter(upload=self._upload, blob_id__isnull=False)
        tables = [file for file in files if is_table_name(file.name)]
        return [
            row
            for file in tables
            for row in table_rows(storage.read_blob(str(file.blob_id), file.sha256), file.name)
        ]


def _in_archive(archive: Archive) -> list[TableRow]:
    rows: list[TableRow] = []
    for member in archive.members():
        if is_table_name(member.name):
            rows += _of_member(archive, member.number, member.name)
    return rows


def _of_member(archive: Archive, number: int, name: str) -> list[TableRow]:
    """What cannot be unpacked is told at its own line of the upload."""
    try:
        return table_rows(archive.read(number), name)
    except ArchiveProblem:
        return []
