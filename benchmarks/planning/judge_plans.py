"""Judges many plans: problems, broken rules by both judges, and the time each took on one core.

    python benchmarks/planning/judge_plans.py simulated|consistent|hostile [inputs] [first seed] [processes]

Prints a line for each plan that breaks a rule, then the sums.
"""

import collections
import functools
import importlib.util
import json
import multiprocessing
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.planning.simulated_athletes import simulated_input
from benchmarks.planning.varied_athletes import varied_input
from training.planning.document import flat
from training.planning.invariants import flat_differences, violations
from training.planning.preview import preview_line

ROOT = Path(__file__).resolve().parents[2]
JUDGE = ROOT / "tests" / "data" / "judges" / "plan_check.py"
SETS = {
    "simulated": simulated_input,
    "consistent": varied_input,
    "hostile": lambda seed: varied_input(seed, consistent=False),
}


def main(name: str, count: int, first: int, processes: int) -> None:
    seconds, problems, broken = [], 0, collections.Counter()
    with multiprocessing.Pool(processes) as pool:
        for seed, taken, texts in pool.imap(
            judged, [(name, seed) for seed in range(first, first + count)], chunksize=5
        ):
            for text in texts:
                print(seed, text, flush=True)
            seconds.append(taken)
            problems += any(text.startswith("problem") for text in texts)
            broken.update({text.split()[0] for text in texts})
            broken["plans"] += bool(texts)
    print(
        f"{name}: {count} inputs, {problems} problems, with a rule broken {broken.pop('plans')}: {dict(broken)}"
    )
    print(
        f"seconds a plan: median {statistics.median(seconds):.2f}, 99 % {sorted(seconds)[int(0.99 * count)]:.2f}, greatest {max(seconds):.2f}"
    )


def judged(case: tuple[str, int]) -> tuple[int, float, list[str]]:
    """The seed, the seconds its plan took, and what either judge says against it."""
    name, seed = case
    line = json.dumps(SETS[name](seed))
    started = time.process_time()
    plan = json.loads(preview_line(line))
    seconds = time.process_time() - started
    if "problem" in plan:
        return seed, seconds, [f"problem {plan['problem']['text']}"]
    found = {str(v) for v in violations(plan)} | {str(v) for v in flat_differences(plan, flat(plan))}
    found |= {" ".join(map(str, v)) for v in _other_judge().violations(plan)}
    return seed, seconds, sorted(found)


@functools.cache
def _other_judge():
    spec = importlib.util.spec_from_file_location("plan_check", JUDGE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[2:]]
    main(sys.argv[1], *numbers, *(5000, 0, 1)[len(numbers) :])
