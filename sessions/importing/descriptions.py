"""Names, notes, exertion and gear that came with an upload's files, in tables beside them or in their archives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.time_zones import zone
from sessions import storage
from sessions.decided.edits import edits_of
from sessions.importing.archives import ArchiveProblem
from sessions.importing.export_tables import is_table_name, table_rows
from sessions.importing.export_words import NO_WORDS, words_for
from sessions.models import SessionParquet, UploadFile
from sessions.statistics.documents import to_document
from sessions.statistics.stored_figures import overlay_decisions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sessions.importing.archives import Archive
    from sessions.importing.export_words import TableRow, Words
    from sessions.importing.unpacking import OpenArchives
    from sessions.models import SessionFIT, SessionStatistics, Upload

__all__ = ["Descriptions"]

# Exertion changes loads, so it is only taken when the session's own file is read.
_SHOWN = ("name", "notes", "gear")


class Descriptions:
    """Finds what the tables of an upload say of a file; each table is read once."""

    def __init__(self, upload: Upload, archives: OpenArchives) -> None:
        self._upload = upload
        self._archives = archives
        self._rows: dict[str, list[TableRow]] = {}

    def of(self, row: UploadFile, start: datetime, utc_offset_s: int | None) -> dict[str, Any]:
        """Name, notes, exertion and gear of the session that began then, as far as they are known; else empty."""
        known = to_document(self._words(row, start, utc_offset_s))
        return {name: value for name, value in known.items() if value is not None}

    def complete(self, row: UploadFile, sessions: Iterable[SessionStatistics]) -> None:
        """Give existing sessions the name, notes and gear they lack, from the tables of a repeated upload."""
        for session in sessions:
            words = self.of(row, session.start_time, session.utc_offset_s)
            shown = {name: words[name] for name in _SHOWN if name in words}
            if session.fit is not None and shown:
                _complete(session, session.fit, shown)

    def _words(self, row: UploadFile, start: datetime, offset_s: int | None) -> Words:
        rows = self._rows_around(row)
        if not rows:
            return NO_WORDS
        if offset_s is None:
            local = start.astimezone(zone(self._upload.runner.time_zone)).utcoffset()
            offset_s = int(local.total_seconds()) if local else 0
        return words_for(rows, row.name, start, offset_s)

    def _rows_around(self, row: UploadFile) -> list[TableRow]:
        """The rows of tables in the archives around the file, the innermost first, then of the upload itself."""
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


def _complete(session: SessionStatistics, fit: SessionFIT, words: dict[str, Any]) -> None:
    """Known values stay; missing ones are stored with the file and shown."""
    described, index = dict(fit.described or {}), str(session.session_index)
    before = described.get(index, {})
    if words.keys() <= before.keys():
        return
    fit.described = {**described, index: {**words, **before}}
    fit.save(update_fields=["described"])
    columns = SessionParquet.objects.get(pk=session.pk)
    columns.recorded["described"] = {**words, **(columns.recorded.get("described") or {})}
    columns.save(update_fields=["recorded"])
    overlay_decisions(session, columns, edits_of(session.pk))
    session.save()


def _in_archive(archive: Archive) -> list[TableRow]:
    rows: list[TableRow] = []
    for member in archive.members():
        if is_table_name(member.name):
            rows += _of_member(archive, member.number, member.name)
    return rows


def _of_member(archive: Archive, number: int, name: str) -> list[TableRow]:
    """The rows of a member; none if it cannot be unpacked, which its own row of the upload reports."""
    try:
        return table_rows(archive.read(number), name)
    except ArchiveProblem:
        return []
