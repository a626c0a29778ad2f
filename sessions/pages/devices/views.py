"""Which of two devices counts: asked once, changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runners.pages.base import RunnerPageMixin
from sessions.importing.device_choices import device_pairs
from sessions.services.device_choice import count_device
from sessions.services.session_service import SessionProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["DevicesView"]


class DevicesView(RunnerPageMixin, TemplateView):
    """The pairs of devices that recorded a run together, and which of each counts."""

    template_name = "sessions/devices/devices.html"
    page_key = "sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every pair, decided or not."""
        return super().get_context_data(**kwargs) | {"pairs": device_pairs(self.runner)}

    def post(self, request: HttpRequest, runner_id: str) -> HttpResponse:
        """Keep the choice, through the service."""
        first, second, *_rest = [*request.POST.getlist("devices"), "", ""]
        counts = request.POST.get("counts", "")
        try:
            count_device(self.runner, (first, second), counts, self.person)
        except SessionProblem as problem:
            messages.warning(request, str(problem))
        else:
            kept = _("Kept: {device} counts. Figures follow in a moment.").format(device=counts)
            messages.success(request, kept)
        return redirect("runner_devices", runner_id)
