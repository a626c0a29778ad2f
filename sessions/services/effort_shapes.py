"""The form of a stored run, from which it is proposed what the run was meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessions.analysis.effort_proposal import (
    LONGEST_TRIAL_S,
    SHORTEST_TRIAL_S,
    HardBout,
    RunDistance,
    SessionShape,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessions.models import SessionStatistics

__all__ = ["effort_shape"]


def effort_shape(session: SessionStatistics, others_of_day_m: tuple[float, ...] = ()) -> SessionShape:
    """The form of a run as it is stored; others_of_day_m: the distances of the athlete's other runs of that day."""
    balance = session.figures.get("w_prime_balance_min_m") or {}
    used = {one["name"]: one.get("value") for one in balance.get("inputs") or ()}
    cs, w_prime = used.get("Critical Speed"), used.get("W'")
    on_ground = not session.is_treadmill
    return SessionShape(
        distance_m=session.distance_m,
        elapsed_time_s=session.elapsed_time_s,
        graded_speed_mps=session.graded_speed_mps if on_ground else None,
        bouts=_hard_bouts(session, cs, w_prime) if on_ground else (),
        cs_mps=cs,
        w_prime_m=w_prime,
        fastest=tuple(
            RunDistance(one["distance_m"], one["time_s"]) for one in session.best_efforts if not one["flags"]
        ),
        others_of_day_m=others_of_day_m,
    )


def _hard_bouts(
    session: SessionStatistics, cs_mps: float | None, w_prime_m: float | None
) -> tuple[HardBout, ...]:
    """The bouts of work by laps or Critical Speed, else by the recording alone; of a single one the hardest stretch."""
    bouts = (session.judged.get("intervals") or {}).get("bouts") or session.measured.get("hard_bouts") or ()
    work = [bout for bout in bouts if bout["is_work"] and bout["graded_speed_mps"] is not None]
    if len(work) > 1:
        return tuple(
            HardBout(bout["time_s"], bout["graded_speed_mps"], bout["avg_speed_mps"], bout["start_offset_s"])
            for bout in work
        )
    curve = (session.measured.get("curves") or {}).get("speed")
    if not (curve and cs_mps and w_prime_m):
        return ()
    hardest = _hardest_stretch(curve, cs_mps, w_prime_m)
    return () if hardest is None else (hardest,)


def _hardest_stretch(curve: Mapping[str, Any], cs_mps: float, w_prime_m: float) -> HardBout | None:
    """What came nearest to what Critical Speed and W' allow over its time; None of a session too short for a trial."""
    best = list(zip(curve["durations_s"], curve["values"], strict=True))
    trials = [pair for pair in best if SHORTEST_TRIAL_S <= pair[0] <= LONGEST_TRIAL_S]
    if not trials:
        return None
    seconds, speed = max(trials, key=lambda pair: pair[1] / (cs_mps + w_prime_m / pair[0]))
    twice = next((value for duration, value in best if duration >= 2 * seconds), None)
    return HardBout(seconds, speed, speed, twice_as_long_mps=twice)
