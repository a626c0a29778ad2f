"""Reading GPX and TCX of 20,000 points, GPX beside gpxpy: interleaved in one process, medians, ratios.

    python benchmarks/formats/bench_tracks.py [rounds]

Times are CPU seconds of this process: what else the machine does stays out. Ours make the whole typed recording, sensors
included; gpxpy makes its objects, and leaves the extensions as elements.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gpxpy

from sessions.importing.reading import ReadingLimits, read_file
from tests import track_files as files

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = 20_000
LIMITS = ReadingLimits(file_bytes=100_000_000, records=1_000_000)
GPX_SENSORS = (
    "<gpxtpx:TrackPointExtension><gpxtpx:atemp>18.5</gpxtpx:atemp><gpxtpx:hr>151</gpxtpx:hr>"
    "<gpxtpx:cad>86</gpxtpx:cad></gpxtpx:TrackPointExtension>"
)
TCX_SENSORS = "<ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>86</ns3:RunCadence><ns3:Watts>280</ns3:Watts>"


def main(rounds: int) -> None:
    gpx = files.gpx(files.gpx_track(files.gpx_points(POINTS - 1, extensions=GPX_SENSORS)))
    track = files.tcx_track(0, POINTS - 1, extensions=TCX_SENSORS)
    tcx = files.tcx(files.tcx_activity(files.tcx_lap(0, POINTS, 3.0 * POINTS, track)))
    readers: dict[str, Callable[[], object]] = {
        "GPX, Runlab": lambda: read_file(gpx, "run.gpx", LIMITS),
        "GPX, gpxpy": lambda: gpxpy.parse(gpx),
        "TCX, Runlab": lambda: read_file(tcx, "run.tcx", LIMITS),
    }
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, reader in readers.items():
            began = time.process_time()
            reader()
            seconds[name].append(time.process_time() - began)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"| {POINTS:,} points | CPU s | of gpxpy's |\n|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median:.3f} | {median / medians['GPX, gpxpy']:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
