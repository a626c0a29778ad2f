"""Prints plans as week tables: one row a week, a run a column.

python benchmarks/planning/print_plans.py SEED [SEED ...]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.planning.realistic_athletes import realistic_input
from training.planning.input_reader import read_input
from training.planning.planner import best_plan
from training.planning.projection import forecast

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_table(plan: dict) -> str:
    """Markdown: a row a week with its block, kind, kilometres, hours, CTL at its end, and each day's runs."""
    rows = []
    weeks = [(block, week) for block in plan["blocks"] for week in block["weeks"]]
    first = __import__("datetime").date.fromisoformat(weeks[-1][1]["days"][0]["date"]).weekday()
    names = [WEEKDAYS[(first + n) % 7] for n in range(7)]
    rows.append("| to go | block | km | h | CTL | " + " | ".join(names) + " |")
    rows.append("|" + "---|" * (5 + len(names)))
    for number, (block, week) in enumerate(weeks):
        runs = [w for day in week["days"] for w in day["workouts"] if w["role"] != "race"]
        km, hours = sum(w["expected_m"] for w in runs) / 1000, sum(w["expected_s"] for w in runs) / 3600
        cells = [""] * (7 - len(week["days"])) if number == 0 else []
        cells += [" + ".join(w["name"] for w in day["workouts"]) for day in week["days"]]
        cells += [""] * (7 - len(cells))
        rows.append(
            f"| {len(weeks) - 1 - number} | {block['type']} {week['kind']} | {km:.0f} | {hours:.1f} | "
            f"{week['days'][-1]['ctl']:.0f} | " + " | ".join(cells) + " |"
        )
    return "\n".join(rows)


def main(seeds: list[int]) -> None:
    for seed in seeds:
        document = realistic_input(seed)
        plan = best_plan(read_input(document)).to_document()
        seen = forecast(plan)
        athlete = document["athlete"]
        longest = max((run["m"] for run in athlete["history"]), default=0) / 1000
        print(f"\n## {document['case']}\n")
        print(
            f"CTL {athlete['ctl0']:.0f}, longest run {longest:.0f} km, minutes {[s // 60 for s in document['availability']['max_s_by_weekday']]}; "
            f"race morning CTL {seen.ctl:.0f}, form {seen.tsb:.0f}\n"
        )
        print(week_table(plan))
        for remark in plan["remarks"]:
            print(f"\n- {remark['text']}")


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]])
