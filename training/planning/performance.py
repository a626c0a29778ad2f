"""Modelled performance on race morning (Banister), from what the athlete brings and the loads of the plan."""

import math
from collections.abc import Sequence
from functools import lru_cache

from runners.physiology.banister import ImpulseResponse, influence, steady_state
from training.planning.inputs import PlanInput
from training.planning.timeline import Timeline, day_load


def race_morning_value(timeline: Timeline) -> float:
    """The value of k1 G - k2 H on race morning; the race's own load is left out."""
    return value_of_loads([day_load(workouts) for workouts in timeline.days], timeline.input)


def value_of_loads(loads: Sequence[float], plan_input: PlanInput) -> float:
    """The same from the loads of all days, race day last. Before the start the athlete's CTL is taken as his habit."""
    model = plan_input.athlete.model
    weights = influences(model, len(loads))
    planned = sum(load * weight for load, weight in zip(loads[:-1], reversed(weights[1:]), strict=True))
    habit = plan_input.athlete.ctl0
    before = model.k1 * steady_state(habit, model.tau1_days) * weights_kept(model.tau1_days, len(loads) - 1)
    return (
        planned
        + before
        - model.k2 * steady_state(habit, model.tau2_days) * weights_kept(model.tau2_days, len(loads) - 1)
    )


@lru_cache(maxsize=512)
def influences(model: ImpulseResponse, days: int) -> tuple[float, ...]:
    """What a unit of load so many days before the race adds, for 0..days-1 days."""
    return tuple(influence(before, model) for before in range(days))


def weights_kept(tau_days: float, days: int) -> float:
    """What is left of a state after so many days."""
    return math.exp(-days / tau_days)
