"""Reading FIT files, beside every peer: interleaved in one process, medians, ratios.

    python benchmarks/fit/bench_reading.py ../shared/fit [rounds]

Prints Markdown tables: over the runs of the corpus, over the largest of them written anew with a definition before each
message (many_definitions.py), over both together (ratios of the sums, and the median of the files' ratios); file by file,
peak memory, import time. fitparse_sdk has all features on, checks the CRC and makes every column, as the peers do by
default. Times are CPU seconds of this process: what else the machine does stays out. Needs the peers of requirements.txt.
"""

from __future__ import annotations

import csv
import gc
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import fitdecode
import fitfast
import fitparse
import garmin_fit_sdk as garmin

import fitparse_sdk as fit
from benchmarks.fit.many_definitions import WAYS

Reader = Callable[[bytes], object]
SLOW = ("garmin-fit-sdk", "fitdecode", "fitparse")
FAST = "fitfast: records (NumPy)"
SMALLEST_BYTES = 9_000
TURN_MS = 20
MEASURED_FOR_MEMORY = 7


def all_columns(data: bytes) -> None:
    activity = fit.decode(data)
    for name in activity.names:
        activity.columns(name)


def with_fitdecode(data: bytes) -> None:
    with fitdecode.FitReader(data) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                {field.name: field.value for field in frame.fields}


READERS: dict[str, Reader] = {
    "fitparse_sdk: record columns": lambda data: fit.decode(data).columns("record"),
    "fitparse_sdk: all messages as columns": all_columns,
    "fitparse_sdk: Decoder.read (dicts)": lambda data: fit.Decoder(fit.Stream.from_byte_array(data)).read(),
    "fitfast: records (NumPy)": fitfast.records,
    "fitfast: parse (dicts)": fitfast.parse,
    "garmin-fit-sdk": lambda data: garmin.Decoder(garmin.Stream.from_byte_array(bytearray(data))).read(),
    "fitdecode": with_fitdecode,
    "fitparse": lambda data: [message.get_values() for message in fitparse.FitFile(data).get_messages()],
}


def runs(folder: Path) -> list[bytes]:
    """The runs every peer can read, from the corpus' index."""
    with (folder / "index.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["sport"] == "running" and not row["errors"]]
    files = [(folder / row["path"]).read_bytes() for row in rows if int(row["raw_size"]) > SMALLEST_BYTES]
    return [data for data in files if all(can_read(reader, data) for reader in READERS.values())]


def rewritten(files: list[bytes]) -> list[bytes]:
    """The largest runs, each written in another of the ways that devices have of writing many definitions."""
    largest = sorted(files, key=len, reverse=True)
    return [way(data) for way, data in zip(WAYS, largest, strict=False)]


def can_read(reader: Reader, data: bytes) -> bool:
    try:
        reader(data)
    except Exception as error:  # noqa: BLE001  # a peer that fails is left out, with its file, and said so
        print(f"left out, {len(data)} bytes: {type(error).__name__}: {str(error)[:80]}", file=sys.stderr)
        return False
    return True


def medians_ms(data: bytes, rounds: int) -> dict[str, float]:
    """Median of the readers' turns; the slow ones have a third of the rounds."""
    times: dict[str, list[float]] = {name: [] for name in READERS}
    for round_ in range(rounds):
        for name, reader in READERS.items():
            if name not in SLOW or round_ % 3 == 0:
                times[name].append(turn_ms(reader, data))
    return {name: statistics.median(values) for name, values in times.items()}


def turn_ms(reader: Reader, data: bytes) -> float:
    """CPU time of one reading: the best of as many as fit in a turn, one at least.

    The first after another reader's turn finds the processor's caches full of other code. A reading of 200 ms makes up
    for that on the way, one of 1 ms cannot.
    """
    gc.collect()
    gc.disable()  # as timeit does: what other readers left on the heap is no part of a reading
    taken: list[float] = []
    while sum(taken) < TURN_MS:
        started = time.process_time()
        reader(data)
        taken.append((time.process_time() - started) * 1000)
    gc.enable()
    return min(taken)


def summary(figures: list[dict[str, float]]) -> None:
    """Sums of the files' medians with their ratios, and the medians of the files' own ratios."""
    print(
        "| reader | ms, all files | garmin-fit-sdk takes | median file | fitfast's NumPy records take | median file |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for name in READERS:
        total = sum(one[name] for one in figures)
        cells = [f"{total:.1f}"]
        for peer in (SLOW[0], FAST):
            overall = sum(one[peer] for one in figures) / total
            cells += [
                f"{overall:.2f}x",
                f"{statistics.median(one[peer] / one[name] for one in figures):.2f}x",
            ]
        print(f"| {name} | {' | '.join(cells)} |")


def each_file(files: list[bytes], figures: list[dict[str, float]]) -> None:
    print(f"\n| bytes | {' | '.join(READERS)} |\n|---:|{'---:|' * len(READERS)}")
    for data, one in sorted(zip(files, figures, strict=True), key=lambda pair: -len(pair[0])):
        print(f"| {len(data):,} | {' | '.join(f'{one[name]:.2f}' for name in READERS)} |")


def peak_mb(reader: Reader, data: bytes) -> float:
    tracemalloc.start()
    reader(data)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def import_ms() -> float:
    code = "import numpy, time; t = time.process_time(); import fitparse_sdk; print((time.process_time() - t) * 1000)"
    root = Path(__file__).resolve().parents[2]
    outputs = [subprocess.check_output([sys.executable, "-c", code], cwd=root) for _ in range(9)]
    return statistics.median(map(float, outputs))


def main() -> None:
    folder = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    files = runs(folder)
    many = rewritten(files)
    figures = [medians_ms(data, rounds) for data in files + many]
    parts = [
        ("Runs", files, figures[: len(files)]),
        ("Runs with a definition before each message", many, figures[len(files) :]),
        ("Both", files + many, figures),
    ]
    for title, those, theirs in parts:
        print(f"\n{title}: {len(those)}, {sum(map(len, those)):,} bytes\n")
        summary(theirs)
    each_file(files + many, figures)
    memory(files + many)
    print(f"\nImport beyond NumPy's own: {import_ms():.0f} ms")


def memory(files: list[bytes]) -> None:
    names = [name for name in READERS if name.startswith("fitparse_sdk") or name == SLOW[0]]
    print(f"\nPeak memory, MB (tracemalloc)\n\n| bytes | {' | '.join(names)} |\n|---:|{'---:|' * len(names)}")
    for data in sorted(files, key=len, reverse=True)[:MEASURED_FOR_MEMORY]:
        print(f"| {len(data):,} | {' | '.join(f'{peak_mb(READERS[name], data):.2f}' for name in names)} |")


if __name__ == "__main__":
    main()
