"""All bad inputs at once through the real pipeline; then every document of every collection is looked through."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

import fitparse_sdk as fit
from runlab_site.database import database
from runlab_site.models import BackgroundJob
from runners.models import Runner, RunnerHistory
from runners.physiology.errors import InvalidInputError
from runners.services.personal_bests import type_best
from runners.services.profile_problems import RunnerProblem
from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor
from sessions.models import SessionStatistics, UploadFile
from sessions.services import session_service
from sessions.statistics.figure_documents import whole_figure
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

START = fit_files.START
# May be 0 of a run that was recorded: seconds in a zone, climb on the level, a shift of nothing.
MAY_BE_ZERO = {"gap_s", "ascent_m", "descent_m", "decoupling_percent", "w_prime_balance_min_m"}
MEASURED_BY = {
    "avg_heart_rate_bpm": "heart_rate_bpm",
    "max_heart_rate_bpm": "heart_rate_bpm",
    "avg_cadence_spm": "cadence_spm",
    "avg_power_w": "power_w",
    "max_power_w": "power_w",
    "ascent_m": "altitude_m",
}


def recorded(day: int, records: list[dict], **totals: float) -> bytes:
    """An activity of these records: `at` s from its start, and whatever each of them holds."""
    start = START + timedelta(days=day)
    end = start + timedelta(seconds=max(one["at"] for one in records))
    session = {
        "timestamp": end,
        "start_time": start,
        "total_elapsed_time": (end - start).total_seconds(),
        "total_timer_time": (end - start).total_seconds(),
        "sport": "running",
        **totals,
    }
    rows = [
        {"timestamp": start + timedelta(seconds=one["at"])}
        | {name: value for name, value in one.items() if name != "at"}
        for one in records
    ]
    about = {"type": "activity", "manufacturer": "garmin", "serial_number": 1000 + day, "time_created": start}
    return fit.encode([("file_id", about), *[("record", row) for row in rows], ("session", session)])


def run(day: int, **more) -> bytes:
    return fit_files.run(start=START + timedelta(days=day), serial_number=1000 + day, **more)


BAD = {
    "no heart rate": lambda: run(0, heart_rate_bpm=None),
    "no GPS": lambda: run(1, gps=False),
    "constant speed": lambda: run(2),
    "one point": lambda: recorded(3, [{"at": 0, "distance": 0.0, "heart_rate": 150}]),
    "zero length": lambda: run(4, speed_mps=0.0),
    "a hundred hours": lambda: run(5, seconds=360_000, every_s=60, speed_mps=2.0),
    "50 metres a second": lambda: run(12, speed_mps=50.0),
    "heart rate 0": lambda: run(13, heart_rate_bpm=0),
    "heart rate 254": lambda: run(14, heart_rate_bpm=254),
    "nothing but times": lambda: recorded(15, [{"at": at} for at in range(300)]),
    "one second again and again": lambda: recorded(
        16, [{"at": at // 3, "distance": float(at), "heart_rate": 150} for at in range(900)]
    ),
    "a clock going backwards": lambda: recorded(
        17, [{"at": 600 - at, "distance": 3.0 * at, "heart_rate": 150} for at in range(600)]
    ),
    "a load of thousands": lambda: run(18, seconds=36_000, speed_mps=7.0, every_s=5),
    "a bicycle without anything": lambda: run(24, sport="cycling", gps=False, heart_rate_bpm=None, speed_mps=0.0),
}  # fmt: skip


@pytest.fixture
def runner() -> Runner:
    """Bad recordings after good ones that give a Critical Speed; bests that contradict; sessions typed in."""
    runner = create_runner_with_defaults(name="Ada Quick", birth_date=date(1990, 1, 1))
    good = [
        run(-20 + n, speed_mps=[2.5] * 200 + [4 + 200 / seconds] * seconds)
        for n, seconds in enumerate((180, 300, 600))
    ]
    files = [fit_files.named(f"good{n}.fit", content) for n, content in enumerate(good)]
    files += [fit_files.named(f"{name}.fit", make()) for name, make in BAD.items()]
    file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    type_best(runner, 5000.0, 1500.0, date(2026, 5, 1))
    type_best(runner, 10_000.0, 1501.0, date(2026, 5, 1))
    for rpe in (None, 0.0, 10.0):
        session_service.create_typed_session(
            runner, start_time=START + timedelta(days=26), sport="running", timer_time_s=600_000.0, rpe=rpe
        )
    work_off_jobs()
    return runner


def broken(value, path="") -> list[str]:
    """The paths of every NaN and infinity inside a document."""
    if isinstance(value, float):
        return [] if math.isfinite(value) else [f"{path} = {value}"]
    if isinstance(value, dict):
        return [bad for key, inner in value.items() for bad in broken(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [bad for index, inner in enumerate(value) for bad in broken(inner, f"{path}[{index}]")]
    return []


def test_no_document_of_any_collection_holds_nan_or_infinity_and_no_zero_stands_for_unknown(runner):
    outcomes = {row.name: (row.status, row.problem) for row in UploadFile.objects.all()}
    for name, (status, problem) in outcomes.items():
        assert status == "processed" or (status == "rejected" and problem["detail"]), name
    assert sum(status == "processed" for status, _ in outcomes.values()) >= len(BAD)
    assert not BackgroundJob.objects.filter(status="failed").exists()
    found = [
        f"{name}{path}"
        for name in database.raw.list_collection_names()
        if not name.startswith(("system.", "fs."))
        for document in database.raw[name].find()
        for path in broken(document)
    ]
    assert found == []
    for session in SessionStatistics.objects.select_related("fit"):
        check_zeros(session)
    check_that_what_was_never_measured_is_unknown_with_its_reason()
    check_that_the_history_goes_on(runner)


def check_zeros(session: SessionStatistics) -> None:
    """Each figure is known or says what is missing; 0 is only what was measured."""
    file = session.fit.file_name if session.fit else "typed"
    columns = set(database.raw["sessionsParquet"].distinct("columns.name", {"_id": object_id(session)}))
    for name, figure in session.figures.items():
        told = whole_figure(figure)
        value, missing = told["value"], told["missing"]
        assert (value is None) == bool(missing), (file, name)
        source = MEASURED_BY.get(name)
        if value == 0 and source:
            assert source in columns, (file, name)
    for name in ("avg_speed_mps", "graded_speed_mps", "efficiency", "intensity_factor", "avg_heart_rate_bpm"):
        if getattr(session, name) == 0:
            assert "zero length" in file or "without anything" in file, (file, name)
    assert session.rtss is not None or session.missing["rtss"]
    assert session.rtss is None or session.load_method != "none"


def object_id(session):
    from bson import ObjectId

    return ObjectId(session.pk)


def check_that_what_was_never_measured_is_unknown_with_its_reason() -> None:
    by_file = {one.fit.file_name: one for one in SessionStatistics.objects.select_related("fit") if one.fit}
    times_only = by_file["nothing but times.fit"]
    for name in ("distance_m", "avg_speed_mps", "avg_heart_rate_bpm", "moving_time_s", "max_speed_mps"):
        assert getattr(times_only, name) is None
        assert times_only.missing[name]
    for file in ("no heart rate.fit", "heart rate 0.fit", "heart rate 254.fit"):
        assert by_file[file].avg_heart_rate_bpm is None, file
        assert by_file[file].time_in_heart_rate_zones_s == []
    assert by_file["50 metres a second.fit"].best_efforts == []
    assert by_file["one point.fit"].best_efforts == []


def check_that_the_history_goes_on(runner: Runner) -> None:
    rows = RunnerHistory.objects.filter(runner=runner)
    assert rows.count() > 20
    assert all(row.ctl >= 0 and row.atl >= 0 for row in rows)
    runner.refresh_from_db()
    assert runner.personal_bests


@pytest.mark.parametrize("years", [-1, 0, 131])
def test_an_age_that_nobody_has_is_refused_in_words(years):
    born = date.today() - timedelta(days=round(365.25 * years) + 1)  # noqa: DTZ011 - any day of this week will do
    with pytest.raises((RunnerProblem, InvalidInputError), match=r"birth|age"):
        create_runner_with_defaults(name="Nobody", birth_date=born)


def test_figures_of_the_oldest_are_finite_or_missing():
    born = date.today() - timedelta(days=round(365.25 * 119))  # noqa: DTZ011 - any day of this week will do
    runner = create_runner_with_defaults(name="Somebody", birth_date=born)
    file_processor.receive(runner=runner, files=[fit_files.named("a.fit", run(0))])
    work_off_jobs()
    session = SessionStatistics.objects.get()
    assert broken(session.figures) == []
    assert session.rtss is not None
