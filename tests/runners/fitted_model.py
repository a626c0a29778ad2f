"""The model fitted and stored from the history as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.models import RunnerHistory
from runners.services.impulse_response_service import fit_model, store_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.models import Runner
    from runners.services.forecasts import RaceResult

__all__ = ["update_model"]


def update_model(runner: Runner, results: Sequence[RaceResult]) -> bool:
    rows = RunnerHistory.objects.filter(runner=runner).order_by("day").values_list("day", "load_rtss")
    changed = fit_model(runner, results, list(rows))
    store_model(runner)
    return changed
