"""Plans of simulated athletes against naive templates under the same limits.

    python benchmarks/planning/compare_with_templates.py [athletes] [first seed] [processes]

For each athlete and each of five distances: the modelled performance on race morning (Banister, defaults 45, 15, 1, 2),
the violations of the plan, and the time it took on one core. Prints the table of docs/planning.md.
"""

import multiprocessing
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.planning.simulated_athletes import DISTANCES_M, simulated_input
from training.planning.document import nested
from training.planning.generator import naive_templates, recommended
from training.planning.input_reader import read_input
from training.planning.invariants import violations

EVEN = 1e-6  # of the value: the template itself was the best there is


def main(athletes: int, first: int, processes: int) -> None:
    rows, seconds, broken, none = [], [], 0, 0
    cases = [(seed, kind) for seed in range(first, first + athletes) for kind in DISTANCES_M]
    with multiprocessing.Pool(processes) as pool:
        for found in pool.imap(compared, cases, chunksize=5):
            rows += found["rows"]
            seconds.append(found["seconds"])
            broken += found["is_broken"]
            none += found["without"]
    print(f"plans {len(seconds)}, with a violation {broken}, templates without a legal taper {none}")
    print(f"seconds a plan: median {statistics.median(seconds):.2f}, greatest {max(seconds):.2f}")
    for template in ("ten_percent", "fixed_weeks"):
        table(template, [row for row in rows if row[0] == template])


def compared(case: tuple[int, str]) -> dict:
    """One plan beside its templates: rows of (template, distance, experience, our value, the template's)."""
    seed, kind = case
    plan_input = read_input(simulated_input(seed, kind))
    started = time.process_time()
    best = recommended(plan_input)
    document = nested(plan_input, best)
    seconds = time.process_time() - started
    templates = naive_templates(plan_input)
    experience = plan_input.athlete.experience
    return {
        "seconds": seconds,
        "is_broken": bool(violations(document)),
        "without": sum(draft is None for draft in templates.values()),
        "rows": [
            (name, kind, experience, best.draft.value, draft.value)
            for name, draft in templates.items()
            if draft is not None
        ],
    }


def table(template: str, rows: list[tuple[str, str, str, float, float]]) -> None:
    print(
        f"\nagainst {template}\n\n| | plans | better | even | worse | median gain | quartiles | worst |\n|---|---|---|---|---|---|---|---|"
    )
    for label, position in (
        ("all", None),
        *((kind, 1) for kind in DISTANCES_M),
        *((e, 2) for e in ("novice", "intermediate", "advanced", "elite")),
    ):
        chosen = [row for row in rows if position is None or row[position] == label]
        if len(chosen) < 4:
            continue
        gains = [(ours - theirs) / max(abs(theirs), 1.0) for *_, ours, theirs in chosen]
        better, worse = sum(gain > EVEN for gain in gains), sum(gain < -EVEN for gain in gains)
        low, middle, high = statistics.quantiles(gains, n=4)
        print(
            f"| {label} | {len(chosen)} | {100 * better / len(chosen):.1f} % | {100 * (len(chosen) - better - worse) / len(chosen):.1f} % | "
            f"{100 * worse / len(chosen):.1f} % | {100 * middle:+.1f} % | {100 * low:+.1f} .. {100 * high:+.1f} % | {100 * min(gains):+.1f} % |"
        )


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*given, *(500, 0, 1)[len(given) :])
