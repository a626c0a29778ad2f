"""Hostile input: whatever the bytes, a result or a FitError, in bounded time and memory."""

import gzip
import os
import random
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fitparse_sdk as fit
from tests.fitparse_sdk.fit_bytes import (
    BYTE,
    ENUM,
    SHARED_FIT,
    SINT32,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    application,
    definition,
    description,
    fit_file,
    needs_corpus,
)
from tests.fitparse_sdk.odd_files import odd_file, with_right_crc
from tests.fitparse_sdk.reading_ways import read_every_way

MEMORY_FACTOR = 60
"""Peak memory of reading everything, at most this many times the input (docs/fitparse_sdk.md)."""
SECONDS = 20
SEEDS = Path(__file__).parent / "fuzz_seeds"
LARGEST_SEED = 10_000


def sample() -> bytes:
    """A file with a bit of everything: components, subfields, accumulators, developer fields, texts, arrays."""
    return fit_file(
        application(0),
        description(0, 0, 0x84, b"Power"),
        definition(0, 20, [(253, 4, 0x86), (6, 2, 0x84), (8, 3, 0x0D)], [(0, 2, 0)]),
        *(b"\0" + bytes((n, n, n, 0x40, n, 1, 1, n, 3, n, 2)) for n in range(40)),
        definition(1, 21, [(0, 1, 0), (3, 4, 0x86)]),
        *(b"\1" + bytes((n, n, n, n, n)) for n in range(40)),
        definition(2, 0, [(8, 12, 0x07), (0, 1, 0)]),
        b"\2product\0two\0\4",
        definition(3, 132, [(6, 8, 0x02), (10, 12, 0x0D)]),
        b"\3" + bytes(range(20)),
    )


def read_everything(data: bytes, limits: fit.Limits | None = None) -> None:
    """Every way of reading, as it is and with a right CRC: with a wrong one the reading ends at a damaged definition."""
    read_every_way(data, limits)
    if fit.check(data).is_fit:
        read_every_way(with_right_crc(data[data[0] : -2]), limits)


def mutated(data: bytes, changes: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for place, byte in changes:
        changed[int(place * len(changed)) % len(changed)] = byte
    return bytes(changed)


CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12)


@settings(deadline=SECONDS * 1000, max_examples=150)
@given(CHANGES, st.floats(0.05, 1))
def test_a_mutated_and_cut_file_gives_a_result_or_a_typed_error(changes, kept):
    data = mutated(sample(), changes)
    read_everything(data[: int(len(data) * kept)])


@settings(deadline=SECONDS * 1000)
@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_give_a_result_or_a_typed_error(body):
    read_everything(fit_file(body))
    read_everything(body)


@settings(deadline=SECONDS * 1000)
@given(CHANGES)
def test_the_decoder_of_garmins_interface_returns_its_errors(changes):
    messages, errors = fit.Decoder(fit.Stream.from_byte_array(mutated(sample(), changes))).read()
    assert isinstance(messages, dict)
    assert all(isinstance(error, Exception) for error in errors)


@settings(deadline=SECONDS * 1000, max_examples=60)
@given(CHANGES)
def test_strict_reading_raises_typed_errors_only(changes):
    data = mutated(sample(), changes)
    error = strict_error(data)
    assert error is None or 0 <= (error.offset or 0) <= len(data)


def strict_error(data: bytes) -> fit.FitError | None:
    try:
        fit.decode(data, strict=True)
    except fit.FitError as error:
        return error
    return None


@pytest.mark.corpus
@needs_corpus
@pytest.mark.slow
def test_mutated_real_files_give_a_result_or_a_typed_error():
    chance = random.Random(20260501)
    files = [path for path in sorted(SHARED_FIT.glob("*/*.fit")) if path.stat().st_size < 40_000]
    for _ in range(300):
        data = chance.choice(files).read_bytes()
        changes = [(chance.random(), chance.randrange(256)) for _ in range(chance.randrange(1, 30))]
        read_everything(mutated(data, changes))


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.stem)
def test_what_fuzzing_found_before_gives_a_result_or_a_typed_error(path):
    data = path.read_bytes()
    read_everything(data if path.suffix == ".fit" else odd_file(data))


