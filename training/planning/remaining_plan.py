"""The rest of a plan made again from what was really run, joined to the past as it was."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, exponential_average
from training.planning.circumstances import (
    EASY_DAYS_AFTER_EXTRA,
    EXTRA_SHARE,
    LOST_DAYS,
    Circumstances,
    extra_share,
    idle_days,
    lost_days,
)
from training.planning.demands import usual_runs
from training.planning.expectation import expected_of
from training.planning.generator import Kept
from training.planning.input_reader import input_of
from training.planning.inputs import Athlete, PastRun, PlanInput, WeekUse, usable_days
from training.planning.long_runs import longest_before_m
from training.planning.menu import Planned
from training.planning.new_targets import with_critical_speed
from training.planning.periodization import PHASE_NAMES
from training.planning.planner import best_plan
from training.planning.problems import PlanProblem
from training.planning.projection import with_projection
from training.planning.race_surroundings import days_after_race
from training.planning.records import Block, Day, Plan, Week, Workout
from training.planning.returns import RETURN_AFTER_DAYS, RETURN_LONG_SHARE, RETURN_RUNS
from training.planning.words import WORDS
from training.planning.zones import Paces

__all__ = ["with_remaining_made_again"]

REMEMBERED_DAYS = 14
HARD_ROLES = frozenset({"quality", "long", "test", "race"})


def with_remaining_made_again(marked: Plan, circumstances: Circumstances) -> Plan:
    """The plan with its days from today on made again. Raises PlanProblem."""
    wanted = with_critical_speed(marked, circumstances)
    if circumstances.race_day is not None and circumstances.has_moved_race(marked):
        wanted = replace(wanted, goal=replace(wanted.goal, race_date=circumstances.race_day))
    whole = input_of(wanted)
    rest_input = _rest_of_input(whole, marked, circumstances)
    rest = best_plan(rest_input, _kept(marked, rest_input, circumstances), marked.version + 1)
    if circumstances.has_moved_race(marked):
        wanted = _with_weeks_for(whole, wanted)
    joined = replace(
        wanted,
        input_hash=rest.input_hash,
        constraints=replace(rest.constraints, races=marked.constraints.races),
        remarks=rest.remarks,
    )
    return with_projection(_joined(joined, marked, rest))


def _joined(plan: Plan, past: Plan, rest: Plan) -> Plan:
    """The weeks of a plan with the workouts of the rest where it has the day, else those of the past."""
    workouts = {day.date: day.workouts for one in (past, rest) for day in one.days}
    kinds = {day.date: week.kind for week in rest.weeks for day in week.days}

    def filled(day: Day) -> Day:
        return replace(day, workouts=workouts.get(day.date, ()))

    def changed(week: Week) -> Week:
        kind = kinds.get(week.days[-1].date, week.kind)
        return replace(week, kind=kind, days=tuple(map(filled, week.days)))

    return plan.with_weeks(changed)


def _with_weeks_for(whole: PlanInput, wanted: Plan) -> Plan:
    """The plan with the blocks and weeks of another race day: they are counted back from it."""
    if whole.start != wanted.start_date:
        raise PlanProblem(WORDS.say("race_too_far"))
    return replace(wanted, blocks=best_plan(whole).blocks)


def _rest_of_input(whole: PlanInput, marked: Plan, circumstances: Circumstances) -> PlanInput:
    today = circumstances.today
    quiet = circumstances.no_quality
    if extra_share(marked, today) > EXTRA_SHARE:
        quiet |= {today + timedelta(days=n) for n in range(EASY_DAYS_AFTER_EXTRA)}
    races = tuple(race for race in whole.races if race.day >= today)
    race_days = {whole.race_day, *(race.day for race in races)}
    return replace(
        whole,
        **_gentle_return(whole, marked, circumstances),
        **_days_just_before(marked, today),
        start=max(today, whole.start),
        athlete=_athlete_today(whole.athlete, marked, circumstances),
        no_quality=whole.no_quality | quiet,
        blackouts=whole.blackouts | (circumstances.closed - race_days),
        races=races,
        rhythm=() if circumstances.has_moved_race(marked) else _rhythm(marked, today),
    )


def _athlete_today(athlete: Athlete, marked: Plan, circumstances: Circumstances) -> Athlete:
    """The athlete with the CTL and ATL of this morning, and the runs since the start."""
    loads = [entry.rtss for entry in marked.actual or ()]
    ctl = exponential_average(loads, CTL_DAYS, athlete.ctl0) if loads else [athlete.ctl0]
    atl = exponential_average(loads, ATL_DAYS, athlete.atl0) if loads else [athlete.atl0]
    runs = (
        PastRun(run.day, run.distance_m, run.rtss)
        for run in circumstances.done
        if run.day < circumstances.today
    )
    return replace(athlete, ctl0=float(ctl[-1]), atl0=float(atl[-1]), history=(*athlete.history, *runs))


def _rhythm(marked: Plan, today: date) -> tuple[WeekUse, ...]:
    """What the plan's weeks are for; after lost days the current week is no light one, since the athlete has rested."""
    lost = lost_days(marked, today) >= LOST_DAYS
    return tuple(
        _week_use(block, place, week, today, had_rest=lost)
        for block in marked.blocks
        for place, week in enumerate(block.weeks)
    )


