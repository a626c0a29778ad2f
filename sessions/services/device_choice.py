"""Settles which of two devices counts, for the runs that both recorded so far and for future ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from runners.models import RunnerDecision
from runners.physiology.local_days import local_day
from runners.services.runner_decisions import decide
from sessions.importing.device_choices import device_name, device_pairs
from sessions.importing.swapping import carry_words, hold_instead
from sessions.models import SessionDecision, SessionFIT, SessionStatistics
from sessions.services.session_service import SessionProblem, request_figures

if TYPE_CHECKING:
    from runlab_site.accounts.models import User
    from runlab_site.models import BackgroundJob
    from runners.models import Runner
    from sessions.importing.device_choices import DevicePair

__all__ = ["count_device"]


def count_device(
    runner: Runner, devices: tuple[str, str], counts: str, decided_by: User | None = None
) -> BackgroundJob | None:
    """Keep which of two devices counts where both record a run, and have it count in the runs that they recorded so far.

    Where a person swapped or separated two recordings one by one, that stands. Returns the job that computes the
    swapped runs, None where nothing had to be swapped. Raises SessionProblem for devices that recorded no run together.
    """
    pair = next((one for one in device_pairs(runner) if one.devices == devices), None)
    if pair is None or counts not in devices:
        text = _("Name the two devices that recorded a run together, and which of them counts.")
        raise SessionProblem({"counts": text})
    value = {"devices": list(devices), "counts": counts}
    decide(
        runner,
        RunnerDecision.Kind.COUNTED_DEVICE,
        value,
        local_day(datetime.now(UTC), runner.time_zone),
        decided_by,
    )
    swapped = [fit.pk for fit in _of_device(runner, pair, counts) if _give_way(fit, decided_by)]
    return request_figures(runner, decided_by, fits=swapped) if swapped else None


def _of_device(runner: Runner, pair: DevicePair, counts: str) -> list[SessionFIT]:
    """The held recordings of the device that counts now, except those that a person decided about."""
    settled = _settled_by_person(runner)
    held = SessionFIT.objects.select_related("runner").filter(pk__in=list(pair.held_fits))
    return [fit for fit in held.order_by("pk") if device_name(fit.device) == counts and fit.pk not in settled]


def _settled_by_person(runner: Runner) -> set[str]:
    """The files of which a person said one by one that they count, or that another counts in their place."""
    swaps = SessionDecision.objects.filter(runner=runner, kind=SessionDecision.Kind.SWAP)
    values = swaps.order_by("decided_at", "pk").values_list("fit_id", "value")
    return {
        file
        for fit, value in values
        if not value.get("by_device")
        for file in (str(fit), str(value["before"]))
    }


def _give_way(fit: SessionFIT, decided_by: User | None) -> bool:
    """Hold what counted in place of `fit`; False where that has no file."""
    counted = SessionStatistics.objects.select_related("fit").filter(pk=fit.held_for).first()
    if counted is None or counted.fit is None:
        return False
    carry_words(counted.fit, fit)
    hold_instead(counted.fit, fit, decided_by, by_device=True)
    return True
