"""The main figures of every FIT file of a folder as JSON, and what differs between two such dumps.

    python benchmarks/analysis/compare_figures.py dump ../shared/fit > before.json
    ... change a formula ...
    python benchmarks/analysis/compare_figures.py dump ../shared/fit > after.json
    python benchmarks/analysis/compare_figures.py diff before.json after.json

Needs no database: files go through read_file and measure, as an upload does, without an athlete. docs/science.md lists
the differences that were accepted, by their cause.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from sessions.analysis.errors import AnalysisError
from sessions.analysis.session import measure
from sessions.importing.reading import FileProblem, ReadingLimits, read_file

LIMITS = ReadingLimits(50 * 1024 * 1024, 1_000_000)
FIGURES = (
    "distance_m",
    "elapsed_time_s",
    "timer_time_s",
    "moving_time_s",
    "gap_s",
    "avg_speed_mps",
    "max_speed_mps",
    "ascent_m",
    "descent_m",
    "graded_speed_mps",
    "normalized_graded_speed_mps",
    "avg_heart_rate_bpm",
    "max_heart_rate_bpm",
    "avg_cadence_spm",
    "avg_power_w",
    "max_power_w",
    "avg_temperature_c",
)
# A smaller difference is rounding.
SAME_SHARE = 0.0005


def dumped(folder):
    """The sessions of every .fit below the folder, by its path: figures, bests and warnings, or why there are none."""
    files = sorted(Path(folder).rglob("*.fit"))
    return {str(file.relative_to(folder)): dumped_file(file) for file in files}


def dumped_file(file):
    try:
        read = read_file(file.read_bytes(), file.name, LIMITS)
        return [dumped_session(one) for one in read.sessions]
    except (FileProblem, AnalysisError) as problem:
        return [{"refused": str(problem)}]


def dumped_session(recorded):
    measured = measure(recorded.raw, recorded.totals, recorded.laps, recorded.kind)
    return {
        "sport": recorded.sport,
        "start": datetime.fromtimestamp(recorded.start_s, UTC).isoformat(timespec="seconds"),
        "laps": len(measured.laps),
        "lap_offsets": [round(measured.laps[0].start_offset_s), round(measured.laps[-1].start_offset_s)]
        if measured.laps
        else [],
        **{name: rounded(measured.figures[name].value) for name in FIGURES},
        "bests": {
            f"{effort.distance_m:g}": [round(effort.time_s, 2), *effort.flags]
            for effort in measured.best_efforts
        },
        "warnings": list(dict.fromkeys([*recorded.warnings, *measured.warnings])),
    }


def rounded(value):
    return None if value is None else float(f"{value:.6g}")


def differences(before, after):
    """Lines of file, session, name, before and after."""
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path, []), after.get(path, [])
        if len(old) != len(new):
            yield f"{path}: {len(old)} sessions, now {len(new)}"
        for number, (one, other) in enumerate(zip(old, new, strict=False)):
            for name in sorted(one.keys() | other.keys()):
                if not same(one.get(name), other.get(name)):
                    yield f"{path}[{number}] {name}: {one.get(name)} -> {other.get(name)}"


def same(one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= SAME_SHARE * max(abs(one), abs(other))
    return one == other


if __name__ == "__main__":
    if sys.argv[1] == "dump":
        json.dump(dumped(sys.argv[2]), sys.stdout, indent=1)
    else:
        dumps = [json.loads(Path(name).read_text()) for name in sys.argv[2:4]]
        print("\n".join(differences(*dumps)))
