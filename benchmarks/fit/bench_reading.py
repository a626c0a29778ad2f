"""Reading FIT files, beside every peer: interleaved in one process, medians, ratios.

    python benchmarks/fit/bench_reading.py ../shared/fit [rounds]

Prints a Markdown table over the runs of the corpus and one for the largest run, then peak memory and import time.
fitparse_sdk has all features on and checks the CRC, as the peers do by default. Needs the peers of requirements.txt.
"""

from __future__ import annotations

import csv
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

Reader = Callable[[bytes], object]
SLOW = ("garmin-fit-sdk", "fitdecode", "fitparse")
SMALLEST_BYTES = 9_000


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


def can_read(reader: Reader, data: bytes) -> bool:
    try:
        reader(data)
    except Exception as error:  # noqa: BLE001  # a peer that fails is left out, with its file, and said so
        print(f"left out, {len(data)} bytes: {type(error).__name__}: {str(error)[:80]}", file=sys.stderr)
        return False
    return True


def medians_ms(data: bytes, rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in READERS}
    for round_ in range(rounds):
        for name, reader in READERS.items():
            if name in SLOW and round_ >= max(1, rounds // 5):
                continue
            started = time.perf_counter()
            reader(data)
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def table(title: str, figures: dict[str, float]) -> None:
    print(
        f"\n{title}\n\n| reader | ms | garmin-fit-sdk takes | fitfast's NumPy records take |\n|---|---:|---:|---:|"
    )
    slow, fast = figures["garmin-fit-sdk"], figures["fitfast: records (NumPy)"]
    for name, value in figures.items():
        print(f"| {name} | {value:.2f} | {slow / value:.1f}x | {fast / value:.2f}x |")


def peak_mb(reader: Reader, data: bytes) -> float:
    tracemalloc.start()
    reader(data)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def import_ms() -> float:
    code = "import numpy, time; t = time.perf_counter(); import fitparse_sdk; print((time.perf_counter() - t) * 1000)"
    root = Path(__file__).resolve().parents[2]
    outputs = [subprocess.check_output([sys.executable, "-c", code], cwd=root) for _ in range(9)]
    return statistics.median(map(float, outputs))


def main() -> None:
    folder = Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    files = runs(folder)
    figures = [medians_ms(data, rounds) for data in files]
    table(
        f"{len(files)} runs, {sum(map(len, files)):,} bytes, sums of medians",
        {n: sum(f[n] for f in figures) for n in READERS},
    )
    largest = max(range(len(files)), key=lambda place: figures[place]["garmin-fit-sdk"])
    table(f"The longest of them, {len(files[largest]):,} bytes", figures[largest])
    print("\n| reader | peak memory, MB |\n|---|---:|")
    for name in (
        "fitparse_sdk: record columns",
        "fitparse_sdk: all messages as columns",
        "fitparse_sdk: Decoder.read (dicts)",
        "garmin-fit-sdk",
    ):
        print(f"| {name} | {peak_mb(READERS[name], files[largest]):.1f} |")
    print(f"\nImport beyond NumPy's own: {import_ms():.0f} ms")


if __name__ == "__main__":
    main()
