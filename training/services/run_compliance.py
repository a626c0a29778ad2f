"""How a planned workout was followed by the runs that did it: time, distance, load and each step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from training.planning.compliance import colour, is_work_missed, measures_by_distance, ratio
from training.services.step_following import steps_followed, steps_key

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sessions.models import SessionStatistics
    from training.planning.records import Workout
    from training.planning.zones import Paces

__all__ = ["as_done", "as_not_done"]

Document = dict[str, Any]


def as_done(
    workout: Workout, runs: Sequence[SessionStatistics], paired_by_hand: Collection[str], paces: Paces
) -> Workout:
    """The workout as done by these runs, the first of them its session; paired_by_hand: ids that a person paired."""
    steps = _steps(workout, runs, paces)
    misses_work = is_work_missed(workout.role, steps["steps_score"])
    compliance = (
        _figures(workout, runs, misses_work=misses_work)
        | {
            "sessions": [str(run.pk) for run in runs],
            "by_hand": any(str(run.pk) in paired_by_hand for run in runs),
        }
        | steps
    )
    return replace(
        workout,
        state="done",
        session_id=str(runs[0].pk),
        extra={**workout.extra, "compliance": compliance, "missed_reason": None},
    )


def as_not_done(workout: Workout) -> Workout:
    """A pair that is no more is taken back; what never was one stays as it is."""
    if workout.state != "done":
        return workout
    extra = {**workout.extra, "session_id": None, "compliance": None}
    return replace(workout, state="published", session_id=None, extra=extra)


def _figures(workout: Workout, runs: Sequence[SessionStatistics], *, misses_work: bool) -> Document:
    """What was done (s, m, rTSS), its shares of what was planned, and the share that it is judged by."""
    by_distance = measures_by_distance(workout.steps)
    loads = [run.rtss for run in runs if run.rtss is not None]
    seconds, metres = sum(run.timer_time_s or 0.0 for run in runs), sum(run.distance_m or 0.0 for run in runs)
    load = sum(loads) if loads else None
    time_ratio, distance_ratio = ratio(workout.expected_s, seconds), ratio(workout.expected_m, metres)
    share = distance_ratio if by_distance else time_ratio
    return {
        "done_s": seconds,
        "done_m": metres,
        "done_rtss": load,
        "time_ratio": time_ratio,
        "distance_ratio": distance_ratio,
        "load_ratio": None if load is None else ratio(workout.expected_rtss, load),
        "ratio": share,
        "colour": colour(share, misses_work=misses_work),
        "measure": "distance" if by_distance else "time",
    }


def _steps(workout: Workout, runs: Sequence[SessionStatistics], paces: Paces) -> Document:
    """Step by step of the longest part; what was found before stays while neither workout nor session changed."""
    main = max(runs, key=lambda run: (run.timer_time_s or 0.0, str(run.pk)))
    key = steps_key(workout.steps, main)
    before = workout.extra.get("compliance") or {}
    if before.get("steps_key") == key:
        return {name: before[name] for name in ("steps_key", "steps_score", "steps")}
    return {"steps_key": key, **steps_followed(workout.steps, main, paces)}
