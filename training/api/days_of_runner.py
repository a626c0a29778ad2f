"""What lists of the days of one runner share: whose they are, and from when to when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from runlab_site.api.actions import ListsSequence
from runlab_site.api.views import ResourceViewSet
from runners.models import Runner
from runners.physiology.local_days import local_day
from runners.selectors import visible_runners

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["DaysOfRunner"]

Document = dict[str, Any]
LONGEST_CALENDAR_DAYS = 4000
_USUAL_CALENDAR = timedelta(weeks=13)


class DaysOfRunner(ListsSequence, ResourceViewSet):
    """Days of one runner."""

    scope = "plans"
    queryset = Runner.objects.none()
    default_limit = max_limit = LONGEST_CALENDAR_DAYS
    parameters: ClassVar[Any] = {
        "list": {
            "from": serializers.DateField(required=False, help_text="13 weeks ago when left out."),
            "to": serializers.DateField(required=False, help_text="In 13 weeks when left out."),
        }
    }

    @cached_property
    def runner(self) -> Runner:
        """The runner in the address. Raises Http404."""
        return get_object_or_404(visible_runners(self.request.user), pk=self.kwargs["runner_id"])

    def span(self) -> tuple[date, date]:
        """The days asked for."""
        today = local_day(datetime.now(UTC), self.runner.time_zone)
        return (
            self.query.get("from") or today - _USUAL_CALENDAR,
            self.query.get("to") or today + _USUAL_CALENDAR,
        )

    def page_rows(self, rows: Sequence[Document]) -> Sequence[Document]:
        """As they are."""
        return rows
