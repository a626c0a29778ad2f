"""HRV messages of a FIT file, as intervals on the records' clock, in the Parquet, and on the page of the session."""

from __future__ import annotations

import io
from datetime import timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.test import Client
from rest_framework.test import APIClient

import fitparse_sdk as fit
from runlab_site.accounts.models import User
from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor, storage
from sessions.importing.reading import ReadingLimits, read_file
from sessions.models import SessionParquet, SessionStatistics
from tests import fit_files

LIMITS = ReadingLimits(file_bytes=10_000_000, records=100_000)
SECONDS = 600
START_S = fit_files.START.timestamp()


def with_hrv(interval_ms: np.ndarray, *, seconds: int = SECONDS, speed_mps: float = 3.0) -> bytes:
    """A run with the beats of each second in hrv messages behind its record, as Garmin's watches write them."""
    ends_s, at = np.cumsum(interval_ms) / 1000, 0
    identity = {
        "type": "activity",
        "manufacturer": "garmin",
        "product": 3113,
        "time_created": fit_files.START,
    }
    messages = [("file_id", identity)]
    for second in range(seconds + 1):
        when = fit_files.START + timedelta(seconds=second)
        messages.append(("record", {"timestamp": when, "distance": speed_mps * second, "speed": speed_mps}))
        while at < len(interval_ms) and ends_s[at] <= second:
            several = [
                interval_ms[k] / 1000 for k in range(at, min(at + 5, len(interval_ms))) if ends_s[k] <= second
            ]
            messages.append(("hrv", {"time": [*several, *[None] * (5 - len(several))]}))
            at += len(several)
    end = fit_files.START + timedelta(seconds=seconds)
    session = {
        "timestamp": end, "start_time": fit_files.START, "total_elapsed_time": float(seconds),
        "total_timer_time": float(seconds), "total_distance": speed_mps * seconds, "sport": "running",
    }  # fmt: skip
    return fit.encode([*messages, ("session", session)])


def intervals(seconds: int = SECONDS, mean_ms: float = 400.0) -> np.ndarray:
    random = np.random.default_rng(3)
    count = int(seconds * 1000 / mean_ms)
    wave = np.cumsum(random.normal(0, 0.3, count)) + random.normal(0, 4, count)
    found = np.round(mean_ms + wave).astype(int)
    return found[np.cumsum(found) <= seconds * 1000]


def test_every_interval_is_read_in_order_at_its_time():
    written = intervals()
    (session,) = read_file(with_hrv(written), "run.fit", LIMITS).sessions
    beats = session.raw.beats
    assert np.array_equal(np.round(1000 * beats.interval_s).astype(int), written)
    assert np.all(np.diff(beats.time_s) >= 0)
    assert np.abs(beats.time_s - START_S - np.cumsum(written) / 1000).max() <= 1.0


def test_newer_beat_intervals_with_a_time_of_their_own_are_read():
    stamp = fit_files.START + timedelta(seconds=30)
    content = fit.encode(
        [
            ("file_id", {"type": "activity", "time_created": fit_files.START}),
            *[("record", {"timestamp": fit_files.START + timedelta(seconds=n)}) for n in range(61)],
            ("beat_intervals", {"timestamp": stamp, "timestamp_ms": 500, "time": [800, 810, 790]}),
        ]
    )
    (session,) = read_file(content, "run.fit", LIMITS).sessions
    assert session.raw.beats.interval_s == pytest.approx([0.8, 0.81, 0.79])
    assert session.raw.beats.time_s - START_S == pytest.approx([28.9, 29.71, 30.5])


def test_a_file_without_them_has_no_beats():
    (session,) = read_file(fit_files.run(), "run.fit", LIMITS).sessions
    assert session.raw.beats.interval_s.size == 0


@pytest.fixture
def user(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    return User.objects.create_user("ada@example.com", name="Ada Quick", password="a long one, this")


def uploaded(user, content: bytes) -> SessionStatistics:
    runner = create_minimal_runner_for_user(user)
    file_processor.receive(runner=runner, files=[fit_files.named("run.fit", content)], user=user)
    while BackgroundJob.objects.exclude(status__in=["completed", "failed"]).exists():
        job_manager.work()
    return SessionStatistics.objects.get()


def test_the_intervals_stand_in_the_parquet_to_the_last_bit(user):
    content = with_hrv(intervals())
    session = uploaded(user, content)
    columns = SessionParquet.objects.get(pk=session.pk)
    stored = storage.read_streams(columns.blob_id, columns.sha256)
    (read,) = read_file(content, "run.fit", LIMITS).sessions
    assert np.array_equal(stored.beats.interval_s, read.raw.beats.interval_s)
    assert stored.beats.time_s == pytest.approx(read.raw.beats.time_s, abs=1e-6)
    assert np.array_equal(stored.distance_m, read.raw.distance_m)


def test_the_page_shows_alpha1_over_the_run_with_its_why(user):
    session = uploaded(user, with_hrv(intervals()))
    client = Client()
    client.force_login(user)
    page = client.get(f"/sessions/{session.pk}/").content.decode()
    assert "DFA α1" in page
    assert "data-variability" in page
    why = client.get(f"/sessions/{session.pk}/why/?figure=dfa_alpha1").content.decode()
    assert "Peng" in why
    assert "Windows of 2 min" in why


def test_parquet_and_csv_have_the_lists_of_beats_and_json_leaves_them_out(user):
    session = uploaded(user, with_hrv(intervals()))
    client = APIClient()
    client.force_authenticate(user)
    address = f"/api/v1/sessions/{session.pk}/streams/"
    answers = {kind: client.get(address, {"format": kind}) for kind in ("json", "csv", "parquet")}
    assert {kind: answer.status_code for kind, answer in answers.items()} == dict.fromkeys(answers, 200)
    table = pq.read_table(io.BytesIO(answers["parquet"].content))
    beats = [beat for several in table.column("beat_interval_s").to_pylist() for beat in several]
    assert len(beats) == intervals().size
    assert b"beat_interval_s" in answers["csv"].content.split(b"\n", 1)[0]
    assert "beat_interval_s" not in answers["json"].json()["columns"]
