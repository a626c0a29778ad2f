"""Answers that are files: calendars, FIT workouts, ZIPs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer

from runlab_site.api.errors import Unprocessable
from runlab_site.api.renderers import FitRenderer
from training.exports.fit_workout import WorkoutExportError, fit_bytes

if TYPE_CHECKING:
    from datetime import datetime

    from rest_framework.request import Request

    from runlab_site.web import figures
    from training.planning.records import Steps

__all__ = ["IcsRenderer", "ZipRenderer", "file_answer", "fit_answer", "units_of"]


class IcsRenderer(BaseRenderer):
    """A calendar; the view answers with its bytes."""

    media_type = "text/calendar"
    format = "ics"
    charset = None


class ZipRenderer(BaseRenderer):
    """Several files in one; the view answers with its bytes."""

    media_type = "application/zip"
    format = "zip"
    charset = None


def file_answer(data: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes to be saved under a name."""
    return HttpResponse(
        data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def fit_answer(name: str, steps: Steps, workout_id: str, made_at: datetime, file_name: str) -> HttpResponse:
    """A workout for a watch. Raises Unprocessable for what has no form there."""
    try:
        data = fit_bytes(name, steps, workout_id, made_at)
    except WorkoutExportError as error:
        raise Unprocessable(str(error)) from error
    return file_answer(data, FitRenderer.media_type, file_name)


def units_of(request: Request) -> figures.Units:
    """What the one who asks counts in."""
    return "mi" if getattr(request.user, "units", None) == "mi" else "km"
