"""Writes docs/database_schema.md from the models: `python -m scripts.database_schema [--check]`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import django

BASE_DIR = Path(__file__).resolve().parent.parent
TARGET = BASE_DIR / "docs" / "database_schema.md"

UNITS = {
    "_mps": "m/s",
    "_bpm": "bpm",
    "_spm": "steps/min",
    "_percent": "%",
    "_kg": "kg",
    "_cm": "cm",
    "_rtss": "rTSS",
    "_bytes": "bytes",
    "_count": "count",
    "_w": "W",
    "_m": "m",
    "_s": "s",
}
EXAMPLES: dict[str, Any] = {
    "ObjectIdKey": "6655f0a1c2d3e4f506172839",
    "StrObjectIdField": "6655f0a1c2d3e4f506172839",
    "ForeignKey": "6655f0a1c2d3e4f506172839",
    "OneToOneField": "6655f0a1c2d3e4f506172839",
    "DateTimeField": datetime(2026, 5, 3, 6, 12).isoformat() + "Z",  # noqa: DTZ001 - text in a table
    "DateField": date(2026, 5, 3).isoformat(),
    "FloatField": 4.21,
    "IntegerField": 7200,
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 3,
    "PositiveBigIntegerField": 334_120,
    "BooleanField": False,
    "TextField": "Felt easy.",
    "ArrayField": [],
}
BY_NAME: dict[str, Any] = {
    "name": "Ada Quick",
    "time_zone": "Europe/Berlin",
    "sha256": "9f86d081…",
    "file_name": "morning.fit",
    "distance_m": 10_012.3,
    "timer_time_s": 2_712.0,
    "elapsed_time_s": 2_760.0,
    "moving_time_s": 2_705.0,
    "rtss": 62.0,
    "ctl": 48.2,
    "atl": 55.9,
    "tsb": -7.1,
    "critical_speed_mps": 4.21,
    "w_prime_m": 182.0,
    "sport": "running",
    "progress_percent": 40.0,
    "unique_key": "file_processing:6655f0a1c2d3e4f506172839",
    "shorthand": "15m E;5x(1km C,90s R);10m E",
    "position": "00003.00012",
}
# GridFS is the driver's own: these two collections have no model of ours.
GRIDFS = """
## fs.files

One stored file: raw activity files, uploads and Parquet columns. Written by `sessions/storage/` alone.

| field | type | unit or meaning | example |
|---|---|---|---|
| `_id` | objectId | chosen before the bytes are written, named by `blob_id` of a document | `6655f0a1c2d3e4f506172839` |
| `filename` | string | the name it came with | `morning.fit` |
| `length` | long | bytes | `334120` |
| `chunkSize` | int | bytes | `1048576` |
| `uploadDate` | date | UTC | `2026-05-03T06:12:00Z` |
| `metadata.kind` | string | upload, raw or columns | `raw` |

Indexes: `_id_`; `filename_1_uploadDate_1`.

## fs.chunks

The bytes of stored files, in order.

| field | type | unit or meaning | example |
|---|---|---|---|
| `_id` | objectId | | `6655f0a1c2d3e4f50617283a` |
| `files_id` | objectId | the file | `6655f0a1c2d3e4f506172839` |
| `n` | int | number of the chunk, from 0 | `0` |
| `data` | binary | at most chunkSize bytes | |

Indexes: `_id_`; `files_id_1_n_1` (unique).
"""


def main() -> int:
    """Write the page, or with --check say whether it is current."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runlab_site.settings")
    django.setup()
    text = page()
    if "--check" in sys.argv:
        current = TARGET.exists() and TARGET.read_text() == text
        if not current:
            print(f"{TARGET.name} is not current: run `python -m scripts.database_schema`.", file=sys.stderr)
        return 0 if current else 1
    TARGET.write_text(text)
    return 0


