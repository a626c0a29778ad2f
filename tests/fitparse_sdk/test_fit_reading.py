"""Reading what was written: values, units and times of the public surface."""

from datetime import UTC, datetime

import numpy as np
import pytest

import fitparse_sdk as fit

START = datetime(2026, 5, 1, 7, 30, tzinfo=UTC)


@pytest.fixture
def short_run() -> bytes:
    return fit.encode(
        [
            ("file_id", {"type": "activity", "manufacturer": "garmin", "time_created": START}),
            ("record", {"timestamp": START, "speed": 4.007, "heart_rate": 150, "position_lat": 47.5}),
            ("record", {"timestamp": START, "speed": None, "heart_rate": 151}),
            ("lap", {"total_distance": 1000.0, "sport": "running"}),
        ]
    )


def test_columns_are_in_si_units_with_nan_for_what_is_missing(short_run):
    records = fit.decode(short_run).columns("record")
    assert records.count == 2
    np.testing.assert_allclose(records["speed"], [4.007, np.nan])
    np.testing.assert_allclose(records["heart_rate"], [150, 151])
    np.testing.assert_allclose(records["position_lat"], [47.5, np.nan], atol=1e-7)
    assert (records.units["speed"], records.units["position_lat"], records.units["heart_rate"]) == (
        "m/s",
        "deg",
        "bpm",
    )


def test_timestamps_of_columns_are_unix_seconds_and_those_of_messages_aware_datetimes(short_run):
    activity = fit.decode(short_run)
    assert activity.columns("record")["timestamp"].tolist() == [START.timestamp()] * 2
    assert [message["timestamp"] for message in activity.messages("record")] == [START, START]


def test_enhanced_speed_stands_beside_speed(short_run):
    records = fit.decode(short_run).columns("record")
    np.testing.assert_array_equal(records["enhanced_speed"], records["speed"])


def test_messages_give_values_and_raw_values_in_file_order(short_run):
    messages = list(fit.decode(short_run).messages("lap", "file_id"))
    assert [message.name for message in messages] == ["file_id", "lap"]
    assert (messages[1]["total_distance"], messages[1].raw["total_distance"]) == (1000.0, 100_000)
    assert (messages[1]["sport"], messages[1].raw["sport"]) == ("running", 1)


def test_check_reads_headers_and_checksums_only(short_run):
    result = fit.check(short_run)
    assert (result.is_fit, result.header_crc, result.crc_ok, result.protocol, result.type) == (
        True,
        True,
        True,
        "1.0",
        "activity",
    )
    assert not fit.check(b"no fit at all").is_fit


def test_what_is_not_fit_raises_a_typed_error_with_its_offset():
    with pytest.raises(fit.FitHeaderError) as caught:
        fit.decode(b"PK\x03\x04 something else entirely")
    assert caught.value.offset == 0
