"""What may be read of sessions. Every queryset starts from the runners a person may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.database import database, object_id
from runlab_site.models import BackgroundJob
from runners.comments.selectors import CommentSubject
from runners.models import Comment
from runners.selectors import of_visible_runners
from sessions.analysis.packed_times import place_among
from sessions.analysis.words import WORDS
from sessions.models import (
    DeletedSession,
    EffortTimes,
    SessionDecision,
    SessionFIT,
    SessionParquet,
    SessionStatistics,
    Upload,
    UploadFile,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "FirstSession",
    "comments_subject",
    "counts_of_uploads",
    "decisions_of_session",
    "deleted_file_ids",
    "effort_ranks",
    "files_of",
    "find_deleted",
    "first_of_each",
    "has_sessions",
    "has_streams",
    "held_for",
    "job_of",
    "kept_file",
    "latest_uploads",
    "living_jobs",
    "neighbours",
    "open_job_ids",
    "ready_file",
    "skipped_reasons",
    "upload_counts",
    "visible_blob_ids",
    "visible_deleted",
    "visible_sessions",
    "visible_uploads",
]

_OPEN = (BackgroundJob.Status.PENDING, BackgroundJob.Status.RUNNING)
_MAKING_FIGURES = (
    BackgroundJob.Type.FILE_PROCESSING,
    BackgroundJob.Type.STATISTICS_RECOMPUTATION,
    BackgroundJob.Type.SESSION_ANALYSIS,
)
_SHOWN = [
    UploadFile.Status.PENDING,
    UploadFile.Status.PROCESSING,
    UploadFile.Status.PROCESSED,
    UploadFile.Status.DUPLICATE,
    UploadFile.Status.REJECTED,
    UploadFile.Status.SKIPPED,
]


def visible_sessions(user: User | Any) -> QuerySet[SessionStatistics]:
    """The sessions of the runners a person may see."""
    return of_visible_runners(SessionStatistics.objects.all(), user)


def comments_subject(session: SessionStatistics) -> CommentSubject:
    """What the comments on a session are about."""
    return CommentSubject(str(session.runner_id), Comment.Subject.SESSION, session.day, str(session.pk))


def visible_uploads(user: User | Any) -> QuerySet[Upload]:
    """The uploads for the runners a person may see."""
    return of_visible_runners(Upload.objects.all(), user)


def visible_deleted(user: User | Any) -> QuerySet[DeletedSession]:
    """What is in the bin of the runners a person may see."""
    return of_visible_runners(DeletedSession.objects.all(), user)


def find_deleted(user: User | Any, session_id: str) -> SessionDecision | None:
    """The decision that deleted a session and stands; None when it is not deleted, or not for the person to see."""
    kinds = (SessionDecision.Kind.DELETE, SessionDecision.Kind.RESTORE)
    decisions = SessionDecision.objects.filter(session_id=session_id).order_by("-decided_at", "-pk")
    last = next((one for one in decisions if one.kind in kinds), None)
    if last is None or last.kind != SessionDecision.Kind.DELETE:
        return None
    seen = of_visible_runners(SessionDecision.objects.filter(pk=last.pk), user)
    return seen.select_related("runner").first()


def kept_file(fit_id: str | None) -> SessionFIT | None:
    """A raw file whose bytes are there, with its runner."""
    files = SessionFIT.objects.filter(pk=fit_id, status=SessionFIT.Status.READY)
    return files.select_related("runner").first()


def deleted_file_ids(fit_ids: Iterable[str]) -> set[str]:
    """Those of the files of which nothing counts, since a person deleted it, and whose bytes are there."""
    wanted = list(fit_ids)
    files = SessionFIT.objects.filter(
        pk__in=wanted, role=SessionFIT.Role.DELETED, status=SessionFIT.Status.READY
    )
    return set(files.values_list("pk", flat=True)) if wanted else set()


def visible_files(user: User | Any) -> QuerySet[SessionFIT]:
    """The raw files of the runners a person may see."""
    return of_visible_runners(SessionFIT.objects.all(), user)


def visible_columns(user: User | Any) -> QuerySet[SessionParquet]:
    """The column files of the runners a person may see."""
    return of_visible_runners(SessionParquet.objects.all(), user)


def visible_blob_ids(user: User | Any) -> list[str] | None:
    """The stored files behind what a person may see; None stands for all of them."""
    if getattr(user, "is_superuser", False):
        return None
    uploaded = of_visible_runners(UploadFile.objects.all(), user)
    found: set[str | None] = set()
    for rows in (visible_files(user), visible_columns(user), uploaded):
        found.update(rows.values_list("blob_id", flat=True))
    return [blob_id for blob_id in found if blob_id]


def files_of(upload: Upload) -> QuerySet[UploadFile]:
    """The files of an upload in order; in a ZIP's place its members."""
    return UploadFile.objects.filter(upload=upload, status__in=_SHOWN).order_by("position")


def upload_counts(upload: Upload) -> dict[str, int]:
    """How many files were received and what became of them."""
    statuses = Counter(files_of(upload).values_list("status", flat=True))
    counts = {str(status): statuses.get(status, 0) for status in _SHOWN}
    return {"received": sum(counts.values()), **counts}


def skipped_reasons(uploads: Iterable[Upload]) -> dict[str, int]:
    """Why files of the uploads were skipped, the commonest reason first; without the files' own names."""
    skipped = UploadFile.objects.filter(upload__in=list(uploads), status=UploadFile.Status.SKIPPED)
    reasons = Counter(
        WORDS.in_words(file.problem["detail"], file.sentences).removeprefix(file.name).strip()
        for file in skipped
        if file.problem
    )
    return dict(reasons.most_common())


