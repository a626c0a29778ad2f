"""Forward projection of a nested plan: CTL, ATL and TSB a day, week sums, and what race day looks like."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse, influence, steady_state
from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, smoothing_factor
from runners.physiology.vdot import VDOT_LONGEST_S, VDOT_SHORTEST_S, vdot, vdot_time
from training.planning.records import Athlete, Day, Forecast, GivenPlan, Plan, Week, as_plan
from training.planning.zones import race_time_s

# Shape only: the default model has no units, so a plan may move the predicted VDOT by no more than the share of it
# that a season moves trained runners; ours.
LARGEST_CHANGE = 0.08
MOST_LOST, IDLE_DAYS_SCALE, IDLE_DAYS_FREE = 0.16, 25.0, 3  # VDOT without running, days
LEAST_KEPT_CTL, LEAST_CTL = 0.6, 1.0
BAND_SHARE = (
    0.03  # of the time, either side, from today's figure alone; ours, as the ensemble's for equal distances
)
BAND_SHARE_PER_CHANGE = 0.5  # and half of what the plan is to change


@dataclass(frozen=True, slots=True)
class DayState:
    """One day: load (rTSS), CTL and ATL in the evening, TSB in the morning."""

    date: str
    load: float
    ctl: float
    atl: float
    tsb: float


@dataclass(frozen=True, slots=True)
class RaceForecast:
    """Race morning: CTL, TSB, modelled value k1 G - k2 H, and the time with its band (s)."""

    ctl: float
    tsb: float
    value: float
    time_s: float
    fast_s: float
    slow_s: float

    @property
    def atl(self) -> float:
        """Fatigue on race morning."""
        return self.ctl - self.tsb

    @property
    def record(self) -> Forecast:
        """As it stands in a plan."""
        return Forecast(self.ctl, self.tsb, self.time_s, self.fast_s, self.slow_s)


def day_states(plan: GivenPlan, actual: Mapping[str, float] | None = None) -> list[DayState]:
    """CTL, ATL and TSB of each day; `actual` gives the real load of past dates in place of the planned one."""
    plan = as_plan(plan)
    ctl, atl = float(plan.athlete.ctl0), float(plan.athlete.atl0)
    ctl_share, atl_share = smoothing_factor(CTL_DAYS), smoothing_factor(ATL_DAYS)
    real = actual if actual is not None else actual_loads(plan)
    states = []
    for day in plan.days:
        date = day.date.isoformat()
        load = real.get(date, day.load)
        tsb = ctl - atl
        ctl += ctl_share * (load - ctl)
        atl += atl_share * (load - atl)
        states.append(DayState(date, load, ctl, atl, tsb))
    return states


def actual_loads(plan: Plan) -> dict[str, float]:
    """The real loads of past dates that a plan made again carries with it."""
    return {entry.date.isoformat(): float(entry.rtss) for entry in plan.actual or ()}


def with_projection(plan: Plan) -> Plan:
    """The plan with ctl, atl, tsb in every day and the sums in every week."""
    states = {state.date: state for state in day_states(plan)}

    def projected(day: Day) -> Day:
        state = states[day.date.isoformat()]
        return replace(day, ctl=state.ctl, atl=state.atl, tsb=state.tsb)

    def summed(week: Week) -> Week:
        return replace(
            week,
            days=tuple(projected(day) for day in week.days),
            planned_rtss=math.fsum(workout.expected_rtss for workout in week.workouts),
            planned_s=math.fsum(workout.expected_s for workout in week.workouts),
        )

    return plan.with_weeks(summed)


def forecast(plan: GivenPlan, loads: Sequence[float] | None = None) -> RaceForecast:
    """What race morning looks like; `loads` a day in place of the planned ones, to ask what if."""
    plan = as_plan(plan)
    states = day_states(plan)
    planned = [state.load for state in states] if loads is None else list(loads)
    model = model_of(plan.athlete)
    value = _value(planned[:-1], plan.athlete, model)
    ctl, tsb = _morning(planned[:-1], plan.athlete)
    centre, change = _race_time(plan, value, model, ctl, _idle_days(planned[:-1]))
    band = BAND_SHARE + BAND_SHARE_PER_CHANGE * abs(change)
    return RaceForecast(ctl, tsb, value, centre, centre * (1 - band), centre * (1 + band))


def forecast_if_missed(plan: GivenPlan, from_date: str) -> RaceForecast:
    """Race morning if nothing more is run from a date on."""
    plan = as_plan(plan)
    return forecast(plan, [state.load if state.date < from_date else 0.0 for state in day_states(plan)])


def model_of(athlete: Athlete) -> ImpulseResponse:
    """The athlete's fitted model, or the default."""
    fit = athlete.impulse_response
    if not fit:
        return DEFAULT_MODEL
    return ImpulseResponse(
        fit["p0"],
        fit["k1"],
        fit["k2"],
        fit["tau1_days"],
        fit["tau2_days"],
        is_calibrated=bool(fit.get("is_calibrated")),
    )


