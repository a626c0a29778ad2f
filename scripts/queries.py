"""Writes docs/queries.md, every query with its index: `python -m scripts.queries [--check]`.

The shapes come from tests/data/queries.jsonl, to which `pytest --record-queries FILE` adds (docs/testing.md).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import django

from runlab_site.config import BASE_DIR
from runlab_site.mongo import embedded_mongo
from scripts.query_shapes import Shape, examples_in, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.query_plans import Plan

TARGET = BASE_DIR / "docs" / "queries.md"
_INTRODUCTION = """# Queries

Every kind of query that site and workers send in the tests, with the index that answers it on seeded data. Written by
`python -m scripts.queries` from `tests/data/queries.jsonl`; how a query comes to be listed stands in [testing.md](testing.md#queries).

A query uses an index, is not sorted in memory, examines at most two documents for each one returned, and ten more, returns no more
fields than `only()`, `defer()` or `values()` ask for, and whole documents of large collections a page at a time.
What does otherwise has its reason beside it (`scripts/query_exceptions.py`).
"""


def main(arguments: list[str]) -> int:
    """Write the page, or only say whether it is current; returns the exit status."""
    with tempfile.TemporaryDirectory() as folder, embedded_mongo.start(Path(folder)) as mongo:
        os.environ["MONGODB_URI"] = mongo.uri
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runlab_site.settings")
        django.setup()
        plans = _plans()
    if "--check" in arguments:
        return _report(plans)
    TARGET.write_text(page(plans))
    return _report(plans)


def page(plans: dict[Shape, Plan]) -> str:
    """The text of docs/queries.md."""
    by_collection: dict[str, list[Shape]] = defaultdict(list)
    for shape in sorted(plans):
        by_collection[shape.collection].append(shape)
    parts = [_INTRODUCTION, f"{len(plans)} kinds of query on {len(by_collection)} collections.\n"]
    for collection, shapes in sorted(by_collection.items()):
        rows = "\n".join(_row(shape, plans[shape]) for shape in shapes)
        head = "| command | filter | order | fields | index | but |\n|---|---|---|---|---|---|\n"
        parts.append(f"## {collection}\n\n{head}{rows}\n")
    return "\n".join(parts)


def unexcused(plans: dict[Shape, Plan]) -> Iterator[str]:
    """Each query that is answered badly and has no reason for it."""
    from scripts.query_exceptions import reason_for

    for shape, plan in sorted(plans.items()):
        if plan.problems and reason_for(shape) is None:
            yield f"{shape}: {', '.join(plan.problems)} ({', '.join(plan.indexes)})"


def _plans() -> dict[Shape, Plan]:
    from django.core.management import call_command

    from scripts.query_plans import plan_of
    from scripts.query_seed import seed

    call_command("migrate", verbosity=0)
    seed()
    return {shape_of(example): plan_of(example) for example in examples_in()}


def _report(plans: dict[Shape, Plan]) -> int:
    found = list(unexcused(plans))
    listed = TARGET.read_text() if TARGET.exists() else ""
    found += [f"not in {TARGET.name}: {shape}" for shape in sorted(plans) if asked(shape) not in listed]
    print("\n".join(found) or f"{len(plans)} kinds of query, each by its index or with a reason.")
    return 1 if found else 0


def _row(shape: Shape, plan: Plan) -> str:
    from scripts.query_exceptions import reason_for

    reason = reason_for(shape) if plan.problems else None
    but = f"{', '.join(plan.problems)}: {reason or 'NO REASON'}" if plan.problems else ""
    return f"{asked(shape)} {_cell(', '.join(plan.indexes))} | {_cell(but)} |"


def asked(shape: Shape) -> str:
    """The columns of a row that say what is asked."""
    command = f"{shape.command} {shape.stages}".strip()
    cells = [_cell(command), _cell(shape.filter), _cell(shape.sort), _cell(shape.projection)]
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
