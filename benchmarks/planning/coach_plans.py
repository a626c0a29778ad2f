"""Judges plans of realistic athletes as a coach would, and by both judges of safety.

    python benchmarks/planning/coach_plans.py [athletes] [first seed]

Prints each plan that fails a must and does not name the reason in its remarks, then the sums.
"""

import collections
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.planning.realistic_athletes import realistic_input
from training.planning.invariants import violations
from training.planning.preview import preview_line

JUDGES = Path(__file__).resolve().parents[2] / "tests" / "data" / "judges"
REASONS = {
    "C01": {"longest_run", "closed_days"},
    "C02": {"closed_days"},
    "C03": {"longest_run", "largest_week", "closed_days", "other_minutes"},
    "C05": {"goal_pace", "goal_pace_easy", "no_quality"},
    "C06": {"goal_pace", "goal_pace_easy"},
    "C13": {"largest_week", "fitness_holds", "fitness_from_start"},
    "C16": {"race_week"},
}


def main(count: int, first: int) -> None:
    coach, check = (judge_of(name) for name in ("coach_check", "plan_check"))
    scores, seconds, failed_by, broken, unsaid = [], [], collections.Counter(), 0, 0
    for seed in range(first, first + count):
        document = realistic_input(seed)
        started = time.process_time()
        plan = json.loads(preview_line(json.dumps(document)))
        seconds.append(time.process_time() - started)
        if "problem" in plan:
            print(seed, plan["problem"]["text"])
            continue
        _, score, failed = coach.judge(plan, document)
        scores.append(score)
        failed_by.update(failed)
        said = {remark["code"] for remark in plan["remarks"]}
        without = [code for code in failed if not said & REASONS.get(code, set())]
        if without:
            unsaid += 1
            print(seed, document["case"], without, flush=True)
        if found := [*map(str, violations(plan)), *check.violations(plan)]:
            broken += 1
            print(seed, found[:2], flush=True)
    print(f"{len(scores)} plans, mean score {statistics.fmean(scores):.3f}, lowest {min(scores):.2f}")
    print(f"musts failed: {dict(failed_by)}; plans with a failed must whose reason is not named: {unsaid}")
    print(f"plans with a broken invariant: {broken}")
    print(f"seconds a plan: median {statistics.median(seconds):.2f}, greatest {max(seconds):.2f}")


def judge_of(name: str):
    spec = importlib.util.spec_from_file_location(name, JUDGES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*numbers, *(1000, 10_000)[len(numbers) :])
