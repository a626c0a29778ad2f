"""Whether pace, gradient and heart rate are humanly possible (docs/science.md, How a recording is judged)."""

import numpy as np

from sessions.analysis.best_efforts import world_record_cap
from sessions.analysis.context import AthleteContext
from sessions.analysis.measured import Measured
from sessions.analysis.pace import graded_pace_of, ungraded
from sessions.analysis.rides import is_stepping

__all__ = ["gradient_is_impossible", "was_carried"]

# A runner in the form of a lifetime holds a little more than the line of Critical Speed says.
BEST_DAY = 1.05
LEAST_SECONDS = 120.0
# Where W' is not known: a large one.
LARGE_W_PRIME_M = 350.0
SHORTEST_CAP_M = 400.0
# Nobody runs so fast for so long with a heart so calm, but downhill.
CARRIED_MPS, CARRIED_S, CALM_SHARE_OF_MAXIMUM, LEAST_COVERED, DOWNHILL = 4.5, 600.0, 0.6, 0.8, 0.01


def gradient_is_impossible(measured: Measured, context: AthleteContext) -> bool:
    """Whether the normalised speed is beyond Critical Speed or world record for its time only by its gradients."""
    graded = measured.graded_pace
    if (
        graded is None
        or not measured.kind.is_running
        or graded.graded_share == 0
        or graded.data_s < LEAST_SECONDS
    ):
        return False
    fastest = _fastest_mps(graded.normalised_mps, graded.data_s, context)
    if graded.normalised_mps <= fastest:
        return False
    level = graded_pace_of(ungraded(measured.stream))
    return level is not None and level.normalised_mps <= fastest


def was_carried(measured: Measured, context: AthleteContext) -> bool:
    """Whether a recording named a run was a ride from beginning to end: fast, and with a heart almost at rest."""
    stream, speed = measured.stream, measured.figures["avg_speed_mps"].value
    known = np.isfinite(stream.heart_rate_bpm) & (stream.weight_s > 0)
    if not measured.kind.is_running or measured.kind.is_treadmill or not context.hr_max_bpm or speed is None:
        return False
    if (
        speed < CARRIED_MPS
        or stream.timer_total_s < CARRIED_S
        or known.sum() < LEAST_COVERED * stream.timer_total_s
    ):
        return False
    if is_stepping(stream.cadence_spm[stream.weight_s > 0]):
        return False
    climbed = stream.climbed.total
    is_downhill = climbed.loss_m - climbed.gain_m > DOWNHILL * speed * stream.timer_total_s
    return (
        bool(stream.heart_rate_bpm[known].mean() < CALM_SHARE_OF_MAXIMUM * context.hr_max_bpm)
        and not is_downhill
    )


def _fastest_mps(speed_mps: float, seconds: float, context: AthleteContext) -> float:
    """The fastest mean speed over that time: anybody's, and this runner's where Critical Speed is known."""
    anybody = world_record_cap(max(speed_mps * seconds, SHORTEST_CAP_M))
    if not context.cs_mps:
        return anybody
    own = context.cs_mps + (context.w_prime_m or LARGE_W_PRIME_M) / seconds
    return min(anybody, BEST_DAY * own)
