"""The command line, run on a file of our own."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

import fitparse_sdk as fit
from fitparse_sdk.__main__ import main

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "run.fit"
    messages = [
        ("file_id", {"type": "activity", "manufacturer": "garmin"}),
        ("record", {"timestamp": START, "heart_rate": 150, "speed": 3.2}),
        ("record", {"timestamp": START, "heart_rate": None, "speed": 3.3}),
    ]
    target.write_bytes(fit.encode(messages))
    return str(target)


def run(*arguments):
    out = io.StringIO()
    return main(arguments, out), out.getvalue()


def test_the_summary_counts_messages_and_names_fields(path):
    status, text = run(path)
    assert status == 0
    assert "activity file, protocol 1.0" in text
    assert "2 record: timestamp, heart_rate, speed, enhanced_speed" in text


def test_json_is_one_message_a_line(path):
    _, text = run(path, "--json")
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[1]["message"] == "record"
    assert (lines[1]["timestamp"], lines[1]["heart_rate"]) == (START.isoformat(), 150)


def test_csv_leaves_missing_values_empty(path):
    _, text = run(path, "--csv", "record")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["heart_rate"] for row in rows] == ["150.0", ""]
    assert float(rows[0]["timestamp"]) == START.timestamp()


def test_parquet_has_the_columns(path, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / "out.parquet"
    status, _ = run(path, "--parquet", "record", "-o", str(target))
    assert status == 0
    table = parquet.read_table(target)
    assert table.column("heart_rate").to_pylist() == [150.0, None]


def test_what_is_not_fit_ends_with_a_message_and_status_2(tmp_path):
    wrong = tmp_path / "x.fit"
    wrong.write_bytes(b"nothing of the kind")
    done = subprocess.run(
        [sys.executable, "-m", "fitparse_sdk", str(wrong)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "not a FIT file" in done.stderr
