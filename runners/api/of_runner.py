"""What every resource under one runner shares."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from runlab_site.api.views import (
    ResourceViewSet,
)
from runners.models import Runner
from runners.physiology.local_days import local_day
from runners.selectors import (
    visible_runners,
)

if TYPE_CHECKING:
    from datetime import date

    from runlab_site.accounts.models import User

__all__ = ["OfRunner"]


class OfRunner(ResourceViewSet):
    """A part of one runner."""

    scope = "profile"
    queryset = Runner.objects.none()

    @cached_property
    def runner(self) -> Runner:
        """The runner in the address. Raises Http404."""
        return get_object_or_404(visible_runners(self.request.user), pk=self.kwargs["runner_id"])

    @property
    def today(self) -> date:
        """The runner's own day."""
        return local_day(datetime.now(UTC), self.runner.time_zone)

    @property
    def person(self) -> User:
        """The one who asks, once permissions are checked."""
        return self.request.user  # type: ignore[return-value]

    def get_object(self) -> Runner:
        """The runner itself, as it is now."""
        self.__dict__.pop("runner", None)
        return self.runner
