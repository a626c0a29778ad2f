"""The demonstration squad: made-up people whose runs are uploaded as everybody's are.

What was done already is read from the uploads themselves, so an interrupted start goes on where it stopped, and a
finished one costs nothing: the database is its own cache.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from runlab_site.accounts.models import User
from runlab_site.models import BackgroundJob
from runners.models import Runner
from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor
from sessions.demo import ATHLETES, Athlete, DemoRun, season_of
from sessions.models import SessionDecision, SessionStatistics, Upload, UploadFile
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COACH_EMAIL", "PASSWORD", "DemoProgress", "Member", "demo_squad", "progress", "receive_seasons"]

COACH_EMAIL, COACH_NAME = "coach@demo.example", "Greta Solheim"
# Known to everybody who reads this: it opens made-up data only.
PASSWORD = "Quiet-hills-42"  # noqa: S105 - documented, and for the demonstration alone  # nosec B105
# A third of the season at once: few enough that pages fill early, many enough that few sessions are judged twice.
BATCH_WEEKS, BATCHES = 13, 3
_MARK = "demo"


@dataclass(frozen=True, slots=True)
class Member:
    """A made-up athlete and the runner that stands for them here."""

    athlete: Athlete
    runner: Runner


@dataclass(frozen=True, slots=True)
class DemoProgress:
    """How far the squad is: files read of those received, jobs that are not over, sessions there are."""

    files_count: int
    read_count: int
    open_jobs_count: int
    sessions_count: int


def demo_squad(athletes_count: int = len(ATHLETES)) -> list[Member]:
    """The coach and the first athletes, made where they are not there yet."""
    coach = _person(COACH_EMAIL, COACH_NAME, "Europe/Berlin", is_coach=True)
    return [Member(athlete, _runner(athlete, coach)) for athlete in ATHLETES[:athletes_count]]


def receive_seasons(members: list[Member], today: date) -> Iterator[str]:
    """Upload the missing runs of every athlete's season, a third at a time; yields what is being done.

    A season ends on the day on which it was first begun.
    """
    end_day = _first_end_day(members) or today
    batches = [(number, member) for number in range(BATCHES) for member in members]
    seasons = {member.athlete.key: _batches(member.athlete, end_day) for member in members}
    for number, member in batches:
        mark = f"{_MARK}:{end_day.isoformat()}:{number}"
        if _is_received(member.runner, mark):
            continue
        yield f"{member.athlete.name}, part {number + 1} of {BATCHES}"
        runs = next(found for at, found in seasons[member.athlete.key] if at == number)
        _receive(member, runs, mark)


def progress(members: list[Member]) -> DemoProgress:
    """How far the workers are."""
    runner_ids = [member.runner.pk for member in members]
    files = UploadFile.objects.filter(runner_id__in=runner_ids)
    waiting = [UploadFile.Status.RECEIVING, UploadFile.Status.PENDING, UploadFile.Status.PROCESSING]
    jobs = BackgroundJob.objects.filter(runner_id__in=runner_ids, status__in=["pending", "running"])
    files_count = files.count()
    return DemoProgress(
        files_count=files_count,
        read_count=files_count - files.filter(status__in=waiting).count(),
        open_jobs_count=jobs.count(),
        sessions_count=SessionStatistics.objects.filter(runner_id__in=runner_ids).count(),
    )


def _person(email: str, name: str, time_zone: str, *, is_coach: bool = False) -> User:
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    roles = {"is_coach": is_coach, "is_staff": is_coach}
    return User.objects.create_user(email, PASSWORD, name=name, time_zone=time_zone, **roles)


def _runner(athlete: Athlete, coach: User) -> Runner:
    user = _person(athlete.email, athlete.name, athlete.time_zone)
    found = Runner.objects.filter(user=user).first()
    if found is not None:
        return found
    knows_maximum = athlete.experience in {"advanced", "elite"}
    return create_runner_with_defaults(
        name=athlete.name,
        user=user,
        coach=coach,
        birth_date=athlete.birth_date,
        sex=athlete.sex,
        weight_kg=athlete.weight_kg,
        height_cm=athlete.height_cm,
        time_zone=athlete.time_zone,
        experience=athlete.experience,
        resting_heart_rate_bpm=athlete.resting_heart_rate_bpm,
        max_heart_rate_bpm=athlete.max_heart_rate_bpm if knows_maximum else None,
    )


def _first_end_day(members: list[Member]) -> date | None:
    """The end day of a season that was begun before."""
    begun = Upload.objects.filter(
        runner__in=[member.runner.pk for member in members], request_id__startswith=f"{_MARK}:"
    ).first()
    return None if begun is None else date.fromisoformat(begun.request_id.split(":")[1])


def _batches(athlete: Athlete, end_day: date) -> Iterator[tuple[int, list[DemoRun]]]:
    """The season's runs in thirds, each made only when it is asked for."""
    for number, runs in groupby(season_of(athlete, end_day), key=lambda run: run.week // BATCH_WEEKS):
        yield number, list(runs)


def _is_received(runner: Runner, mark: str) -> bool:
    """Whether that part was uploaded completely; leftovers of an interruption are deleted."""
    for upload in Upload.objects.filter(runner=runner, request_id=mark):
        if upload.job_id is not None:
            return True
        upload.delete()
    return False


def _receive(member: Member, runs: list[DemoRun], mark: str) -> None:
    """Record the athlete's words before the files, so that each session is judged with them at once."""
    for run in runs:
        if run.said:
            _record_said(member.runner, run)
    file_processor.receive(
        runner=member.runner,
        files=[_file(run) for run in runs],
        user=member.runner.user,
        request_id=mark,
        priority=BackgroundJob.Priority.BULK,
    )


def _record_said(runner: Runner, run: DemoRun) -> None:
    sha256 = hashlib.sha256(run.content).hexdigest()
    SessionDecision.objects.get_or_create(
        runner=runner,
        session_id=derived_ids.session_id(runner.pk, sha256, 0),
        kind=SessionDecision.Kind.EDIT,
        defaults={
            "fit_id": derived_ids.fit_id(runner.pk, sha256),
            "value": run.said,
            "effective_day": run.day,
            "decided_by": runner.user_id,
        },
    )


class _NamedFile(io.BytesIO):
    """Bytes with a name, as an upload brings them."""

    name: str | None = None


def _file(run: DemoRun) -> _NamedFile:
    file = _NamedFile(run.content)
    file.name = run.file_name
    return file
