"""What a query looks like without its values: collection, filter, order, projection and stages.

A recorder notes one example of each shape that site and workers send; `scripts.queries` explains them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bson import json_util
from pymongo.monitoring import CommandListener

from runlab_site.config import BASE_DIR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from pymongo.monitoring import CommandStartedEvent

__all__ = [
    "FEW_ASKED",
    "RECORDED",
    "QueryRecorder",
    "Shape",
    "examples_in",
    "known_shapes",
    "note_examples",
    "shape_of",
]

# Stands for the projection of a query that `only()`, `defer()` or `values()` narrowed and that asks for all fields.
FEW_ASKED = "all, for a few"

RECORDED = BASE_DIR / "tests" / "data" / "queries.jsonl"
Document = dict[str, Any]

# What an example keeps; the rest (sessions, cluster times, written values) says nothing of the shape.
_KEPT = {
    "find": ("filter", "sort", "projection", "skip", "limit"),
    "aggregate": ("pipeline",),
    "count": ("query",),
    "distinct": ("key", "query"),
    "update": ("updates",),
    "delete": ("deletes",),
    "findAndModify": ("query", "sort", "fields", "remove"),
}
_PRODUCT = ("runlab_site", "runners", "sessions", "training")
# These stand between a query and who asks it.
_GO_BETWEEN = ("runlab_site/mongo/query_mending.py", "runlab_site/database.py", "tests/query_checks.py")
_MIGRATE = "django/core/management/commands/migrate.py"  # its queries are sent once
# They read and write whole databases, whatever is in them.
_OF_EVERYTHING = ("runlab_site/mongo/backup.py", "runlab_site/mongo/restoring.py")
_BACKEND_QUERY = "django_mongodb_backend/query.py"
_NARROWING = {"$project", "$group", "$count", "$facet"}
_HANDLERS = ("django/core/handlers/", "django/core/management/")


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """A kind of query; every part as text, empty where there is none."""

    collection: str
    command: str
    filter: str
    sort: str
    projection: str
    stages: str


class QueryRecorder(CommandListener):
    """Notes an example of each shape that the product's code asks; what a test itself asks is left out."""

    def __init__(self) -> None:
        self.examples: dict[Shape, Document] = {}

    def started(self, event: CommandStartedEvent) -> None:
        """Note a command."""
        example = _example(event.command_name, event.command)
        frame = sys._getframe(1)  # noqa: SLF001 - who asks is the question
        if example is None or not _is_of_product(frame):
            return
        if _asks_for_few(frame) and not _names_fields(example):
            example["asked_for_few"] = True
        for one in _single(example):
            self.examples.setdefault(shape_of(one), one)

    def succeeded(self, event: object) -> None:
        """Only what is asked counts."""

    def failed(self, event: object) -> None:
        """Only what is asked counts."""


def shape_of(example: Document) -> Shape:
    """The shape of a command."""
    command = next(iter(example))
    collection = str(example[command])
    if command == "aggregate":
        shape = _shape_of_pipeline(collection, example["pipeline"])
        return replace(shape, projection=FEW_ASKED) if example.get("asked_for_few") else shape
    statement = _statement(example)
    query = statement.get("filter") or statement.get("query") or statement.get("q") or {}
    projection = _names(statement.get("projection") or statement.get("fields") or {})
    many = "" if command in {"find", "count", "distinct", "findAndModify"} else _extent(statement)
    stages = str(example.get("key", "")) or many
    return Shape(collection, command, _words(query), _order(statement.get("sort")), projection, stages)


def note_examples(examples: Iterable[Document], file: Path = RECORDED) -> int:
    """Add those whose shape is not in the file; returns how many."""
    known = {shape_of(one): one for one in examples_in(file)}
    before = len(known)
    for one in examples:
        known.setdefault(shape_of(one), one)
    lines = [json_util.dumps(known[shape], sort_keys=False) for shape in sorted(known)]
    file.write_text("".join(f"{line}\n" for line in lines))
    return len(known) - before


