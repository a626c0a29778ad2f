"""A squad of any size for tests and benchmarks: sessions written straight to the database, analysed as all others are.

Thin sessions have the figures that lists, histories and bests read, and neither recording nor details. Whole ones have
all that an analysed recording has, copied from one that was analysed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from bson import ObjectId

from runlab_site.accounts.models import User
from runlab_site.database import database, object_id
from runlab_site.mongo.fields import derived_id
from runlab_site.time_zones import midnight
from runners.models import Runner
from runners.services.runner_service import create_runner_with_defaults
from sessions.demo import ATHLETES, season_of
from sessions.demo.scale_season import ScaleRun, scale_season
from sessions.formats.fit import read_sessions
from sessions.models import SessionDetail, SessionFIT, SessionStatistics
from sessions.statistics.athlete_context import FORMULA_VERSION
from sessions.statistics.judging import Judging
from sessions.statistics.one_session import store_sessions
from sessions.statistics.whole_runner import analyse
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import Model
    from pymongo.collection import Collection

__all__ = ["ATHLETE_EMAIL", "COACH_EMAIL", "PASSWORD", "ScaleOrder", "seed"]

COACH_EMAIL, ATHLETE_EMAIL = "coach@scale.example", "athlete@scale.example"
# Known to everybody who reads this: it opens made-up data only.
PASSWORD = "Wide-plains-42"  # noqa: S105 - documented, and for made-up data alone
_BATCH = 1000
_ANALYSIS_LIMIT_S = 3600.0
_NOTED_ONE_IN = 7  # runs with notes, so that a search has something to find
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ScaleOrder:
    """How many athletes, with how many sessions each, over how many years up to `end_day`; thin or whole."""

    athletes_count: int
    sessions_count: int
    years: int
    end_day: date
    is_whole: bool = False


def seed(order: ScaleOrder, on_athlete: Callable[[int], object] = lambda _number: None) -> list[Runner]:
    """Make the squad, and tell each athlete's number when it stands. Those that are there already stay as they are."""
    coach = _person(COACH_EMAIL, "Scale coach", is_coach=True)
    runners = []
    for number in range(order.athletes_count):
        name = f"Scale athlete {number + 1:04}"
        runner = Runner.objects.filter(coach=coach, name=name).first()
        if runner is None:
            runner = _seeded_runner(order, coach, number, name)
        runners.append(runner)
        on_athlete(number)
    return runners


def _person(email: str, name: str, *, is_coach: bool = False) -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, PASSWORD, name=name, time_zone="UTC", is_coach=is_coach)


def _seeded_runner(order: ScaleOrder, coach: User, number: int, name: str) -> Runner:
    """The first athlete has an account; a password hashed for each of them would take longer than their runs."""
    runner = create_runner_with_defaults(
        name=name,
        user=None if number else _person(ATHLETE_EMAIL, name),
        coach=coach,
        birth_date=date(1990, 1, 1),
        sex=Runner.Sex.FEMALE if number % 2 else Runner.Sex.MALE,
        time_zone="UTC",
    )
    runs = scale_season(number, order.sessions_count, order.years, order.end_day)
    write = _write_whole if order.is_whole else _write_thin
    write(runner, runs)
    analyse(runner, date.min, lambda _percent, _text: None, _ANALYSIS_LIMIT_S)
    return runner


# Thin sessions


def _write_thin(runner: Runner, runs: Iterable[ScaleRun]) -> None:
    _insert(SessionStatistics, (_thin_document(runner, run) for run in runs))


def _thin_document(runner: Runner, run: ScaleRun) -> Document:
    """Null figures are left out, as the reader takes what is absent for null: the whole is under 1.5 KB."""
    return {
        **_identity(runner, run),
        "session_index": 0,
        "notes": "With the club" if run.number % _NOTED_ONE_IN == 0 else "",
        "sport": "running",
        "sub_sport": "",
        "excluded_from_bests": False,
        "elapsed_time_s": run.time_s,
        "timer_time_s": run.time_s,
        "moving_time_s": run.time_s,
        "distance_m": run.distance_m,
        "avg_speed_mps": run.speed_mps,
        "graded_speed_mps": run.speed_mps,
        "normalized_graded_speed_mps": run.speed_mps,
        "avg_heart_rate_bpm": run.heart_rate_bpm,
        "intensity_factor": run.intensity,
        "rtss": run.load_rtss,
        "load_method": "rtss",
        "load_is_estimated": False,
        "time_in_heart_rate_zones_s": [],
        "time_in_pace_zones_s": [],
        "has_gps": False,
        "is_treadmill": False,
        "device": {},
        "warnings": [],
        "best_efforts": [_effort(*effort) for effort in run.efforts],
        "work": None,
        "context_key": "",
        "formula_version": FORMULA_VERSION,
        "computed_at": run.start,
    }


def _identity(runner: Runner, run: ScaleRun) -> Document:
    """What is this run's own, whatever its figures are."""
    return {
        "_id": ObjectId(derived_id(runner.pk, "scale", str(run.number))),
        "runner_id": object_id(runner.pk),
        "name": run.name,
        "effort": "race" if run.is_race else "normal",
        "start_time": run.start,
        "time_zone": "UTC",
        "day": midnight(run.day),
    }


def _effort(distance_m: float, time_s: float, start_offset_s: float) -> Document:
    return {
        "distance_m": distance_m,
        "time_s": time_s,
        "start_offset_s": start_offset_s,
        "end_offset_s": round(start_offset_s + time_s, 2),
        "flags": [],
    }


# Whole sessions


def _write_whole(runner: Runner, runs: Iterable[ScaleRun]) -> None:
    """One is a recording, read and analysed; all others are copies of its figures, without a recording."""
    key = {"_id": ObjectId(_analysed(runner).pk)}
    own = {"fit_id": None, "upload_id": None}
    copied = list(runs)[1:]
    summary, detail = (_collection(model).find_one(key) or {} for model in (SessionStatistics, SessionDetail))
    _insert(SessionStatistics, ({**summary, **own, **_identity(runner, run)} for run in copied))
    _insert(SessionDetail, ({**detail, "_id": _identity(runner, run)["_id"]} for run in copied))


def _analysed(runner: Runner) -> SessionStatistics:
    run = next(season_of(ATHLETES[0], datetime.now(UTC).date()))
    sha256 = hashlib.sha256(run.content).hexdigest()
    fit = SessionFIT.objects.create(
        pk=derived_ids.fit_id(runner.pk, sha256),
        runner=runner,
        sha256=sha256,
        size_bytes=len(run.content),
        file_name=run.file_name,
        status=SessionFIT.Status.READY,
    )
    return store_sessions(Judging(runner), fit, read_sessions(run.content), upload_id=None)[0]


def _insert(model: type[Model], documents: Iterable[Document]) -> None:
    collection = _collection(model)
    for batch in _batches(iter(documents)):
        collection.insert_many(batch, ordered=False)


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(documents, _BATCH)):
        yield batch


def _collection(model: type[Model]) -> Collection[Document]:
    return database.collection(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
