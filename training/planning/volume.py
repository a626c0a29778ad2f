"""How much a week holds: from what is really run to the plan's largest week, a light week in between.

The first week is at most 110 % of the mean of the last three weeks; load weeks then grow evenly to the most that is
sensible (2.1 times 25 km a week, 1.65 times 60, 1.35 times 90), reached after three quarters of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.planning.demands import easy_speed_mps, longest_run_m, usual_runs
from training.planning.inputs import PlanInput, usable_days
from training.planning.periodization import Week
from training.planning.timeline import FIRST_STEPS_RTSS, WEEKS_LOOKED_BACK, Timeline
from training.planning.week_judge import share_limit

__all__ = ["LIGHT_SHARE", "Target", "Volume", "volume_of"]

LIGHT_SHARE = 0.72
FIRST_WEEK_SHARE, WEEKS_REALLY_RUN = 1.10, 3
MOST_GROWTH = 1.13
REACHED_AFTER = 0.75
# Largest week as a multiple of the km a week run before, straight lines between: who runs much already grows less.
CEILING_KM = (12.0, 25.0, 60.0, 90.0, 130.0)
CEILING_FACTORS = (3.0, 2.1, 1.65, 1.35, 1.25)
EASY_RTSS_PER_MIN = 0.96

# The load of a week from the timeline so far, before limits.
Target = Callable[[Week, Timeline], float]


@dataclass(frozen=True, slots=True)
class Volume:
    """Loads (rTSS): the first week's, the most of any week, the most of the four weeks before."""

    first: float
    ceiling: float
    most_before: float


def volume_of(plan_input: PlanInput) -> Volume:
    """What the athlete starts from and may come to."""
    weeks, metres = _past_weeks(plan_input)
    usual = sum(weeks[-WEEKS_REALLY_RUN:]) / WEEKS_REALLY_RUN
    first = max(FIRST_WEEK_SHARE * usual, FIRST_STEPS_RTSS)
    start_m = sum(metres) / WEEKS_LOOKED_BACK
    factor = float(np.interp(start_m / 1000, CEILING_KM, CEILING_FACTORS))
    mean = max(sum(weeks) / WEEKS_LOOKED_BACK, 7 * plan_input.athlete.ctl0, FIRST_STEPS_RTSS)
    return Volume(first, max(factor * mean, 1.1 * max(weeks), _week_for_the_long_run(plan_input)), max(weeks))


def _week_for_the_long_run(plan_input: PlanInput) -> float:
    """The week's load that carries the longest run the race asks for, where that is a marathon or more."""
    if plan_input.kind not in ("marathon", "ultra"):
        return 0.0
    minutes = longest_run_m(plan_input) / easy_speed_mps(plan_input) / 60
    runs = min(usual_runs(plan_input), usable_days(plan_input.availability.max_s_by_weekday))
    return EASY_RTSS_PER_MIN * minutes / share_limit(runs, plan_input.kind)


def growing(
    weeks: Sequence[Week],
    volume: Volume,
    scale: float = 1.0,
    most_growth: float = MOST_GROWTH,
    reached_after: float = REACHED_AFTER,
) -> Target:
    """Load weeks that grow to the ceiling: evenly until it is reached after a share of them, no faster than `most_growth`.

    After the first week growth starts from the most of the weeks before the plan, where that is more.
    """
    loaded = [week.index for week in weeks if week.kind in ("load", "intro")]
    steps = max(1.0, reached_after * (len(loaded) - 1))
    growth = min(most_growth, float(max(1.0, volume.ceiling / volume.first) ** (1 / steps)))

    def target(week: Week, _timeline: Timeline) -> float:
        place = sum(index < week.index for index in loaded)
        start = volume.first if place == 0 else max(volume.first, volume.most_before)
        return scale * min(volume.ceiling, start * float(growth**place))

    return target


def _past_weeks(plan_input: PlanInput) -> tuple[list[float], list[float]]:
    """Loads and metres of the four weeks before the start, oldest first; without known runs the CTL's."""
    loads, metres = [0.0] * WEEKS_LOOKED_BACK, [0.0] * WEEKS_LOOKED_BACK
    for run in plan_input.athlete.history:
        ago = (plan_input.start - run.day).days
        if 1 <= ago <= 7 * WEEKS_LOOKED_BACK:
            place = WEEKS_LOOKED_BACK - 1 - (ago - 1) // 7
            loads[place] += run.rtss
            metres[place] += run.distance_m
    if not any(loads):
        habit = 7 * plan_input.athlete.ctl0
        speed = 0.75 * plan_input.paces.cs_mps
        return [habit] * WEEKS_LOOKED_BACK, [habit / 0.0156 * speed] * WEEKS_LOOKED_BACK
    return loads, metres
