"""Week loads for race day: a linear programme (HiGHS), since CTL, ATL and Banister's G and H are linear in the loads.

Maximised is k1 G - k2 H on race morning. Alone that is bang-bang (Ceddia 2025), so the rules of progression are part
of the model: time, ramp, growth, light weeks, the taper's shape. The days are filled afterwards and checked exactly;
the figures here are a little stricter than the invariants to leave them room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, smoothing_factor
from training.planning.inputs import PlanInput
from training.planning.performance import influences
from training.planning.periodization import Week
from training.planning.race_form import TSB_RULE_FROM_DAYS, FormLimit
from training.planning.slots import Slots
from training.planning.systems import LONG_CAP_MIN
from training.planning.timeline import CTL_FLOOR, RAMP_LIMIT, day_load
from training.planning.week_fill import LONG_WEIGHT, RUNS_PER_WEEK, SECOND_LONG_SHARE

FloatArray = npt.NDArray[np.float64]

RTSS_PER_HOUR = 58.0  # what an hour of mixed training earns
MEAN_RATIO = 1.28
LIGHT_SHARE = 0.72
RAMP_SHARE = 0.97
RACE_MORNING_TSB = 1.5
BRANCH_PASSES = 2
STEADY_SHARE = 0.92
FLOOR_SHARE = 0.6
LOW_FLOOR_SHARES = (0.6, 0.45, 0.3)


@dataclass(frozen=True, slots=True)
class Growth:
    """How fast weeks may grow: by a factor or by rTSS, whichever is more; and the share of the ramp used."""

    factor: float = 1.12
    rtss: float = 22.0
    ramp_share: float = RAMP_SHARE


@dataclass(frozen=True, slots=True)
class _Problem:
    """Days x weeks: shares of a week's load, what is fixed, and the weights of CTL and ATL."""

    shares: FloatArray
    fixed: FloatArray
    ctl: FloatArray
    ctl_fixed: FloatArray
    atl: FloatArray
    atl_fixed: FloatArray
    caps: FloatArray


def week_targets(
    plan_input: PlanInput,
    weeks: Sequence[Week],
    slots: Slots,
    before: float,
    growth: Growth,
    taper_share: float,
    form_limit: FormLimit | None = None,
) -> list[float] | None:
    """The load of each week (races not counted) that serves race day best; None if the rules have no solution.

    before: the greatest weekly load of the four weeks before the start. taper_share: the load a day of the taper
    against that of the load weeks. form_limit: the most form on race morning, for inputs where rest alone would exceed it.
    """
    if all(week.kind == "taper" for week in weeks):
        return None
    programme = _Programme(plan_input, weeks, slots, before, growth, taper_share, form_limit)
    solution = programme.solve(None)
    # Limits of the form "x or y, whichever is more" take the branch that the last solution is on.
    for _ in range(BRANCH_PASSES - 1):
        solution = programme.solve(solution) if solution is not None else None
    return [float(load) for load in solution] if solution is not None else None


def _problem(plan_input: PlanInput, weeks: Sequence[Week], slots: Slots) -> _Problem:
    days, count = plan_input.days_count, len(weeks)
    shares = np.zeros((days, count))
    for week in weeks:
        use = slots.week(week)
        for day in (*use.easy, *use.quality):
            shares[day, week.index] = 1.0
        if use.long is not None:
            shares[use.long, week.index] = LONG_WEIGHT
        if use.second_long is not None:
            shares[use.second_long, week.index] = SECOND_LONG_SHARE * LONG_WEIGHT
    shares /= np.maximum(shares.sum(axis=0), 1.0)
    fixed = np.array([day_load(slots.fixed.get(day, ())) for day in range(days)])
    athlete = plan_input.athlete
    ctl, ctl_fixed = _average(shares, fixed, CTL_DAYS, athlete.ctl0)
    atl, atl_fixed = _average(shares, fixed, ATL_DAYS, athlete.atl0)
    caps = np.array([_time_cap(plan_input, week, slots) for week in weeks])
    return _Problem(shares, fixed, ctl, ctl_fixed, atl, atl_fixed, caps)


def _average(
    shares: FloatArray, fixed: FloatArray, days: float, start: float
) -> tuple[FloatArray, FloatArray]:
    """An exponential average as (matrix, constant) of the week loads, row per day."""
    share = smoothing_factor(days)
    matrix, constant = np.zeros_like(shares), np.zeros_like(fixed)
    row, value = np.zeros(shares.shape[1]), start
    for day in range(len(fixed)):
        row = row + share * (shares[day] - row)
        value += share * (fixed[day] - value)
        matrix[day], constant[day] = row, value
    return matrix, constant


