"""How long an edit with its new projection takes, and a template made again: processor time on one core, the best of ten.

python benchmarks/planning/bench_edits.py
"""

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from training.planning.differences import difference
from training.planning.input_reader import read_input
from training.planning.inputs import PlanInput
from training.planning.plan_templates import plan_from_template, template_of
from training.planning.planner import best_plan
from training.planning.records import Plan
from training.services.plan_changes import apply_changes, scale_week

START = date(2026, 5, 4)
ROUNDS = 10


def main() -> None:
    """Print a row for each length of plan."""
    for weeks in (18, 52):
        plan_input = asked(weeks)
        for name, work in works(plan_input, best_plan(plan_input)).items():
            print(f"{weeks} weeks  {name:<10} {best_ms(work):6.1f} ms")


def asked(weeks: int) -> PlanInput:
    """An intermediate runner's 10 km."""
    return read_input(
        {
            "plan_id": "a" * 24,
            "runner_id": "b" * 24,
            "start_date": START.isoformat(),
            "goal": {
                "distance_m": 10_000,
                "race_date": (START + timedelta(days=7 * weeks - 1)).isoformat(),
            },
            "athlete": {"cs_mps": 4.0, "d_prime_m": 200.0, "ctl0": 40, "atl0": 40},
        }
    )


def works(plan_input: PlanInput, plan: Plan) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    easy = next(one.id for week in plan.weeks for one in week.workouts if one.role == "easy")
    free = next(day.date for day in plan.days if not day.workouts)
    template = template_of(plan)
    return {
        "move": lambda: apply_changes(plan, easy, {"day": free}),
        "replace": lambda: apply_changes(plan, easy, {"shorthand": "33m E"}),
        "scale": lambda: scale_week(plan, 2, 0.8),
        "difference": lambda: difference(plan, plan),
        "template": lambda: plan_from_template(template, plan_input, "Bench", 1),
    }


def best_ms(work: Callable[[], object]) -> float:
    """Milliseconds of the processor, the best of ten."""
    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return 1000 * min(found)


if __name__ == "__main__":
    main()
