"""How MongoDB answers a recorded query on seeded data: by which index, and what it reads for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FEW", "SCAN", "SORT", "TOO_MANY", "WHOLE", "Plan", "plan_of"]

SCAN = "reads the whole collection"
SORT = "sorts in memory"
TOO_MANY = "examines more than 2 documents for each one returned"
FEW = "returns all fields where a few are asked for"
WHOLE = "returns any number of whole, large documents"
# Documents of these are more than half a kilobyte: whole ones are for a page of a list, or for a stated reason.
LARGE_COLLECTIONS = {
    "background_jobs",
    "critical_speeds",
    "plan_proposals",
    "plan_versions",
    "runner",
    "runnerHistory",
    "runner_standings",
    "sessionDetails",
    "sessionStatistics",
    "sessionsFIT",
    "sessionsParquet",
    "squad_standings",
    "trainingplan",
    "trainingplanschema",
}
_BOUNDED = {"$limit", "$project", "$group", "$count", "$facet"}
# A few more than asked for cost nothing.
FREE_DOCUMENTS_COUNT = 10
_LOW, _HIGH = {"$gt", "$gte"}, {"$lt", "$lte"}
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """The indexes that are used, and what is wrong with it."""

    indexes: tuple[str, ...]
    problems: tuple[str, ...]


def plan_of(example: Document) -> Plan:
    """Explain a query with values of a document that is there."""
    command = _with_stored_values(example)
    name = next(iter(command))
    cursor: Document = {"cursor": {}} if name == "aggregate" else {}
    answer = database.raw.command("explain", command | cursor, verbosity="executionStats")
    stages = list(_stages(answer))
    problems = [
        (SCAN, "COLLSCAN" in stages or _sum(answer, "collectionScans") > 0),
        (SORT, ("SORT" in stages or _sorts_late(answer, stages)) and _found_first(answer) > 1),
        (TOO_MANY, _examined(answer) > 2 * _returned(answer) + FREE_DOCUMENTS_COUNT),
        (FEW, bool(example.get("asked_for_few"))),
        (WHOLE, _is_whole(example) and _returned(answer) > 1),
    ]
    return Plan(tuple(sorted(set(_indexes(answer)))), tuple(text for text, found in problems if found))


def _is_whole(example: Document) -> bool:
    """Whether it may return any number of documents of a large collection with all their fields."""
    name = next(iter(example))
    if example[name] not in LARGE_COLLECTIONS or name not in {"find", "aggregate"}:
        return False
    if name == "find":
        return not (example.get("projection") or example.get("limit"))
    return not any(stage.keys() & _BOUNDED for stage in example["pipeline"])


# Reading an explanation ------------------------------------------------------------------------------


def _walk(value: Any) -> Iterator[Document]:
    """Every document within a document, but plans that were not taken."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "rejectedPlans":
                yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def _stages(answer: Document) -> Iterator[str]:
    for plan in _plans(answer):
        yield from (one["stage"] for one in _walk(plan) if isinstance(one.get("stage"), str))


def _plans(answer: Document) -> Iterator[Document]:
    yield from (one["winningPlan"] for one in _walk(answer) if "winningPlan" in one)


def _indexes(answer: Document) -> Iterator[str]:
    for plan in _plans(answer):
        for one in _walk(plan):
            if one.get("stage") == "IDHACK":
                yield "_id_"
            elif isinstance(one.get("indexName"), str):
                yield one["indexName"]
    for one in _walk(answer):
        yield from one.get("indexesUsed", []) if isinstance(one.get("indexesUsed"), list) else []


def _sorts_late(answer: Document, plan: list[str]) -> bool:
    """Whether a `$sort` was left in the pipeline before anything was grouped."""
    kinds = [next(iter(stage)) for stage in answer.get("stages", [])]
    grouped = kinds.index("$group") if "$group" in kinds else len(kinds)
    return "GROUP" not in plan and "$sort" in kinds[:grouped]