def _week_use(block: Block, place: int, week: Week, today: date, *, had_rest: bool) -> WeekUse:
    phase = next(letter for letter, name in PHASE_NAMES.items() if name == block.type)
    has_come = any(day.date == today for day in week.days)
    kind = "intro" if has_come and week.kind == "recovery" and had_rest else week.kind
    past = sum(day.load for day in week.days if day.date < today)
    return WeekUse(block.index, phase, kind, place, len(block.weeks), past)


def _gentle_return(whole: PlanInput, marked: Plan, circumstances: Circumstances) -> dict[str, Any]:
    """After five lost days the first three runs are easy, and the long run is at most three quarters of the last."""
    today, closed = circumstances.today, circumstances.closed
    lost = max(lost_days(marked, today), idle_days(marked, today)) + len(closed)
    if lost < RETURN_AFTER_DAYS:
        return {}
    runs_a_week = min(usual_runs(whole), usable_days(whole.availability.max_s_by_weekday))
    first = (max(closed) - max(today, whole.start)).days + 1 if closed else 0
    longest = max((run.distance_m for run in circumstances.done), default=longest_before_m(whole))
    return {
        "returning_days": max(0, first) + -(-RETURN_RUNS * 7 // runs_a_week),
        "first_long_m": RETURN_LONG_SHARE * longest,
    }


def _days_just_before(marked: Plan, today: date) -> dict[str, Any]:
    """What was planned on the last days keeps its distance from what is made again, missed or not: nothing is stacked."""
    before = [
        ((day.date - today).days, workout)
        for day in marked.days
        if today - timedelta(days=REMEMBERED_DAYS) <= day.date < today
        for workout in day.workouts
    ]
    calm = [1 for ago, workout in before if ago == -1 and workout.role in HARD_ROLES]
    calm += [
        ago + days_after_race(workout.expected_m) + 1 for ago, workout in before if workout.role == "race"
    ]
    return {
        "calm_days": max(calm, default=0),
        "long_days_before": tuple(ago for ago, workout in before if workout.role == "long"),
        "used_before": {workout.workout_id: ago for ago, workout in before if workout.role == "quality"},
    }


def _kept(marked: Plan, rest_input: PlanInput, circumstances: Circumstances) -> Kept:
    """Workouts from today on that must stay, by day of the new plan; none for a day that must stay free."""
    kept: Kept = {}
    moved = circumstances.has_moved_race(marked)
    for day in marked.days:
        index = (day.date - rest_input.start).days
        if not 0 <= index < rest_input.days_count:
            continue
        if moved and day.date in (marked.goal.race_date, circumstances.race_day):
            continue
        staying = [workout for workout in day.workouts if circumstances.keeps(workout, day.date)]
        if staying or circumstances.keeps_free(day, marked):
            kept[index] = tuple(_as_planned(workout, rest_input.paces) for workout in staying)
    return kept


def _as_planned(workout: Workout, paces: Paces) -> Planned:
    expected = expected_of(workout.steps, paces)
    return Planned(workout.workout_id, workout.name, workout.role, "", expected, kept=workout)
