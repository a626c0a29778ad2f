"""Whether a graded pace is humanly possible (docs/science.md, How a recording is judged)."""

from sessions.analysis.best_efforts import world_record_cap
from sessions.analysis.context import AthleteContext
from sessions.analysis.measured import Measured
from sessions.analysis.pace import graded_pace_of, ungraded

__all__ = ["gradient_is_impossible"]

# A runner in the form of a lifetime holds a little more than the line of Critical Speed says.
BEST_DAY = 1.05
LEAST_SECONDS = 120.0
# Where W' is not known: a large one.
LARGE_W_PRIME_M = 350.0
SHORTEST_CAP_M = 400.0


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


def _fastest_mps(speed_mps: float, seconds: float, context: AthleteContext) -> float:
    """The fastest mean speed over that time: anybody's, and this runner's where Critical Speed is known."""
    anybody = world_record_cap(max(speed_mps * seconds, SHORTEST_CAP_M))
    if not context.cs_mps:
        return anybody
    own = context.cs_mps + (context.w_prime_m or LARGE_W_PRIME_M) / seconds
    return min(anybody, BEST_DAY * own)
