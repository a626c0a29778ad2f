"""Time on one core: plans of 18 and 52 weeks, and projecting a plan again after an edit.

python benchmarks/planning/time_plans.py [plans of each]
"""

import datetime as dt
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.planning.simulated_athletes import simulated_input
from training.planning import edits
from training.planning.input_reader import read_input
from training.planning.planner import best_plan, plan_choices
from training.planning.projection import day_states, forecast
from training.services.plan_changes import plan_paces


def main(count: int) -> None:
    for weeks in (18, 52):
        for label, make in (("best plan", best_plan), ("three candidates with forecasts", plan_choices)):
            report(f"{weeks} weeks, {label}", [timed(make, of_weeks(seed, weeks)) for seed in range(count)])
    report(
        "18 weeks, no history", [timed(best_plan, of_weeks(seed, 18, history=False)) for seed in range(count)]
    )
    report("52 weeks, an edit projected again", [edited(of_weeks(seed, 52)) for seed in range(count)])


def of_weeks(seed: int, weeks: int, *, history: bool = True):
    document = simulated_input(seed)
    start = dt.date.fromisoformat(document["start_date"])
    document["goal"]["race_date"] = str(start + dt.timedelta(days=7 * weeks - 1))
    if not history:
        document["athlete"]["history"] = []
    return read_input(document)


def timed(make, plan_input) -> float:
    started = time.process_time()
    make(plan_input)
    return time.process_time() - started


def edited(plan_input) -> float:
    """Seconds for moving a workout, projecting every day and forecasting the race again."""
    plan = best_plan(plan_input)
    paces = plan_paces(plan)
    week = next(week.index for week in plan.weeks if week.index > 1)
    started = time.process_time()
    changed = edits.scale_week(plan, week, 0.8, paces)
    day_states(changed)
    forecast(changed)
    return time.process_time() - started


def report(label: str, seconds: list[float]) -> None:
    print(
        f"{label}: median {1000 * statistics.median(seconds):.0f} ms, greatest {1000 * max(seconds):.0f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
