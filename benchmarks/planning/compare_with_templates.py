"""Plans of simulated athletes against naive templates under the same limits.

    python benchmarks/planning/compare_with_templates.py [athletes] [first seed]

For each athlete and each of five distances: the modelled performance on race morning (Banister, defaults 45, 15, 1, 2),
the violations of the plan, and the time it took on one core. Prints the table of docs/planning.md.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.planning.simulated_athletes import DISTANCES_M, simulated_input
from training.planning.document import nested
from training.planning.generator import candidates, naive_templates
from training.planning.input_reader import read_input
from training.planning.invariants import violations

EVEN = 1e-6  # of the value: the template itself was the best there is


def main(athletes: int, first: int) -> None:
    rows, seconds, broken, none = [], [], 0, 0
    for seed in range(first, first + athletes):
        for kind in DISTANCES_M:
            plan_input = read_input(simulated_input(seed, kind))
            started = time.process_time()
            best = candidates(plan_input)[0]
            document = nested(plan_input, best)
            seconds.append(time.process_time() - started)
            broken += bool(violations(document))
            for template, draft in naive_templates(plan_input).items():
                none += draft is None
                if draft is not None:
                    rows.append(
                        (template, kind, plan_input.athlete.experience, best.draft.value, draft.value)
                    )
    print(f"plans {len(seconds)}, with a violation {broken}, templates without a legal taper {none}")
    print(f"seconds a plan: median {statistics.median(seconds):.2f}, greatest {max(seconds):.2f}")
    for template in ("ten_percent", "fixed_weeks"):
        table(template, [row for row in rows if row[0] == template])


def table(template: str, rows: list[tuple[str, str, str, float, float]]) -> None:
    print(
        f"\nagainst {template}\n\n| | plans | better | even | worse | median gain | quartiles |\n|---|---|---|---|---|---|---|"
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
            f"{100 * worse / len(chosen):.1f} % | {100 * middle:+.1f} % | {100 * low:+.1f} .. {100 * high:+.1f} % |"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