def examples_in(file: Path = RECORDED) -> list[Document]:
    """The examples of a file; none where there is no file."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [json_util.loads(line) for line in lines]


def known_shapes() -> set[Shape]:
    """The shapes that were recorded."""
    return {shape_of(one) for one in examples_in()}


# Examples --------------------------------------------------------------------------------------------


def _example(name: str, command: Any) -> Document | None:
    kept = _KEPT.get(name)
    collection = command.get(name)
    if kept is None or not isinstance(collection, str) or collection.startswith("system."):
        return None
    return {name: collection, **{key: command[key] for key in kept if key in command}}


def _single(example: Document) -> Iterator[Document]:
    """One example for each statement of a bulk write, without what it writes."""
    for name, kept in (("updates", ("q", "multi")), ("deletes", ("q", "limit"))):
        if name in example:
            for statement in example[name]:
                yield example | {name: [{key: statement[key] for key in kept if key in statement}]}
            return
    yield example


def _names_fields(example: Document) -> bool:
    """Whether an aggregation says which fields it returns."""
    return any(stage.keys() & _NARROWING for stage in example.get("pipeline", ()))


def _asks_for_few(frame: FrameType | None) -> bool:
    """Whether the Django query behind a command wants some fields of its model only."""
    while frame is not None:
        if frame.f_code.co_name == "get_cursor" and frame.f_code.co_filename.endswith(_BACKEND_QUERY):
            query = frame.f_locals["self"].query
            return bool(query.values_select) or query.deferred_loading != (frozenset(), True)
        frame = frame.f_back
    return False


def _statement(example: Document) -> Document:
    for name in ("updates", "deletes"):
        if name in example:
            return dict(example[name][0])
    return example


def _extent(statement: Document) -> str:
    return "many" if statement.get("multi") or statement.get("limit") == 0 else "one"


def _is_of_product(frame: FrameType | None) -> bool:
    """Whether the innermost code that is neither a library nor a go-between is the product's."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.endswith((_MIGRATE, *_OF_EVERYTHING)):
            return False
        if any(handler in name for handler in _HANDLERS):
            return True
        room = _room(name)
        if room is not None:
            return room in _PRODUCT
        frame = frame.f_back
    return True


_ROOMS: dict[str, str | None] = {}


def _room(name: str) -> str | None:
    """The folder of the project that a file lies in; None for libraries and go-betweens."""
    if name not in _ROOMS:
        path = Path(name)
        inside = path.is_relative_to(BASE_DIR) and ".venv" not in path.parts
        relative = path.relative_to(BASE_DIR).as_posix() if inside else ""
        _ROOMS[name] = relative.partition("/")[0] if inside and relative not in _GO_BETWEEN else None
    return _ROOMS[name]


# Words -----------------------------------------------------------------------------------------------


def _shape_of_pipeline(collection: str, pipeline: list[Document]) -> Shape:
    matches = [stage["$match"] for stage in pipeline if "$match" in stage]
    sorts = [stage["$sort"] for stage in pipeline if "$sort" in stage]
    projects = [stage["$project"] for stage in pipeline if "$project" in stage]
    return Shape(
        collection,
        "aggregate",
        "; ".join(_words(match) for match in matches),
        "; ".join(_order(sort) for sort in sorts),
        _names(projects[-1]) if projects else "",
        " ".join(_kind(stage) for stage in pipeline),
    )


def _kind(stage: Document) -> str:
    name, content = next(iter(stage.items()))
    return f"{name}({content['from']})" if name == "$lookup" else str(name)


def _words(query: Document) -> str:
    """A filter without its values: `day >= <, runner_id =`."""
    return ", ".join(sorted({_condition(name, value) for name, value in query.items()}))


def _condition(name: str, value: Any) -> str:
    if name in {"$and", "$or", "$nor"}:
        parts = sorted({_words(part) for part in value})
        return " and ".join(parts) if name == "$and" else f"{name}({' | '.join(parts)})"
    if name == "$expr":
        return "$expr"
    if isinstance(value, dict) and value and all(key.startswith("$") for key in value):
        return f"{name} {' '.join(sorted(value))}"
    return f"{name} ="


def _order(sort: Any) -> str:
    items = sort.items() if hasattr(sort, "items") else sort or []
    return ", ".join(f"{'-' if direction == -1 else ''}{name}" for name, direction in items)


def _names(projection: Any) -> str:
    return ", ".join(sorted(map(str, projection)))
