"""The bouts of work of a session in few numbers: what Critical Speed and the comparison with other sessions read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["work_of"]

Document = dict[str, Any]
_MEANS = ("avg_speed_mps", "cs_share", "avg_heart_rate_bpm")


def work_of(intervals: Mapping[str, Any] | None) -> Document | None:
    """Distances (m) and times (s) of the bouts of work, means over their time, and what repeats; None without intervals."""
    if not intervals:
        return None
    work = [bout for bout in intervals["bouts"] if bout["is_work"]]
    return {
        "summary": intervals["summary"],
        "distances_m": [bout["distance_m"] for bout in work],
        "times_s": [bout["time_s"] for bout in work],
        **{name: _mean_by_time(work, name) for name in _MEANS},
    }


def _mean_by_time(bouts: Sequence[Mapping[str, Any]], name: str) -> float | None:
    known = [(bout[name], bout["time_s"]) for bout in bouts if bout.get(name) is not None and bout["time_s"]]
    seconds = sum(time_s for _, time_s in known)
    return sum(value * time_s for value, time_s in known) / seconds if seconds else None
