"""Forward projection of a nested plan: CTL, ATL and TSB a day, week sums, and what race day looks like."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse, influence, steady_state
from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, smoothing_factor
from runners.physiology.vdot import VDOT_LONGEST_S, VDOT_SHORTEST_S, vdot, vdot_time
from training.planning.zones import race_time_s

Document = dict[str, Any]

# Shape only: the default model has no units, so a plan may move the predicted VDOT by no more than the share of it
# that a season moves trained runners; ours.
LARGEST_CHANGE = 0.08
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

    def document(self) -> Document:
        """As it stands in a nested plan."""
        return {
            "ctl": self.ctl,
            "tsb": self.tsb,
            "time_s": self.time_s,
            "fast_s": self.fast_s,
            "slow_s": self.slow_s,
        }


def day_states(document: Document, actual: Mapping[str, float] | None = None) -> list[DayState]:
    """CTL, ATL and TSB of each day; `actual` gives the real load of past dates in place of the planned one."""
    ctl, atl = float(document["athlete"]["ctl0"]), float(document["athlete"]["atl0"])
    ctl_share, atl_share = smoothing_factor(CTL_DAYS), smoothing_factor(ATL_DAYS)
    real = actual if actual is not None else actual_loads(document)
    states = []
    for day in _days(document):
        load = real.get(day["date"], sum(workout["expected_rtss"] for workout in day["workouts"]))
        tsb = ctl - atl
        ctl += ctl_share * (load - ctl)
        atl += atl_share * (load - atl)
        states.append(DayState(day["date"], load, ctl, atl, tsb))
    return states


def actual_loads(document: Document) -> dict[str, float]:
    """The real loads of past dates that a plan made again carries with it."""
    return {entry["date"]: float(entry["rtss"]) for entry in document.get("actual", ())}


def fill_projection(document: Document) -> None:
    """Write ctl, atl, tsb into every day and the sums into every week of a nested document."""
    states = {state.date: state for state in day_states(document)}
    for block in document["blocks"]:
        for week in block["weeks"]:
            workouts = [workout for day in week["days"] for workout in day["workouts"]]
            week["planned_rtss"] = math.fsum(workout["expected_rtss"] for workout in workouts)
            week["planned_s"] = math.fsum(workout["expected_s"] for workout in workouts)
            for day in week["days"]:
                state = states[day["date"]]
                day["ctl"], day["atl"], day["tsb"] = state.ctl, state.atl, state.tsb


def forecast(document: Document, loads: Sequence[float] | None = None) -> RaceForecast:
    """What race morning looks like; `loads` a day in place of the planned ones, to ask what if."""
    states = day_states(document)
    planned = [state.load for state in states] if loads is None else list(loads)
    model = model_of(document)
    value = _value(planned[:-1], document, model)
    ctl, tsb = _morning(planned[:-1], document)
    centre, change = _race_time(document, value, model)
    band = BAND_SHARE + BAND_SHARE_PER_CHANGE * abs(change)
    return RaceForecast(ctl, tsb, value, centre, centre * (1 - band), centre * (1 + band))


def forecast_if_missed(document: Document, from_date: str) -> RaceForecast:
    """Race morning if nothing more is run from a date on."""
    return forecast(
        document, [state.load if state.date < from_date else 0.0 for state in day_states(document)]
    )


def model_of(document: Document) -> ImpulseResponse:
    """The athlete's fitted model, or the default."""
    fit = document["athlete"].get("impulse_response")
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


def _days(document: Document) -> list[Document]:
    return [day for block in document["blocks"] for week in block["weeks"] for day in week["days"]]


def _value(loads: Sequence[float], document: Document, model: ImpulseResponse) -> float:
    """The value k1 G - k2 H on the morning after these loads; before them the athlete's CTL was his habit."""
    count = len(loads)
    fitness, fatigue = _states_at_start(document, model)
    carried = model.k1 * fitness * math.exp(-count / model.tau1_days) - model.k2 * fatigue * math.exp(
        -count / model.tau2_days
    )
    return carried + math.fsum(load * influence(count - day, model) for day, load in enumerate(loads))


def _states_at_start(document: Document, model: ImpulseResponse) -> tuple[float, float]:
    habit = float(document["athlete"]["ctl0"])
    return steady_state(habit, model.tau1_days), steady_state(habit, model.tau2_days)


def _morning(loads: Sequence[float], document: Document) -> tuple[float, float]:
    ctl, atl = float(document["athlete"]["ctl0"]), float(document["athlete"]["atl0"])
    for load in loads:
        ctl += smoothing_factor(CTL_DAYS) * (load - ctl)
        atl += smoothing_factor(ATL_DAYS) * (load - atl)
    return ctl, ctl - atl


def _race_time(document: Document, value: float, model: ImpulseResponse) -> tuple[float, float]:
    """The time on race day (s) and the share by which VDOT moves from today's."""
    distance = float(document["goal"]["distance_m"])
    athlete = document["athlete"]
    today_s = race_time_s(distance, athlete["cs_mps"], athlete["d_prime_m"])
    if athlete.get("vdot"):
        today_s = vdot_time(athlete["vdot"], distance)
    fitness, fatigue = _states_at_start(document, model)
    start = model.k1 * fitness - model.k2 * fatigue
    change = _change(value - start, model, athlete)
    if not VDOT_SHORTEST_S <= today_s <= VDOT_LONGEST_S:
        # Outside the formula's range VDOT cannot carry the change; speed moves about as VDOT does.
        return today_s / (1 + change), change
    return vdot_time(vdot(distance, today_s) * (1 + change), distance), change


def _change(gain: float, model: ImpulseResponse, athlete: Document) -> float:
    """Relative change of VDOT. A calibrated model says it in VDOT; the default one only in its own scale."""
    if model.is_calibrated and athlete.get("vdot"):
        return max(-LARGEST_CHANGE, min(LARGEST_CHANGE, gain / float(athlete["vdot"])))
    # A mean load w is worth 5 VDOT net (science of the model's priors): k1 stands for 1 / (3 w), here w is a plain week's.
    scale = 3 * max(float(athlete["ctl0"]), 20.0) * model.k1 * 50.0
    return LARGEST_CHANGE * math.tanh(gain / scale / LARGEST_CHANGE)
