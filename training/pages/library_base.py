"""What pages of the workout library share: the filters, the athlete and the workout in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from runlab_site.web.page_base import SignedInPage
from runners.selectors import visible_runners
from training.pages.workouts.context import shelves
from training.pages.workouts.forms import ShelfForm
from training.selectors import visible_workouts
from training.services import workout_service

if TYPE_CHECKING:
    from runners.models import Runner
    from training.models import Workout

__all__ = ["LibraryActionView", "LibraryPage"]


class LibraryPage(SignedInPage):
    """A page of the library."""

    @cached_property
    def shelf(self) -> ShelfForm:
        """What was chosen above the list: filters, athlete, level."""
        own = visible_runners(self.person).filter(user_id=self.person.pk).first()
        usual = {"level": f"{workout_service.MIDDLE_LEVEL:g}", "runner": str(own.pk) if own else ""}
        return ShelfForm(
            usual | self.request.GET.dict(),
            shelves=shelves(visible_workouts(self.person)),
            runners=visible_runners(self.person).order_by("name"),
        )

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Of it, what is in force."""
        return self.shelf.chosen

    @cached_property
    def athlete(self) -> Runner | None:
        """For whom workouts are sized: the one chosen, at first oneself; None is nobody in particular."""
        chosen = self.chosen.get("runner")
        return visible_runners(self.person).filter(pk=chosen).first() if chosen else None

    @property
    def level(self) -> float:
        """How much of it."""
        return float(self.chosen.get("level", workout_service.MIDDLE_LEVEL))

    def workout(self) -> Workout:
        """The workout in the address. Raises Http404."""
        return get_object_or_404(
            visible_workouts(self.person),
            pk=self.kwargs["workout_id"],
        )

    def own_workout(self) -> Workout:
        """The same, if the person may change it. Raises PermissionDenied."""
        workout = self.workout()
        if not workout_service.may_change(workout, self.person):
            raise PermissionDenied(_("Only your own workouts are changed; make a copy of this one."))
        return workout


class LibraryActionView(LibraryPage, View):
    """Does one thing to the library."""

    http_method_names = ["post"]