def _sum(answer: Document, name: str) -> int:
    return sum(int(one.get(name, 0)) for one in _walk(answer) if isinstance(one.get(name, 0), int))


def _examined(answer: Document) -> int:
    return sum(int(one["totalDocsExamined"]) for one in _walk(answer) if "totalDocsExamined" in one)


def _found_first(answer: Document) -> int:
    """How many documents were read before anything was joined to them: one needs no sort."""
    return next((int(one["totalDocsExamined"]) for one in _walk(answer) if "totalDocsExamined" in one), 0)


def _returned(answer: Document) -> int:
    """What was returned, counted, joined, changed or deleted."""
    names = ("nReturned", "nCounted", "nWouldModify", "nMatched", "nWouldDelete")
    joined = sum(int(stage.get("nReturned", 0)) for stage in answer.get("stages", []) if "$lookup" in stage)
    statistics = [one["executionStats"] for one in _walk(answer) if "executionStats" in one]
    counts = [_greatest(one, names) for one in statistics]
    return sum(counts) + joined


def _greatest(statistics: Document, names: tuple[str, ...]) -> int:
    top = [statistics, *_walk(statistics.get("executionStages", {}))][:2]
    return max(int(one.get(name, 0) or 0) for one in top for name in names)


# Values ----------------------------------------------------------------------------------------------


def _with_stored_values(example: Document) -> Document:
    """The same command, asking for a document that the seeded database has."""
    collection = str(example[next(iter(example))])
    stored = list(database.raw[collection].find().sort("_id", 1).limit(60))
    command: Document = {key: value for key, value in example.items() if key != "asked_for_few"}
    for key in ("filter", "query"):
        if key in command:
            command[key] = _fitted(command[key], stored)
    for key in ("updates", "deletes"):
        if key in command:
            command[key] = [_complete(key, one | {"q": _fitted(one["q"], stored)}) for one in command[key]]
    if "pipeline" in command:
        command["pipeline"] = [_fitted_stage(stage, stored) for stage in command["pipeline"]]
    if command.keys() >= {"findAndModify"} and not command.get("remove"):
        command["update"] = {"$set": {"explained": True}}
    return command


def _complete(key: str, statement: Document) -> Document:
    return statement | (
        {"u": {"$set": {"explained": True}}} if key == "updates" else {"limit": statement["limit"]}
    )


def _fitted_stage(stage: Document, stored: list[Document]) -> Document:
    return {"$match": _fitted(stage["$match"], stored)} if "$match" in stage else stage


def _fitted(query: Document, stored: list[Document]) -> Document:
    """The filter with the values of a stored document that has all its fields, so far as there is one."""
    names = [name for name in _fields(query) if "." not in name]
    whole = [one for one in stored if all(one.get(name) is not None for name in names)]
    return _filled(query, (whole or stored or [{}])[len(whole) // 2])


def _fields(query: Document) -> Iterator[str]:
    for name, value in query.items():
        if name in {"$and", "$or", "$nor"}:
            for part in value:
                yield from _fields(part)
        elif not name.startswith("$"):
            yield name


def _filled(query: Document, document: Document) -> Document:
    return {name: _filled_value(name, value, document) for name, value in query.items()}


def _filled_value(name: str, value: Any, document: Document) -> Any:
    if name in {"$and", "$or", "$nor"}:
        return [_filled(part, document) for part in value]
    stored = document.get(name)
    if stored is None or name.startswith("$") or value is None:
        return value
    if isinstance(value, dict) and value and all(key.startswith("$") for key in value):
        return {key: _operand(key, operand, stored) for key, operand in value.items()}
    return stored if type(stored) is type(value) else value


def _operand(operator: str, operand: Any, stored: Any) -> Any:
    if operator == "$in" and isinstance(operand, list):
        return [stored, *operand]
    if operator in _LOW | _HIGH | {"$eq"}:
        return stored if type(stored) is type(operand) else operand
    return operand
