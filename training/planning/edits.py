"""Changes a coach makes to a plan, as pure functions: a new plan comes back, projected again.

Only what is named changes; past targets are never rewritten. Moving, swapping, scaling, replacing: the workout becomes
"edited", which keeps it when the plan is made again. A locked or done workout refuses.
"""

from dataclasses import replace as changed

from training.planning.document import expected_fields
from training.planning.expectation import expected_of
from training.planning.notation import Amount, Part, Repeat, Step, Tree
from training.planning.projection import with_projection
from training.planning.records import Day, Plan, Workout
from training.planning.shorthand import parse
from training.planning.steps import resolve, tree_of
from training.planning.workout_names import title_of
from training.planning.zones import Paces

SCALE_BOUNDS = (0.3, 1.5)
SHORTEST_SCALED_S, SHORTEST_SCALED_M = 300.0, 1000.0  # shorter steps are work, strides or recovery and stay
ROUND_TO_S, ROUND_TO_M = 300.0, 500.0
NOT_SCALED = ("race", "test")


class EditRefused(ValueError):  # noqa: N818 a refusal is an answer, not a fault
    """The change is not possible; the message says why."""


class NotCarried(EditRefused):
    """W' does not carry the steps; the message says how much would be left."""


def move(plan: Plan, workout_id: str, to_date: str) -> Plan:
    """The workout on another day of the plan, beside what is there. Raises EditRefused."""
    day, workout = _open_workout(plan, workout_id)
    _may_take(plan, _day(plan, to_date))
    left = plan.with_workouts({day.date: tuple(one for one in day.workouts if one.id != workout_id)})
    target = _day(left, to_date)
    moved = changed(workout, state="edited")
    return with_projection(left.with_workouts({target.date: (*target.workouts, moved)}))


def swap(plan: Plan, date: str, other_date: str) -> Plan:
    """Two days change their workouts. Raises EditRefused."""
    day, other = _day(plan, date), _day(plan, other_date)
    for workout in (*day.workouts, *other.workouts):
        _is_open(workout)
    swapped = {
        one.date: tuple(changed(workout, state="edited") for workout in from_day.workouts)
        for one, from_day in ((day, other), (other, day))
    }
    for day_of_plan, workouts in swapped.items():
        if workouts and plan.constraints.is_closed(day_of_plan):
            raise EditRefused(f"{day_of_plan} is marked as not possible.")
    return with_projection(plan.with_workouts(swapped))


def scale_week(plan: Plan, week_index: int, factor: float, paces: Paces) -> Plan:
    """Easy and long parts of a week's workouts longer or shorter; races, tests and kept ones stay. Raises EditRefused."""
    low, high = SCALE_BOUNDS
    if not low <= factor <= high:
        raise EditRefused(f"A week is scaled by {low:g} to {high:g}, not {factor:g}.")
    week = next((one for one in plan.weeks if one.index == week_index), None)
    if week is None:
        raise EditRefused(f"The plan has no week {week_index}.")

    def scaled_workout(workout: Workout) -> Workout:
        if workout.role in NOT_SCALED or workout.is_kept:
            return workout
        return _with_tree(workout, scaled(tree_of(workout.steps), factor), paces)

    scaled_days = {day.date: tuple(map(scaled_workout, day.workouts)) for day in week.days}
    return with_projection(plan.with_workouts(scaled_days))


def replace(plan: Plan, workout_id: str, shorthand: str, paces: Paces, name: str | None = None) -> Plan:
    """Other steps for a workout; its name follows them unless one is given.

    Raises EditRefused, also for what D' cannot carry, and ShorthandError.
    """
    _, workout = _open_workout(plan, workout_id)
    with_steps = _with_tree(workout, parse(shorthand), paces)
    return with_workout(plan, changed(with_steps, name=name) if name else with_steps)


def set_lock(plan: Plan, workout_id: str, *, locked: bool) -> Plan:
    """Locked workouts stay when the plan is made again. Raises EditRefused for a workout that is not there."""
    return with_workout(plan, changed(find(plan, workout_id)[1], locked=locked))


def set_note(plan: Plan, workout_id: str, note: str) -> Plan:
    """The coach's words on a workout. Raises EditRefused for a workout that is not there."""
    return with_workout(plan, changed(find(plan, workout_id)[1], note=note))


def with_workout(plan: Plan, workout: Workout) -> Plan:
    """The plan, projected again, with this workout in place of the one of its id. Raises EditRefused."""
    day, _ = find(plan, workout.id)
    workouts = tuple(workout if one.id == workout.id else one for one in day.workouts)
    return with_projection(plan.with_workouts({day.date: workouts}))


def find(plan: Plan, workout_id: str) -> tuple[Day, Workout]:
    """A workout with its day. Raises EditRefused."""
    found = plan.find(workout_id)
    if found is None:
        raise EditRefused(f"The plan has no workout {workout_id}.")
    return found


def _open_workout(plan: Plan, workout_id: str) -> tuple[Day, Workout]:
    day, workout = find(plan, workout_id)
    _is_open(workout)
    return day, workout


def _is_open(workout: Workout) -> None:
    if workout.is_kept:
        raise EditRefused(f"{workout.name} is {'locked' if workout.locked else 'done'}.")
    if workout.role == "race":
        raise EditRefused("A race stays on its date; change the goal or the race instead.")


def _day(plan: Plan, date_text: str) -> Day:
    found = next((day for day in plan.days if day.date.isoformat() == date_text), None)
    if found is None:
        raise EditRefused(f"{date_text} is not a day of the plan.")
    return found


def _may_take(plan: Plan, day: Day) -> None:
    if plan.constraints.is_closed(day.date):
        raise EditRefused(f"{day.date} is marked as not possible.")
    if any(workout.role == "race" for workout in day.workouts):
        raise EditRefused(f"{day.date} is a race day.")


def _with_tree(workout: Workout, tree: Tree, paces: Paces) -> Workout:
    all_out = workout.role in NOT_SCALED
    steps = resolve(tree, paces, all_out=all_out)
    expected = expected_of(steps, paces)
    if not all_out and not expected.is_feasible(paces.d_prime_m):
        left = 100 * expected.d_bal_m / paces.d_prime_m
        raise NotCarried(f"W' does not carry this workout: {left:.0f} % would be left at mid target.")
    return changed(
        workout,
        **expected_fields(expected, workout.role),
        steps=steps,
        name=workout.name if all_out else title_of(tree, workout.role),
        state="edited",
    )


def scaled(tree: Tree, factor: float) -> Tree:
    """Easy and long parts of a workout longer or shorter, in steps of 5 minutes or 500 m; repeats stay as designed."""
    return tuple(_scaled_part(part, factor) for part in tree)


def _scaled_part(part: Part, factor: float) -> Part:
    if isinstance(part, Repeat):
        return part
    amount = part.amount
    if amount.kind == "time" and amount.value >= SHORTEST_SCALED_S:
        value = ROUND_TO_S * max(1, _rounded(amount.value * factor / ROUND_TO_S, factor))
        return Step(Amount("time", value), part.target, part.cue, part.ramp)
    if amount.kind == "distance" and amount.value >= SHORTEST_SCALED_M:
        value = ROUND_TO_M * max(1, _rounded(amount.value * factor / ROUND_TO_M, factor))
        return Step(Amount("distance", value), part.target, part.cue, part.ramp)
    return part


def _rounded(steps: float, factor: float) -> int:
    """To the nearest step; what is made shorter is never rounded up."""
    return int(steps + 1e-9) if factor < 1 else round(steps)