def counts_of_uploads(upload_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """The same counts of many uploads by id, in one query."""
    rows = UploadFile.objects.filter(upload_id__in=list(upload_ids), status__in=_SHOWN)
    statuses: dict[str, Counter[str]] = {}
    for upload_id, status in rows.values_list("upload_id", "status"):
        statuses.setdefault(str(upload_id), Counter())[status] += 1
    return {
        upload_id: {"received": found.total(), **{str(status): found[status] for status in _SHOWN}}
        for upload_id, found in statuses.items()
    }


def effort_ranks(session: SessionStatistics) -> dict[float, int]:
    """For each distance (m) the place of the session's effort among all of its runner's that may be a best."""
    if session.excluded_from_bests:
        return {}
    own = {effort["distance_m"]: effort["time_s"] for effort in session.best_efforts if not effort["flags"]}
    kept = EffortTimes.objects.filter(runner_id=session.runner_id, distance_m__in=list(own))
    found = dict(kept.values_list("distance_m", "times")) if session.sport == "running" else {}
    ranks = {distance_m: place_among(bytes(times), own[distance_m]) for distance_m, times in found.items()}
    unknown = {distance_m: time_s for distance_m, time_s in own.items() if distance_m not in ranks}
    return ranks | (_ranks_by_reading(session, unknown) if unknown else {})


def _ranks_by_reading(session: SessionStatistics, own: Mapping[float, float]) -> dict[float, int]:
    """The same from every session of the sport: of other sports, and of runs before their first analysis."""
    alike = SessionStatistics.objects.filter(
        runner_id=session.runner_id, sport=session.sport, excluded_from_bests=False
    )
    faster = Counter(
        effort["distance_m"]
        for efforts in alike.values_list("best_efforts", flat=True)
        for effort in efforts
        if not effort["flags"] and effort["time_s"] < own.get(effort["distance_m"], 0.0)
    )
    return {distance_m: 1 + faster[distance_m] for distance_m in own}


def has_sessions(runner: Runner) -> bool:
    """Whether the runner has any session."""
    return SessionStatistics.objects.filter(runner=runner).exists()


def has_streams(session: SessionStatistics) -> bool:
    """Whether the session has a recording to draw."""
    return SessionParquet.objects.filter(pk=session.pk, rows_count__gt=1).exists()


def neighbours(session: SessionStatistics) -> tuple[str | None, str | None]:
    """The ids of the session before and the session after, of the same runner."""
    found = first_of_each(
        {
            "before": FirstSession({"start_time": {"$lt": session.start_time}}, {"start_time": -1}),
            "after": FirstSession({"start_time": {"$gt": session.start_time}}, {"start_time": 1}),
        },
        session.runner_id,
    )
    before, after = found.get("before"), found.get("after")
    return str(before["_id"]) if before else None, str(after["_id"]) if after else None


@dataclass(frozen=True, slots=True)
class FirstSession:
    """The first of a runner's sessions that match, in an order; both as MongoDB writes them."""

    match: Mapping[str, Any]
    order: Mapping[str, int]


def first_of_each(wanted: Mapping[str, FirstSession], runner_id: str) -> dict[str, dict[str, Any]]:
    """Id and day of the first session of each kind, by its name, in one command; a kind without any is left out."""
    first, *others = [_first_session(name, one, runner_id) for name, one in wanted.items()]
    unions = [{"$unionWith": {"coll": _table(), "pipeline": pipeline}} for pipeline in others]
    found = database.collection(_table()).aggregate([*first, *unions], session=database.session)
    return {one["name"]: one for one in found}


def _first_session(name: str, wanted: FirstSession, runner_id: str) -> list[dict[str, Any]]:
    return [
        {"$match": {"runner_id": object_id(runner_id), **wanted.match}},
        {"$sort": dict(wanted.order)},
        {"$limit": 1},
        {"$project": {"name": {"$literal": name}, "day": 1}},
    ]


def _table() -> str:
    return SessionStatistics._meta.db_table  # noqa: SLF001 - Django's documented model API


def latest_uploads(runner: Runner, count: int) -> list[Upload]:
    """The last uploads for a runner, the newest first."""
    return list(Upload.objects.filter(runner=runner).order_by("-created_at")[:count])


def job_of(upload: Upload) -> BackgroundJob | None:
    """The job that reads an upload; it goes after some days, the upload stays."""
    return BackgroundJob.objects.filter(pk=upload.job_id).first()


def living_jobs(job_ids: Iterable[str | None]) -> set[str]:
    """Those of the jobs that are still kept."""
    wanted = [job_id for job_id in job_ids if job_id]
    return set(BackgroundJob.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def open_job_ids(runner_id: str) -> list[str]:
    """The jobs that wait or run and that make figures of a runner anew, the oldest first."""
    jobs = BackgroundJob.objects.filter(
        runner_id=runner_id, status__in=_OPEN, type__in=_MAKING_FIGURES
    ).order_by("created_at", "pk")
    return [str(pk) for pk in jobs.values_list("pk", flat=True)]


def ready_file(session: SessionStatistics) -> SessionFIT | None:
    """The raw file of a session when all of it is stored; None for a session without a file."""
    return SessionFIT.objects.filter(pk=session.fit_id, status=SessionFIT.Status.READY).first()


def held_for(session: SessionStatistics) -> QuerySet[SessionFIT]:
    """The raw files held as near-duplicates of a session."""
    return SessionFIT.objects.filter(held_for=session.pk, role=SessionFIT.Role.HELD).order_by("received_at")


def decisions_of_session(session_id: str) -> list[SessionDecision]:
    """What was decided about a session, oldest first."""
    return list(SessionDecision.objects.filter(session_id=session_id).order_by("decided_at", "pk"))
