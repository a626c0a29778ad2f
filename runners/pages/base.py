"""What every page of one runner shares: who may open it, whose it is, where in the site it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic.base import ContextMixin

from runlab_site.time_zones import zone
from runlab_site.web.navigation import Place, runner_links
from runlab_site.web.page_base import SignedInPage
from runners.selectors import is_own, visible_runners

if TYPE_CHECKING:
    from datetime import date

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["RunnerPageMixin", "remember_own", "runner_context"]


class RunnerPageMixin(ContextMixin, SignedInPage):
    """A page of the runner named in the address; a runner one may not see is 404."""

    page_key = ""

    @cached_property
    def runner(self) -> Runner:
        """The runner whose page it is."""
        found = get_object_or_404(visible_runners(self.person), pk=self.kwargs["runner_id"])
        remember_own(found, self.person)
        return found

    @property
    def today(self) -> date:
        """The runner's local day."""
        return timezone.localtime(timezone.now(), zone(self.runner.time_zone)).date()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose page it is."""
        return super().get_context_data(**runner_context(self.runner, self.person, self.page_key), **kwargs)


def remember_own(runner: Runner, person: User) -> None:
    """Spare the rail another read of a person's own runner."""
    if is_own(runner, person):
        person.runner = runner


def runner_context(runner: Runner, person: User, page_key: str) -> dict[str, Any]:
    """What base templates need of a runner's page: place in the rail, and tabs when it is not one's own."""
    place = Place(page_key, str(runner.pk))
    own = is_own(runner, person)
    needs_tabs = not own or person.is_coach or person.is_superuser
    return {
        "runner": runner,
        "place": place,
        "is_own": own,
        "runner_tabs": runner_links(str(runner.pk), place) if needs_tabs else (),
    }
