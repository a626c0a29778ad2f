"""The representations of the API: JSON everywhere, lists also as NDJSON and CSV, files as they are."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from runlab_site.api.errors import PROBLEM_MEDIA_TYPE
from runlab_site.csv_cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ArrowRenderer",
    "CsvRenderer",
    "EventStreamRenderer",
    "FitRenderer",
    "JsonRenderer",
    "NdjsonRenderer",
    "ParquetRenderer",
    "ProblemRenderer",
]

# A cell that begins so is a formula to a spreadsheet.


class JsonRenderer(JSONRenderer):
    """JSON in one form, so that equal resources have equal ETags."""

    def get_indent(self, accepted_media_type: str, renderer_context: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Never indented, whatever parameters `Accept` carries."""
        return


class ProblemRenderer(JsonRenderer):
    """Problem details, whatever was asked for."""

    media_type = PROBLEM_MEDIA_TYPE
    format = "problem"


class NdjsonRenderer(BaseRenderer):
    """A list, one JSON object a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """The rows of a page."""
        renderer = JsonRenderer()
        lines = (renderer.render(row, accepted_media_type, renderer_context) for row in data["results"])
        return b"".join(line + b"\n" for line in lines)


class CsvRenderer(BaseRenderer):
    """A list, one row a line, with a header; safe to open in a spreadsheet."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        """The rows of a page."""
        del accepted_media_type
        rows = data["results"]
        target = io.StringIO()
        writer = csv.writer(target)
        columns = list(rows[0]) if rows else _columns_of(renderer_context)
        writer.writerow(columns)
        writer.writerows([safe_cell(row.get(column)) for column in columns] for row in rows)
        return target.getvalue()


class ParquetRenderer(BaseRenderer):
    """Columns as Parquet; the view writes them."""

    media_type = "application/vnd.apache.parquet"
    format = "parquet"
    charset = None


class ArrowRenderer(BaseRenderer):
    """Columns as an Arrow stream; the view writes them."""

    media_type = "application/vnd.apache.arrow.stream"
    format = "arrow"
    charset = None


class FitRenderer(BaseRenderer):
    """A FIT file; the view answers with its bytes."""

    media_type = "application/vnd.ant.fit"
    format = "fit"
    charset = None


class EventStreamRenderer(BaseRenderer):
    """Server-sent events; the view streams them."""

    media_type = "text/event-stream"
    format = "events"
    charset = "utf-8"


def _columns_of(renderer_context: Mapping[str, Any] | None) -> Iterable[str]:
    view = (renderer_context or {}).get("view")
    serializer = view.get_serializer() if view is not None else None
    return list(serializer.fields) if serializer is not None else []
