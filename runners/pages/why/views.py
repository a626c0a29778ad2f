"""The explanation of one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from runners.explanations.figures import find_why
from runners.explanations.popover import page_why
from runners.pages.base import RunnerPageMixin

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["WhyView"]


class WhyView(RunnerPageMixin):
    """The inside of the popover of one figure."""

    def get(self, request: HttpRequest, runner_id: str, figure: str) -> HttpResponse:
        """A figure that this runner does not have is 404."""
        why = find_why(self.runner, self.today, figure)
        if why is None:
            raise Http404
        return render(request, "components/why.html", {"why": page_why(why, self.units, runner_id)})