def _time_cap(plan_input: PlanInput, week: Week, slots: Slots) -> float:
    """The load that fits the week's time; days beyond the runs a week are not counted."""
    longest = 60.0 * LONG_CAP_MIN[plan_input.kind]
    seconds = sorted((min(slots.caps_s[day], longest) for day in week.days), reverse=True)
    return sum(seconds[: RUNS_PER_WEEK[plan_input.athlete.experience]]) / 3600 * RTSS_PER_HOUR


class _Programme:
    """The linear programme of one input; solved again with the branches of its last solution."""

    def __init__(
        self,
        plan_input: PlanInput,
        weeks: Sequence[Week],
        slots: Slots,
        before: float,
        growth: Growth,
        taper_share: float,
        form_limit: FormLimit | None,
    ) -> None:
        self.input, self.weeks, self.slots = plan_input, weeks, slots
        self.before, self.growth, self.form_limit = before, growth, form_limit
        self.problem = _problem(plan_input, weeks, slots)
        self.equal, self.equal_to = _taper_rows(weeks, slots, taper_share)
        weights = np.array(influences(plan_input.athlete.model, plan_input.days_count)[::-1])
        weights[-1] = 0.0
        self.gain = self.problem.shares.T @ weights

    def solve(self, last: FloatArray | None) -> FloatArray | None:
        """Week loads; the wishes that load weeks do not fall back are dropped if nothing keeps them."""
        ramp = RAMP_LIMIT[self.input.athlete.experience] * self.growth.ramp_share
        rows = [
            *_growth_rows(self.weeks, self.slots, self.before, self.growth, last),
            *_load_rows(self.input, self.weeks, self.problem, ramp, last),
            *_form_rows(self.problem, self.form_limit),
        ]
        for wishes in self._wishes():
            kept = self._optimum([*rows, *wishes])
            if kept is not None:
                return kept
        return None

    def _wishes(self) -> Iterator[list[tuple[FloatArray, float]]]:
        """What load weeks should keep, the most first; where form is limited less and less of what was run before."""
        steady = _steady_rows(self.weeks, self.slots)
        yield [*steady, *self._floors(FLOOR_SHARE)]
        yield steady
        for share in LOW_FLOOR_SHARES if self.form_limit else ():
            yield self._floors(share)
        yield []

    def _floors(self, share: float) -> list[tuple[FloatArray, float]]:
        return _floor_rows(self.weeks, self.slots, share * self.before, share * self.problem.caps)

    def _optimum(self, rows: list[tuple[FloatArray, float]]) -> FloatArray | None:
        from scipy.optimize import linprog

        result = linprog(
            -self.gain,
            A_ub=np.array([row for row, _ in rows]),
            b_ub=np.array([limit for _, limit in rows]),
            A_eq=self.equal if len(self.equal) else None,
            b_eq=self.equal_to if len(self.equal) else None,
            bounds=[
                (0.0, None if week.kind == "taper" else cap)
                for week, cap in zip(self.weeks, self.problem.caps, strict=True)
            ],
            method="highs",
        )
        return np.asarray(result.x) if result.success else None


def _steady_rows(weeks: Sequence[Week], slots: Slots) -> list[tuple[FloatArray, float]]:
    """Load weeks keep most of the one before: near the race the model alone would have them rest."""
    rows: list[tuple[FloatArray, float]] = []
    loaded = [week for week in weeks if week.kind in ("load", "intro")]
    for earlier, later in pairwise(loaded):
        if not _is_plain(later, slots):
            continue
        row = np.zeros(len(weeks))
        row[later.index], row[earlier.index] = -1.0, STEADY_SHARE
        rows.append((row, 0.0))
    return rows


def _floor_rows(
    weeks: Sequence[Week], slots: Slots, wanted: float, caps: FloatArray
) -> list[tuple[FloatArray, float]]:
    """Load weeks keep a share of what was run before the plan, as far as there is time."""
    rows: list[tuple[FloatArray, float]] = []
    for week in weeks:
        if week.kind in ("load", "intro") and _is_plain(week, slots):
            row = np.zeros(len(weeks))
            row[week.index] = -1.0
            rows.append((row, -min(wanted, float(caps[week.index]))))
    return rows


