"""sessions/{id}/streams/: the recorded and computed columns of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpResponse
from rest_framework import serializers
from rest_framework.response import Response

from runlab_site.api.errors import BeingMade
from runlab_site.api.fields import CommaListField
from runlab_site.api.renderers import ArrowRenderer, CsvRenderer, JsonRenderer, ParquetRenderer
from runlab_site.api.serializers import Serializer
from sessions.api.base import OfSession
from sessions.selectors import open_job_ids
from sessions.statistics import session_columns

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from rest_framework.request import Request

__all__ = ["StreamsViewSet"]


class StreamsSerializer(Serializer):
    """Columns of equal length; a gap is null."""

    count = serializers.IntegerField(min_value=0)
    columns = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(allow_null=True)),
        help_text="time_s, distance_m, heart_rate_bpm, latitude_deg, ... Beats (lists) are in CSV, Parquet and Arrow only.",
    )


class StreamsViewSet(OfSession):
    """The columns of a session, recorded and computed (graded speed, W' left): as JSON, CSV, Parquet or Arrow."""

    serializer_class = StreamsSerializer
    renderer_classes = [JsonRenderer, CsvRenderer, ParquetRenderer, ArrowRenderer]
    parameters: ClassVar[Any] = {
        "retrieve": {
            "columns": CommaListField(
                child=serializers.CharField(max_length=100),
                required=False,
                help_text="Names with commas between; time_s always comes along.",
            ),
            "max_points": serializers.IntegerField(
                min_value=2, max_value=1_000_000, required=False, help_text="Rows, picked evenly."
            ),
            "from_s": serializers.FloatField(min_value=0, required=False, help_text="From this time_s on."),
            "to_s": serializers.FloatField(min_value=0, required=False, help_text="Up to this time_s."),
        }
    }

    def retrieve(self, request: Request, session_id: str) -> HttpResponseBase:
        """The columns that are asked for."""
        del session_id
        table = self._table()
        renderer = request.accepted_renderer
        if renderer.format == "json":
            return Response({"count": len(table), "columns": session_columns.as_lists(table)})
        write = {
            "csv": session_columns.as_csv,
            "parquet": session_columns.as_parquet,
            "arrow": session_columns.as_arrow,
        }
        content = write[renderer.format](table)
        name = f"{self.session.pk}.{renderer.format}"
        return HttpResponse(
            content,
            content_type=renderer.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _table(self) -> Any:
        choice = session_columns.ColumnChoice(
            names=self.query.get("columns"),
            from_s=self.query.get("from_s"),
            to_s=self.query.get("to_s"),
            max_points=self.query.get("max_points"),
        )
        try:
            return self._read(choice)
        except session_columns.NoColumnsError as error:
            if error.column is None:
                raise Http404 from error
            raise serializers.ValidationError(
                {"columns": [serializers.ErrorDetail(str(error), "unknown")]}
            ) from error

    def _read(self, choice: session_columns.ColumnChoice) -> Any:
        """The table; 503 while a job writes it anew. What is broken for good is read once more and then told."""
        try:
            return session_columns.session_columns(self.session, choice)
        except session_columns.IncompleteError as error:
            if open_job_ids(str(self.session.runner_id)):
                raise BeingMade from error
            return session_columns.session_columns(self.session, choice)
