"""What the resources of sessions share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from runlab_site.api.views import ResourceViewSet
from runners.selectors import visible_runners
from sessions.models import SessionStatistics
from sessions.selectors import visible_sessions

if TYPE_CHECKING:
    from rest_framework.request import Request

    from runners.models import Runner

__all__ = ["FIGURES", "FIT_MEDIA_TYPE", "OfSession", "own_or_named_runner"]

FIT_MEDIA_TYPE = "application/vnd.ant.fit"
FIGURES = (
    "elapsed_time_s",
    "timer_time_s",
    "moving_time_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "avg_heart_rate_bpm",
    "max_heart_rate_bpm",
    "avg_speed_mps",
    "max_speed_mps",
    "avg_cadence_spm",
    "avg_power_w",
    "max_power_w",
    "avg_temperature_c",
    "rtss",
    "load_method",
    "load_is_estimated",
)


class OfSession(ResourceViewSet):
    """A part of one session."""

    scope = "sessions"
    queryset = SessionStatistics.objects.none()

    @cached_property
    def session(self) -> SessionStatistics:
        """The session in the address. Raises Http404."""
        return get_object_or_404(visible_sessions(self.request.user), pk=self.kwargs["session_id"])

    def get_object(self) -> SessionStatistics:
        """The session itself."""
        return self.session


def own_or_named_runner(request: Request, named: Runner | None) -> Runner:
    """The runner that a body names, else one's own. Raises ValidationError when there is neither."""
    runner = named or visible_runners(request.user).filter(user_id=request.user.pk).first()
    if runner is None:
        text = "Say whose it is: you have no runner of your own."
        raise serializers.ValidationError({"runner": [serializers.ErrorDetail(text, "required")]})
    return runner
