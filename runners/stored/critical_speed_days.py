"""Critical Speed by day, of the stored log or of one that was replayed on trial: what two logs are compared by."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runlab_site.mongo.fields import derived_id
from runners.physiology.critical_speed_changes import ChangeState
from runners.selectors import critical_speed_log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from runners.models import CriticalSpeedRecord, Runner
    from runners.physiology.critical_speed_changes import CriticalSpeedTimeline

__all__ = ["CriticalSpeedDays", "replayed_days", "stored_days_of_log"]

_IN_USE = {ChangeState.IN_FORCE, ChangeState.ESTIMATED}


@dataclass(frozen=True, slots=True)
class CriticalSpeedDays:
    """The values (m/s) in use from their days on, in order, and the lines of the log: day, state and sentence."""

    values: tuple[tuple[date, float], ...]
    lines: tuple[tuple[date, ChangeState, str], ...]

    def on(self, day: date) -> float | None:
        """The Critical Speed (m/s) that a session of that day uses: the first one before it too. None without any."""
        position = bisect.bisect_right(self.values, day, key=lambda value: value[0])
        return self.values[max(position - 1, 0)][1] if self.values else None


def replayed_days(log: CriticalSpeedTimeline) -> CriticalSpeedDays:
    """Of a log that was replayed."""
    return _days(
        (one.day, one.state, one.sentence, one.in_force.cs_mps if one.in_force else None)
        for one in log.changes
    )


def stored_days_of_log(runner: Runner) -> CriticalSpeedDays:
    """Of the log as the last analysis stored it. What was typed on a day stands before what was fitted on it."""
    wanted = ("pk", "valid_from", "state", "reason", "critical_speed_mps")
    records = list(critical_speed_log(runner).only(*wanted))
    records.sort(key=lambda one: (one.valid_from, one.pk != _typed_id(runner, one)))
    return _days(
        (one.valid_from, ChangeState(one.state), one.reason["text"], one.critical_speed_mps)
        for one in records
    )


def _days(lines: Iterable[tuple[date, ChangeState, str, float | None]]) -> CriticalSpeedDays:
    listed = list(lines)
    values = [(day, value) for day, state, _, value in listed if state in _IN_USE and value is not None]
    return CriticalSpeedDays(tuple(values), tuple((day, state, said) for day, state, said, _ in listed))


def _typed_id(runner: Runner, record: CriticalSpeedRecord) -> str:
    return derived_id(runner.pk, record.valid_from.isoformat(), "typed")
