"""One line of JSON in, one line of JSON out: a plan's input to its nested plan, or the problem with it."""

import json

from training.planning.input_reader import read_input
from training.planning.planner import best_plan
from training.planning.problems import PlanProblem
from training.planning.words import WORDS


def preview_line(json_text: str) -> str:
    """The nested plan of an input {start_date, goal, athlete, availability, constraints, loading}, as one line.

    {"problem": {"code", "text", ...}} for what no plan can be made from. No newline at the end.
    """
    try:
        plan_input = read_input(json.loads(json_text))
        plan = best_plan(plan_input)
    except json.JSONDecodeError as error:
        return _line({"problem": PlanProblem(WORDS.say("not_json", fault=str(error))).document()})
    except PlanProblem as problem:
        return _line({"problem": problem.document()})
    return _line(plan.to_document())


def _line(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
