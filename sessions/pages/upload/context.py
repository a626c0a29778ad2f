"""An upload as its page shows it: a row for each file, with one outcome and one next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from runlab_site.jobs.sentences import problem_in_words
from runners.physiology.texts import distance_text
from sessions.analysis.words import WORDS
from sessions.importing.device_choices import device_pairs
from sessions.models import SessionStatistics, Upload, UploadFile
from sessions.pages.names import session_title
from sessions.selectors import deleted_file_ids, files_of, job_of, skipped_reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runlab_site.models import BackgroundJob
    from sessions.importing.device_choices import DevicePair

__all__ = ["FileRow", "NewBest", "UploadPage", "upload_page"]

Status = UploadFile.Status
_ICONS = {
    Status.PENDING: "clock",
    Status.PROCESSING: "loader",
    Status.PROCESSED: "circle-check",
    Status.DUPLICATE: "copy",
    Status.REJECTED: "circle-x",
    Status.SKIPPED: "info",
}
HISTORY_SESSIONS = 10  # so many runs at once are a history
_ENDED = {Status.PROCESSED, Status.DUPLICATE, Status.REJECTED, Status.SKIPPED}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file and what became of it."""

    file: UploadFile
    icon: str
    sessions: tuple[SessionStatistics, ...]
    original: SessionStatistics | None
    deleted_file_id: str = ""  # of a file that a person deleted, and that can be brought back

    @property
    def title(self) -> str:
        """The name of what was read."""
        return session_title(self.sessions[0]) if self.sessions else ""

    @property
    def reason(self) -> str:
        """Why it was rejected or skipped."""
        problem: dict[str, str] = WORDS.in_words(self.file.problem or {}, self.file.sentences)
        return problem.get("detail") or problem.get("title", "")

    @property
    def warnings(self) -> list[str]:
        """What one should know of it."""
        warnings: list[str] = WORDS.in_words(list(self.file.warnings), self.file.sentences)
        return warnings

    @property
    def url(self) -> str:
        """Where the next step is: the session, or the one it is a duplicate of."""
        target = self.sessions[0] if self.sessions else self.original
        return reverse("session_detail", args=[target.pk]) if target else ""


@dataclass(frozen=True, slots=True)
class NewBest:
    """A personal best, and the session it was run in."""

    distance: str
    time_s: float
    session_id: str


@dataclass(frozen=True, slots=True)
class UploadPage:
    """All files of an upload, counted."""

    upload: Upload
    rows: tuple[FileRow, ...]
    job: BackgroundJob | None

    @property
    def job_problem(self) -> dict[str, str] | None:
        """Why the job that reads it failed."""
        return problem_in_words(self.job)

    @property
    def shown_rows(self) -> tuple[FileRow, ...]:
        """The files one by one, without those that were skipped: an export holds thousands of them."""
        return tuple(row for row in self.rows if row.file.status != Status.SKIPPED)

    @property
    def skipped(self) -> tuple[tuple[str, int], ...]:
        """Each reason why files were skipped, and of how many."""
        return tuple(skipped_reasons([self.upload]).items())

    @property
    def has_sessions(self) -> bool:
        """Whether anything was read that counts."""
        return any(row.sessions for row in self.rows)

    @property
    def is_history(self) -> bool:
        """Whether it is a whole history and not a few runs: then the fitness page says more than a single session."""
        return self._read_count >= HISTORY_SESSIONS

    @property
    def _read_count(self) -> int:
        """The sessions that were read and count."""
        return sum(len(row.sessions) for row in self.rows if row.file.status == Status.PROCESSED)

    @property
    def history_summary(self) -> str:
        """The outcome of a history: 412 runs read, 3 rejected, 7 duplicates held."""
        rejected, held = self._counts(Status.REJECTED, Status.DUPLICATE)
        parts = [
            (self._read_count, ngettext("{n} run read", "{n} runs read", self._read_count)),
            (rejected, ngettext("{n} rejected", "{n} rejected", rejected)),
            (held, ngettext("{n} duplicate held", "{n} duplicates held", held)),
        ]
        return _listed(parts)

    @property
    def new_bests(self) -> tuple[NewBest, ...]:
        """The personal bests in force that were run in a session of this upload, by distance."""
        sessions = {str(one.pk) for row in self.rows for one in row.sessions}
        if not sessions:
            return ()
        counted = [
            one for one in self.upload.runner.personal_bests if not (one["is_default"] or one["excluded"])
        ]
        fastest = {one["distance_m"]: one for one in sorted(counted, key=lambda one: -one["time_s"])}
        return tuple(
            NewBest(distance_text(metres), best["time_s"], str(best["session"]))
            for metres, best in sorted(fastest.items())
            if str(best.get("session")) in sessions
        )

    @property
    def asked_device(self) -> DevicePair | None:
        """The two devices behind held files if nobody chose yet which of them counts."""
        originals = [row.file.duplicate_of for row in self.rows if row.file.status == Status.DUPLICATE]
        held_for = [one for one in originals if one]
        pairs = device_pairs(self.upload.runner, held_for) if held_for and self.is_ended else []
        return next((pair for pair in pairs if pair.counts is None), None)

    @property
    def is_ended(self) -> bool:
        """Whether every file has its outcome."""
        return bool(self.rows) and all(row.file.status in _ENDED for row in self.rows)

    @property
    def done_percent(self) -> float:
        """Files with an outcome, in percent."""
        if not self.rows:
            return 0.0
        return 100 * sum(row.file.status in _ENDED for row in self.rows) / len(self.rows)

    @property
    def summary(self) -> str:
        """The outcome in one sentence: 412 runs read, 3 rejected, 7 duplicates held."""
        read, rejected, held = self._counts(Status.PROCESSED, Status.REJECTED, Status.DUPLICATE)
        skipped, moving, waiting = self._counts(Status.SKIPPED, Status.PROCESSING, Status.PENDING)
        parts = [
            (read, ngettext("{n} file read", "{n} files read", read)),
            (rejected, ngettext("{n} rejected", "{n} rejected", rejected)),
            (held, ngettext("{n} duplicate", "{n} duplicates", held)),
            (skipped, ngettext("{n} skipped", "{n} skipped", skipped)),
            (moving, ngettext("{n} on its way", "{n} on their way", moving)),
            (waiting, ngettext("{n} waiting", "{n} waiting", waiting)),
        ]
        return _listed(parts) or _("Nothing received yet")

    def _counts(self, *statuses: Status) -> list[int]:
        """How many files have each status."""
        return [sum(row.file.status == status for row in self.rows) for status in statuses]


def upload_page(upload: Upload) -> UploadPage:
    """Read an upload's job, its files, and the sessions they lead to, in four queries."""
    files = list(files_of(upload))
    wanted = {pk for file in files for pk in (*file.sessions, file.duplicate_of) if pk}
    found = (
        {str(one.pk): one for one in SessionStatistics.objects.filter(pk__in=list(wanted))} if wanted else {}
    )
    deleted = deleted_file_ids(str(file.fit_id) for file in files if file.status == Status.DUPLICATE)
    rows = tuple(
        FileRow(
            file=file,
            icon=_ICONS[Status(file.status)],
            sessions=tuple(found[str(pk)] for pk in file.sessions if str(pk) in found),
            original=found.get(str(file.duplicate_of)),
            deleted_file_id=str(file.fit_id) if file.fit_id in deleted else "",
        )
        for file in files
    )
    return UploadPage(upload, rows, job_of(upload))


def _listed(parts: Sequence[tuple[int, str]]) -> str:
    """Counts with their words, without those that are none."""
    return ", ".join(words.format(n=count) for count, words in parts if count)
