"""Summarises the bouts of work of a session, for Critical Speed and for comparing sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["work_of"]

Document = dict[str, Any]
_OF_HARD_BOUT = ("distance_m", "time_s", "start_offset_s", "end_offset_s")
_MEANS = ("avg_speed_mps", "cs_share", "avg_heart_rate_bpm")


def work_of(
    intervals: Mapping[str, Any] | None, hard_bouts: Sequence[Mapping[str, Any]] = ()
) -> Document | None:
    """Means over the bouts of work, the repeated interval, and the hard bouts; None without any bout.

    hard_bouts: distance_m, time_s, start_offset_s and end_offset_s of each.
    """
    if not intervals and not hard_bouts:
        return None
    work = [bout for bout in intervals["bouts"] if bout["is_work"]] if intervals else []
    return {
        "summary": intervals["summary"] if intervals else None,
        "hard_bouts": [{name: bout[name] for name in _OF_HARD_BOUT} for bout in hard_bouts],
        **{name: _mean_by_time(work, name) for name in _MEANS},
    }


def _mean_by_time(bouts: Sequence[Mapping[str, Any]], name: str) -> float | None:
    known = [(bout[name], bout["time_s"]) for bout in bouts if bout.get(name) is not None and bout["time_s"]]
    seconds = sum(time_s for _, time_s in known)
    return sum(value * time_s for value, time_s in known) / seconds if seconds else None