@pytest.mark.long
@pytest.mark.timeout(0)
def test_atheris_finds_nothing(tmp_path):
    """A coverage-guided run (RUNLAB_FUZZ_SECONDS, 3600 unless told); seeds are what was found before and the corpus."""
    pytest.importorskip("atheris", reason="atheris is not installed: this run is on Linux only")
    seeds = [sample(), *(path.read_bytes() for path in SEEDS.iterdir())]
    seeds += [path.read_bytes() for path in SHARED_FIT.glob("*/*.fit") if path.stat().st_size < LARGEST_SEED]
    folder = tmp_path / "seeds"
    folder.mkdir()
    for number, seed in enumerate(seeds):
        (folder / f"seed{number}").write_bytes(seed)
    seconds = os.environ.get("RUNLAB_FUZZ_SECONDS", "3600")
    command = [
        sys.executable,
        str(SEEDS.parent / "fuzz_reading.py"),
        str(folder),
        f"-max_total_time={seconds}",
    ]
    done = subprocess.run(
        [*command, f"-timeout={SECONDS}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # our own script
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done " in done.stderr


# Floods and limits


def test_a_definition_flood_stops_at_max_messages():
    flood = fit_file(*[definition(0, 20, [(3, 1, UINT8)])] * 5000)
    with pytest.raises(fit.FitLimitError) as caught:
        fit.decode(flood, limits=fit.Limits(max_messages=1000))
    assert caught.value.limit == "max_messages"


def test_a_flood_of_messages_without_fields_stops_at_max_messages():
    flood = fit_file(definition(0, 105, []), b"\0" * 5000)
    with pytest.raises(fit.FitLimitError) as caught:
        fit.decode(flood, limits=fit.Limits(max_messages=1000))
    assert caught.value.limit == "max_messages"
    assert len(fit.decode(flood, limits=fit.Limits(max_messages=5001))) == 5000


def test_a_developer_field_flood_stops_at_max_output_bytes():
    records = []
    for index in range(40):
        fields = [(num, 1, index) for num in range(250)]
        records += [definition(0, 20, [], fields), b"\0" + bytes(250)]
    activity = fit.decode(fit_file(*records), limits=fit.Limits(max_output_bytes=100_000))
    with pytest.raises(fit.FitLimitError) as caught:
        activity.columns("record")
    assert caught.value.limit == "max_output_bytes"


def test_a_million_messages_in_a_kilobyte_stop_at_either_limit():
    bomb = gzip.compress(fit_file(definition(0, 105, []), b"\0" * 1_000_000), 9)
    assert len(bomb) < 2000
    with pytest.raises(fit.FitLimitError) as caught:
        fit.decode(bomb, limits=fit.Limits(max_output_bytes=100_000))
    assert caught.value.limit == "max_output_bytes"
    with pytest.raises(fit.FitLimitError) as caught:
        fit.decode(bomb, limits=fit.Limits(max_messages=100_000))
    assert caught.value.limit == "max_messages"


def test_damaged_gzip_is_a_typed_error():
    with pytest.raises(fit.FitError):
        fit.decode(b"\x1f\x8b" + b"\xff" * 40)


@pytest.mark.parametrize(
    "data",
    [
        fit_file(definition(0, 20, [(3, 1, UINT8)]), b"\0\x96" * 50_000),
        fit_file(*[definition(0, 20, [(n % 250, 1, UINT8)]) for n in range(10_000)]),
        fit_file(definition(0, 20, [(n, 1, UINT8) for n in range(250)]), (b"\0" + bytes(250)) * 400),
    ],
    ids=["small messages", "definitions", "many fields"],
)
def test_time_and_memory_of_columns_stay_within_the_documented_factor(data):
    started = time.monotonic()
    tracemalloc.start()
    activity = fit.decode(data)
    for name in activity.names:
        activity.columns(name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_FACTOR * len(data)
    assert time.monotonic() - started < SECONDS


ODD_TYPES = [(2, UINT8), (4, 0x88), (2, STRING), (8, 0x8E), (0, UINT8), (3, UINT16)]


@pytest.mark.parametrize("num", [0, 1, 2, 3, 6, 7, 14, 15])
@pytest.mark.parametrize(("size", "base_type"), ODD_TYPES)
def test_a_description_whose_fields_have_odd_types_describes_nothing_or_something(num, size, base_type):
    """Found by atheris: a developer data index that is an array."""
    fields = {0: (1, UINT8), 1: (1, UINT8), 2: (1, UINT8), 3: (2, STRING), num: (size, base_type)}
    described = definition(1, 206, [(one, *kind) for one, kind in fields.items()])
    values = b"\1" + b"".join(
        {0: b"\0", 1: b"\0", 2: b"\2", 3: b"P\0"}.get(one, b"")[:length].ljust(length, b"A")
        for one, (length, _) in fields.items()
    )
    data = fit_file(
        application(0), described, values, definition(0, 20, [(3, 1, UINT8)], [(0, 1, 0)]), b"\0\x96\x07"
    )
    activity = fit.decode(data)
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert len(list(fit.decode(fit.encode(activity.messages())).messages())) == len(activity)


ODD_TIMES = [(8, 0x8F), (8, 0x89), (4, 0x88), (4, SINT32), (8, UINT32), (4, STRING)]


@pytest.mark.parametrize(("size", "base_type"), ODD_TIMES)
@pytest.mark.parametrize("filler", [0x7F, 0xFE, 0x41])
def test_times_of_odd_types_are_numbers_or_times(size, base_type, filler):
    """Found by atheris: a timestamp of 64 bits beyond the range of dates."""
    fields = [(253, size, base_type), (5, size, base_type), (1, 1, ENUM)]
    data = fit_file(definition(0, 34, fields), b"\0" + bytes([filler]) * (2 * size + 1))
    activity = fit.decode(data)
    assert len([dict(message) for message in activity.messages()]) == 1
    assert activity.columns("activity").count == 1
    assert activity.utc_offset is None or base_type != STRING


@pytest.mark.parametrize("left_out", [9, 6, 253])
def test_hr_messages_that_lack_a_field_are_not_merged_but_warned_of(left_out):
    """Found by hypothesis and atheris."""
    fields = [one for one in [(253, 4, UINT32), (6, 1, UINT8), (9, 4, UINT32)] if one[0] != left_out]
    size = sum(one[1] for one in fields)
    records = definition(1, 20, [(253, 4, UINT32), (3, 1, UINT8)]), b"\1\0\0\0\x40\x96"
    activity = fit.decode(fit_file(definition(0, 132, fields), b"\0" + b"\x40" * size, *records))
    assert activity.columns("record")["heart_rate"].tolist() == [150]
    assert ["Heart rates are not merged" in one.message for one in activity.warnings] == [True]


def test_a_check_that_stops_at_its_first_messages_reads_none_beyond_the_end():
    """Found by atheris: the ninth message is cut off."""
    records = definition(0, 0, [(0, 1, ENUM), (3, 200, BYTE)]), *[b"\0\4" + bytes(200)] * 6, b"\0\4"
    assert fit.check(fit_file(*records)).type == "activity"
