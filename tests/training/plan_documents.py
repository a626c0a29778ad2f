"""Plans as tests change and read them: as documents."""

from training.planning.planner import best_plan
from training.planning.records import Plan

__all__ = ["best_document", "days_of", "edited"]


def best_document(plan_input):
    """The document of the best plan."""
    return best_plan(plan_input).to_document()


def edited(change, document, *arguments, **options):
    """The document after one of the edits."""
    return change(Plan.from_document(document), *arguments, **options).to_document()


def days_of(document):
    """Each (block, week, day) of a nested plan in order."""
    for block in document["blocks"]:
        for week in block["weeks"]:
            for day in week["days"]:
                yield block, week, day
