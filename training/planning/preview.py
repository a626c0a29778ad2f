"""One line of JSON in, one line of JSON out: a plan's input to its nested plan, or the problem with it."""

import json

from training.planning.input_reader import read_input
from training.planning.planner import best_plan
from training.planning.problems import PlanProblem


def preview_line(json_text: str) -> str:
    """The nested plan of an input {start_date, goal, athlete, availability, constraints, loading}, as one line.

    {"problem": {"code", "text", ...}} for what no plan can be made from. No newline at the end.
    """
    try:
        plan_input = read_input(json.loads(json_text))
        plan = best_plan(plan_input)
    except json.JSONDecodeError as error:
        return _line({"problem": {"code": "not_json", "text": f"The line is not JSON: {error}."}})
    except PlanProblem as problem:
        return _line({"problem": problem.document()})
    return _line(plan.to_document())


def _line(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
