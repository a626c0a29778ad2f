"""runners/{id}/calendar/: what is planned, what was run, races and notes, day by day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.fields import IdField
from runlab_site.api.renderers import CsvRenderer, JsonRenderer, NdjsonRenderer
from runlab_site.api.serializers import Serializer
from training.api.days_of_runner import DaysOfRunner
from training.api.files import IcsRenderer, file_answer, units_of
from training.exports.calendar_feed import calendar_bytes, steps_of_plans
from training.selectors.calendar_rows import calendar_rows, published_plans, rows_of_plans

if TYPE_CHECKING:
    from rest_framework.request import Request


__all__ = ["CalendarViewSet"]

Document = dict[str, Any]


class CalendarRowSerializer(Serializer):
    """Something on a day."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(["planned", "session", "race", "note"])
    title = serializers.CharField()
    workout = IdField(allow_null=True)
    session = IdField(allow_null=True)
    compliance_percent = serializers.FloatField(allow_null=True)


class CalendarViewSet(DaysOfRunner):
    """A runner's calendar: what is planned and published, what was run, races and notes; as iCalendar what is planned."""

    serializer_class = CalendarRowSerializer
    action_renderers: ClassVar[Any] = {"list": [JsonRenderer, NdjsonRenderer, CsvRenderer, IcsRenderer]}

    def sequence(self) -> list[Document]:
        """By day."""
        return calendar_rows(self.runner, *self.span())

    def list(self, request: Request, runner_id: str) -> Any:
        """The rows, or the calendar that other programs subscribe to."""
        if request.accepted_renderer.format != "ics":
            return super().list(request, runner_id=runner_id)
        first, last = self.span()
        plans = published_plans(self.runner, first, last)
        data = calendar_bytes(
            rows_of_plans(plans, first, last),
            datetime.now(UTC),
            steps=steps_of_plans(plans),
            units=units_of(request),
        )
        return file_answer(data, IcsRenderer.media_type, f"{runner_id}.ics")