def _value(loads: Sequence[float], athlete: Athlete, model: ImpulseResponse) -> float:
    """The value k1 G - k2 H on the morning after these loads; before them the athlete's CTL was his habit."""
    count = len(loads)
    fitness, fatigue = _states_at_start(athlete, model)
    carried = model.k1 * fitness * math.exp(-count / model.tau1_days) - model.k2 * fatigue * math.exp(
        -count / model.tau2_days
    )
    return carried + math.fsum(load * influence(count - day, model) for day, load in enumerate(loads))


def _states_at_start(athlete: Athlete, model: ImpulseResponse) -> tuple[float, float]:
    return steady_state(athlete.ctl0, model.tau1_days), steady_state(athlete.ctl0, model.tau2_days)


def _morning(loads: Sequence[float], athlete: Athlete) -> tuple[float, float]:
    ctl, atl = float(athlete.ctl0), float(athlete.atl0)
    for load in loads:
        ctl += smoothing_factor(CTL_DAYS) * (load - ctl)
        atl += smoothing_factor(ATL_DAYS) * (load - atl)
    return ctl, ctl - atl


def _idle_days(loads: Sequence[float]) -> int:
    """Days without running up to race morning."""
    return next((days for days, load in enumerate(reversed(loads)) if load > 0), len(loads))


def _detraining(idle_days: int, ctl_share: float) -> float:
    """The share of VDOT lost without running, or with far less of it than the athlete was used to.

    Coyle 1984 (J Appl Physiol 57:1857): VO2max -7 % after 12 to 21 idle days, -16 % after 56 to 84; the curve between is
    ours, as is the part for training that goes on with less than 0.6 of the load.
    """
    by_rest = 1 - math.exp(-max(0, idle_days - IDLE_DAYS_FREE) / IDLE_DAYS_SCALE)
    by_load = 1 - math.pow(min(1.0, ctl_share / LEAST_KEPT_CTL), CTL_DAYS / IDLE_DAYS_SCALE)
    return MOST_LOST * max(by_rest, by_load)


def _race_time(
    plan: Plan, value: float, model: ImpulseResponse, ctl: float, idle_days: int
) -> tuple[float, float]:
    """The time on race day (s) and the share by which VDOT moves from today's."""
    distance, athlete = float(plan.goal.distance_m), plan.athlete
    today_s = race_time_s(distance, athlete.cs_mps, athlete.d_prime_m)
    if athlete.vdot:
        today_s = vdot_time(athlete.vdot, distance)
    fitness, fatigue = _states_at_start(athlete, model)
    start = model.k1 * fitness - model.k2 * fatigue
    change = min(
        _change(value - start, model, athlete), -_detraining(idle_days, ctl / max(athlete.ctl0, LEAST_CTL))
    )
    if not VDOT_SHORTEST_S <= today_s <= VDOT_LONGEST_S:
        # Outside the formula's range VDOT cannot carry the change; speed moves about as VDOT does.
        return today_s / (1 + change), change
    return vdot_time(vdot(distance, today_s) * (1 + change), distance), change


def _change(gain: float, model: ImpulseResponse, athlete: Athlete) -> float:
    """Relative change of VDOT. A calibrated model says it in VDOT; the default one only in its own scale."""
    if model.is_calibrated and athlete.vdot:
        return max(-LARGEST_CHANGE, min(LARGEST_CHANGE, gain / float(athlete.vdot)))
    # A mean load w is worth 5 VDOT net (science of the model's priors): k1 stands for 1 / (3 w), here w is a plain week's.
    scale = 3 * max(float(athlete.ctl0), 20.0) * model.k1 * 50.0
    return LARGEST_CHANGE * math.tanh(gain / scale / LARGEST_CHANGE)
