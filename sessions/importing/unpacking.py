"""Unpacks archives: their members become files of the upload; an archive stays open while its members are read."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db.models import Sum

from sessions import storage
from sessions.analysis.words import WORDS
from sessions.importing.archives import Archive, ArchiveProblem, is_zip
from sessions.importing.bounds import archive_limits, position_of
from sessions.importing.reading import too_large
from sessions.models import UploadFile

if TYPE_CHECKING:
    from sessions.importing.archives import ArchiveLimits, Member
    from sessions.models import Upload

__all__ = ["OpenArchives"]

_DEEPEST = 1


@dataclass(frozen=True, slots=True)
class _Open:
    position: str
    archive: Archive


class OpenArchives:
    """The archives of an upload that are open because their members are being read."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._limits = archive_limits()
        self._open: list[_Open] = []

    def close(self) -> None:
        """Let go of all of them."""
        self._open.clear()

    def content(self, row: UploadFile) -> bytes:
        """The bytes of a file; for an archive too large for memory only the first few. Raises FileProblem."""
        if row.blob_id is None:
            parent, _, number = row.position.rpartition(".")
            return self.archive_at(parent).read(int(number))
        if row.size_bytes <= self._limits.member_bytes:
            return storage.read_blob(row.blob_id, row.sha256)
        # Only an archive may be larger than a file; it is read from storage, not into memory.
        with storage.open_blob(row.blob_id) as source:
            start = source.read(4)
        if is_zip(start):
            storage.check_blob(row.blob_id, row.sha256)
            return start
        raise too_large(row.name, settings.CONFIG.max_file_mb)

    def unpack(self, row: UploadFile, content: bytes) -> None:
        """Make the members of the archive in `row` files that wait. Raises ArchiveProblem."""
        depth = row.position.count(".")
        if depth > _DEEPEST:
            detail = WORDS.say("zip_too_deep", name=row.name)
            raise ArchiveProblem(WORDS.say("title_packed_too_deep"), detail)
        source: IO[bytes] = io.BytesIO(content)
        if row.blob_id is not None:
            source = storage.open_blob(row.blob_id)
        archive = Archive(source, self._limits_of(row.position))
        members = archive.members()
        if not members:
            raise ArchiveProblem(WORDS.say("title_empty_zip"), WORDS.say("zip_empty", name=row.name))
        self._open.append(_Open(row.position, archive))
        self._add_rows(row, members, prefix=f"{row.name}/" if depth else "")
        row.status = UploadFile.Status.EXPANDED
        if depth:
            row.size_bytes = archive.unpacked_bytes

    def _limits_of(self, position: str) -> ArchiveLimits:
        """The limits of an archive; one inside another gets what the outer one's limits have left."""
        outer = position.rpartition(".")[0]
        if not outer:
            return self._limits
        inside = self.archive_at(outer).limits_inside()
        within = UploadFile.objects.filter(upload=self._upload, position__startswith=f"{outer}.")
        unpacked = within.filter(status=UploadFile.Status.EXPANDED).exclude(position=position)
        spent = unpacked.aggregate(total=Sum("size_bytes"))["total"] or 0
        return replace(
            inside,
            total_bytes=max(inside.total_bytes - spent, 0),
            entries=max(inside.entries - within.exclude(position__startswith=f"{position}.").count(), 0),
        )

    def _add_rows(self, row: UploadFile, members: list[Member], prefix: str) -> None:
        known = set(UploadFile.objects.filter(upload=self._upload).values_list("position", flat=True))
        rows = [
            UploadFile(
                upload=self._upload,
                runner_id=self._upload.runner_id,
                position=position,
                name=f"{prefix}{member.name}"[:400],
                status=UploadFile.Status.PENDING,
            )
            for member in members
            if (position := position_of(row.position, member.number)) not in known
        ]
        UploadFile.objects.bulk_create(rows, batch_size=500)

    def archive_at(self, position: str) -> Archive:
        """The archive of the row at `position`, kept open for its next member."""
        self._open = [held for held in self._open if position.startswith(held.position)]
        for held in self._open:
            if held.position == position:
                return held.archive
        row = UploadFile.objects.get(upload=self._upload, position=position)
        if row.blob_id is not None:
            archive = Archive(storage.open_blob(row.blob_id), self._limits)
        else:
            outer = self.archive_at(position.rpartition(".")[0])
            inner = outer.read(int(position.rpartition(".")[2]))
            archive = Archive(io.BytesIO(inner), outer.limits_inside())
        self._open.append(_Open(position, archive))
        return archive