def _growth_rows(
    weeks: Sequence[Week], slots: Slots, before: float, growth: Growth, last: FloatArray | None
) -> list[tuple[FloatArray, float]]:
    """Load weeks against the last undisturbed load week, light weeks against the week before them."""
    rows: list[tuple[FloatArray, float]] = []
    previous: int | None = None
    for week in weeks:
        row = np.zeros(len(weeks))
        row[week.index] = 1.0
        if week.kind == "recovery":
            # Against the week before it, or where that one was disturbed against the last that was not.
            against = week.index - 1 if _is_plain(weeks[week.index - 1], slots) else previous
            if against is not None:
                row[against] = -LIGHT_SHARE
            rows.append((row, LIGHT_SHARE * before if against is None else 0.0))
            continue
        if week.kind == "taper":
            continue
        reference = before if previous is None else float(last[previous]) if last is not None else before
        by_factor = reference * growth.factor > reference + growth.rtss
        if previous is None:
            rows.append((row, reference * growth.factor if by_factor else reference + growth.rtss))
        else:
            row[previous] = -growth.factor if by_factor else -1.0
            rows.append((row, 0.0 if by_factor else growth.rtss))
        if _is_plain(week, slots):
            previous = week.index
    return rows


def _is_plain(week: Week, slots: Slots) -> bool:
    return week.is_full and not slots.is_disturbed(week)


def _load_rows(
    plan_input: PlanInput, weeks: Sequence[Week], problem: _Problem, ramp: float, last: FloatArray | None
) -> list[tuple[FloatArray, float]]:
    """Ramp and ratio at the end of each week; a race there answers for itself."""
    rows: list[tuple[FloatArray, float]] = []
    ctl_now = problem.ctl_fixed if last is None else problem.ctl @ last + problem.ctl_fixed
    for week in weeks:
        if week.kind == "taper":
            continue
        end = week.days[-1]
        start = end - 7
        if problem.fixed[max(0, start) : end + 1].any():
            continue
        before_row = problem.ctl[start] if start >= 0 else np.zeros(len(weeks))
        before_value = problem.ctl_fixed[start] if start >= 0 else plan_input.athlete.ctl0
        rows.append((problem.ctl[end] - before_row, ramp + before_value - problem.ctl_fixed[end]))
        seven = slice(max(0, end - 6), end + 1)
        atl_row, atl_value = problem.atl[seven].mean(axis=0), problem.atl_fixed[seven].mean()
        if ctl_now[end] >= CTL_FLOOR:
            ctl_row, ctl_value = problem.ctl[seven].mean(axis=0), problem.ctl_fixed[seven].mean()
            rows.append((atl_row - MEAN_RATIO * ctl_row, MEAN_RATIO * ctl_value - atl_value))
        else:
            rows.append((atl_row, MEAN_RATIO * CTL_FLOOR - atl_value))
    # What the start brings may already exceed a limit; no load of ours can then make it worse than resting.
    return [(row, max(limit, 0.0)) for row, limit in rows]


def _open_days(week: Week, slots: Slots) -> int:
    return sum(slots.input.day(day) not in slots.input.blackouts for day in week.days)


def _form_rows(problem: _Problem, most: FormLimit | None) -> list[tuple[FloatArray, float]]:
    """Fresh on race morning, and where it is asked for not beyond a limit."""
    if len(problem.fixed) < TSB_RULE_FROM_DAYS:
        return []
    eve = len(problem.fixed) - 2
    row, fixed = problem.ctl[eve] - problem.atl[eve], problem.ctl_fixed[eve] - problem.atl_fixed[eve]
    rows = [(-row, float(fixed) - RACE_MORNING_TSB)]
    if most is not None:
        share = most.ctl_share
        rows.append((row - share * problem.ctl[-1], float(most.tsb + share * problem.ctl_fixed[-1] - fixed)))
    return rows


def _taper_rows(weeks: Sequence[Week], slots: Slots, taper_share: float) -> tuple[FloatArray, FloatArray]:
    """Each taper week's daily load is a share of the mean load week before it, on the days that are open.

    So days that are not possible in the taper do not hold down the weeks before it.
    """
    before = [week for week in weeks if week.kind != "taper"][-4:]
    loaded = [w for w in before if w.kind == "load" and w.is_full and not slots.is_disturbed(w)] or before
    rows = []
    for week in weeks:
        if week.kind != "taper" or not loaded:
            continue
        row = np.zeros(len(weeks))
        row[week.index] = 1.0
        days = sum(other.days_count for other in loaded)
        for other in loaded:
            row[other.index] = -taper_share * _open_days(week, slots) / days
        rows.append(row)
    return np.array(rows), np.zeros(len(rows))
