"""The 26 running files of ../shared/fit through the whole pipeline, and beside what garmin-fit-sdk reads of them."""

from __future__ import annotations

import csv
from datetime import UTC

import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream

from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor
from sessions.models import SessionFIT, SessionStatistics, UploadFile
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]

RUNNING_FILES_COUNT = 26
READ_BY_GARMIN_COUNT = 17
FASTEST_MPS = 12


def running_files(shared_fit) -> dict[str, bytes]:
    with (shared_fit / "index.csv").open() as index:
        rows = [row for row in csv.DictReader(index) if row["sport"] == "running"]
    return {row["path"].replace("/", "__"): (shared_fit / row["path"]).read_bytes() for row in rows}


@pytest.fixture
def runner():
    return create_runner_with_defaults(name="Real Runs")


@pytest.mark.slow
def test_every_running_file_of_one_zip_is_a_session_a_held_duplicate_or_rejected_with_its_reason(
    runner, shared_fit
):
    files = running_files(shared_fit)
    assert len(files) == RUNNING_FILES_COUNT
    job = file_processor.receive(runner=runner, files=[fit_files.named("runs.zip", fit_files.zip_of(files))])
    work_off_jobs()
    rows = UploadFile.objects.filter(upload_id=job.upload_id).exclude(status="expanded")
    assert rows.count() == RUNNING_FILES_COUNT
    for row in rows:
        if row.status == "processed":
            assert SessionStatistics.objects.filter(pk__in=row.sessions).count() == len(row.sessions) > 0
        elif row.status == "duplicate":
            assert row.duplicate_of
            assert SessionStatistics.objects.filter(pk=row.duplicate_of).exists()
            assert row.warnings
            assert SessionFIT.objects.get(pk=row.fit_id).role == "held"
        else:
            assert row.status == "rejected"
            assert row.problem["detail"]
    # Both were run at one time; what was read first counts.
    one, other = (rows.get(name__contains=name) for name in ("antfs-dump.63", "compressed-speed-distance"))
    assert {one.status, other.status} == {"processed", "duplicate"}


def garmin(content: bytes) -> dict[str, list[dict]] | None:
    """What garmin-fit-sdk reads, when it reads without an error."""
    try:
        messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
    except Exception:  # noqa: BLE001 - whatever it raises, it did not read the file without error
        return None
    return None if errors or not messages.get("session_mesgs") else messages


@pytest.mark.slow
def test_distance_time_heart_rate_and_best_efforts_agree_with_what_garmin_fit_sdk_reads(runner, shared_fit):
    """The files are tried one by one, so that copies of one run are not held."""
    read = {
        name: (content, found)
        for name, content in running_files(shared_fit).items()
        if (found := garmin(content))
    }
    assert len(read) == READ_BY_GARMIN_COUNT
    for name, (content, messages) in read.items():
        file_processor.receive(runner=runner, files=[fit_files.named(name, content)])
        work_off_jobs()
        stored = {one.start_time.replace(microsecond=0): one for one in SessionStatistics.objects.all()}
        for session in messages["session_mesgs"]:
            start = session["start_time"].astimezone(UTC).replace(microsecond=0)
            assert_agrees(stored[start], session, messages["record_mesgs"], name)
        for model in (SessionStatistics, SessionFIT, UploadFile):
            model.objects.all().delete()


def assert_agrees(ours: SessionStatistics, session: dict, records: list[dict], name: str) -> None:
    for field, theirs in (
        ("distance_m", session.get("total_distance")),
        ("timer_time_s", session.get("total_timer_time")),
        ("avg_heart_rate_bpm", session.get("avg_heart_rate")),
        ("max_heart_rate_bpm", session.get("max_heart_rate")),
    ):
        if theirs is not None:
            assert getattr(ours, field) == pytest.approx(theirs, rel=1e-6), (name, field)
    if session.get("sport") != "running" or session.get("num_laps", 1) == 0:
        return
    track = track_of(session, records)
    for effort in ours.best_efforts:
        # A jump of the counter makes a window too fast; a small one (a watch catching up) may be allowed. Where
        # the track has none, both are one figure.
        fastest = least_time_without_jumps(*track, effort["distance_m"])
        strictest = least_time(*track, effort["distance_m"])
        assert fastest - 0.02 <= effort["time_s"] <= strictest + 0.02, (name, effort["distance_m"])


def track_of(session: dict, records: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """Seconds and metres of the session's records that have a distance, as garmin-fit-sdk gives them."""
    start = session["start_time"].timestamp()
    end = start + session["total_elapsed_time"]
    points = {
        record["timestamp"].timestamp(): record["distance"]
        for record in records
        if record.get("distance") is not None and start - 1 <= record["timestamp"].timestamp() <= end + 1
    }
    times = np.array(sorted(points))
    return times - times[0], np.maximum.accumulate(np.array([points[t] for t in times]))


def least_time(time_s: np.ndarray, distance_m: np.ndarray, wanted_m: float) -> float:
    """The fastest stretch that spans no jump: nobody runs faster than 12 m/s (formula book, section 1)."""
    jumps = np.flatnonzero(np.diff(distance_m) > FASTEST_MPS * np.diff(time_s)) + 1
    parts = zip(np.split(time_s, jumps), np.split(distance_m, jumps), strict=True)
    return min(least_time_without_jumps(part_s, part_m, wanted_m) for part_s, part_m in parts)


def least_time_without_jumps(time_s: np.ndarray, distance_m: np.ndarray, wanted_m: float) -> float:
    """The slow way: every window that starts or ends on a recorded point, by interpolation."""
    best = np.inf
    for index, (t, d) in enumerate(zip(time_s, distance_m, strict=True)):
        if d + wanted_m <= distance_m[-1]:
            end = int(np.searchsorted(distance_m, d + wanted_m))
            best = min(best, at(time_s, distance_m, end, d + wanted_m) - latest(time_s, distance_m, index))
        if d - wanted_m >= distance_m[0]:
            begin = int(np.searchsorted(distance_m, d - wanted_m, side="right"))
            best = min(best, t - at(time_s, distance_m, begin, d - wanted_m))
    return float(best)


def at(time_s: np.ndarray, distance_m: np.ndarray, after: int, d: float) -> float:
    """The time at distance d, on the step that ends at the point `after`."""
    if after == 0:
        return float(time_s[0])
    low, high = distance_m[after - 1], distance_m[after]
    share = 1.0 if high == low else (d - low) / (high - low)
    return float(time_s[after - 1] + share * (time_s[after] - time_s[after - 1]))


def latest(time_s: np.ndarray, distance_m: np.ndarray, index: int) -> float:
    """The last time at that distance: a standstill at the start is not counted."""
    last = int(np.searchsorted(distance_m, distance_m[index], side="right")) - 1
    return float(time_s[last])