def page() -> str:
    """The whole page."""
    from runlab_site.models import BackgroundJob
    from runners.models import Runner, RunnerHistory
    from sessions.models import SessionDetail, SessionFIT, SessionParquet, SessionStatistics
    from training.models import TrainingPlan, TrainingPlanSchema, Workout

    models = (
        Runner,
        SessionFIT,
        SessionParquet,
        SessionStatistics,
        SessionDetail,
        RunnerHistory,
        TrainingPlan,
        TrainingPlanSchema,
        Workout,
        BackgroundJob,
    )
    intro = (
        "# Database schema\n\n"
        "The eleven collections of the specification and sessionDetails, the heavy half of sessionStatistics, made from the models by "
        "`python -m scripts.database_schema`; CI checks that this page is current. Times are UTC with "
        "milliseconds; days are midnights in UTC; ids are ObjectIds, strings in Python and JSON. "
        "Unknown is null, never 0.\n"
    )
    return intro + "".join(map(section, models)) + GRIDFS


def section(model: Any) -> str:
    """One collection: what it is, its fields, its indexes, an example."""
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    doc = (model.__doc__ or "").strip()
    fields = list(meta.concrete_fields)
    rows = "\n".join(row(field) for field in fields)
    sample = {column(field): example(field) for field in fields}
    return (
        f"\n## {meta.db_table}\n\n{doc}\n\n"
        "| field | type | unit or meaning | null |\n|---|---|---|---|\n"
        f"{rows}\n\nIndexes: {indexes(model)}.\n\n"
        f"Example:\n\n```json\n{json.dumps(sample, indent=1, ensure_ascii=False)}\n```\n"
    )


def row(field: Any) -> str:
    """One line of a table."""
    return f"| `{column(field)}` | {kind(field)} | {meaning(field)} | {'yes' if field.null else 'no'} |"


def column(field: Any) -> str:
    """The name in MongoDB."""
    return str(field.column)


def kind(field: Any) -> str:
    """The type in MongoDB."""
    names = {
        "CharField": "string",
        "TextField": "string",
        "EmailField": "string",
        "FloatField": "double",
        "BooleanField": "bool",
        "DateTimeField": "date",
        "DateField": "date (a day)",
        "JSONField": "document or array",
        "ArrayField": "array",
        "PackedJSONField": "binary",
    }
    name = type(field).__name__
    if name in {"ObjectIdKey", "StrObjectIdField", "ForeignKey", "OneToOneField"}:
        return "objectId"
    return names.get(name, "int")


def meaning(field: Any) -> str:
    """The unit, what it means, and what is allowed."""
    unit = next((unit for suffix, unit in UNITS.items() if field.name.endswith(suffix)), "")
    choices = ", ".join(str(value) for value, _label in field.choices) if field.choices else ""
    target = f"of `{field.related_model._meta.db_table}`" if field.is_relation else ""  # noqa: SLF001
    parts = [unit, str(field.help_text), choices, target]
    return "; ".join(part for part in dict.fromkeys(parts) if part).replace("|", "\\|")


def indexes(model: Any) -> str:
    """Every index by its fields."""
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    found = ["`_id`"]
    found += [
        f"`{field.column}` (unique)"
        for field in meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    found += [f"`{field.column}`" for field in meta.concrete_fields if field.db_index and not field.unique]
    found += [f"({', '.join(f'`{name}`' for name in index.fields)})" for index in meta.indexes]
    for constraint in meta.constraints:
        where = f" where {constraint.condition}" if getattr(constraint, "condition", None) else ""
        found.append(f"({', '.join(f'`{name}`' for name in constraint.fields)}) unique{where}")
    if meta.db_table == "background_jobs":
        found.append("`finished_at` (deleted 7 days later)")
    return "; ".join(found)


def example(field: Any) -> Any:
    """A plausible value."""
    if field.name in BY_NAME:
        return BY_NAME[field.name]
    if field.choices:
        return field.choices[0][0]
    name = type(field).__name__
    if name == "JSONField":
        return field.get_default() if field.has_default() else None
    return EXAMPLES.get(name, "")


if __name__ == "__main__":
    sys.exit(main())
