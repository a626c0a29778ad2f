"""From an input to plan documents: the best three, each with its forecast and what it gives up against the best."""

from collections.abc import Sequence
from dataclasses import replace

from training.planning.document import nested
from training.planning.generator import Kept, candidates, recommended
from training.planning.inputs import PlanInput
from training.planning.invariants import violations
from training.planning.problems import Remark
from training.planning.projection import RaceForecast, forecast
from training.planning.records import Note, Plan

RULE_WORDS = {
    "I06": "two hard days stand side by side",
    "I09": "fitness rises faster than the limit",
    "I12": "a week grows more than the limit",
    "I15": "the taper cuts less or more time than it should",
    "I16": "the taper has no fast running",
    "I17": "load rises within the taper",
    "I18": "the taper has few sessions",
    "I23": "form on race morning is out of range",
}
# The ratio of fatigue to fitness guards in silence: it predicts no injury, and people are warned of what does.
SILENT_RULES = {"I10", "I11"}
CHOICE_SHARE = 0.4
SECONDS_WORTH_SAYING, TSB_WORTH_SAYING, CTL_WORTH_SAYING, HOURS_WORTH_SAYING = 5.0, 2.0, 1.0, 1.0


def best_plan(plan_input: PlanInput, kept: Kept | None = None, version: int = 1) -> Plan:
    """The best plan, its remarks included."""
    return _told(nested(plan_input, recommended(plan_input, kept), version))


def plan_choices(plan_input: PlanInput, kept: Kept | None = None, version: int = 1) -> list[Plan]:
    """At most three plans, best first; each has `forecast` and `gives_up` (sentences; none for the best)."""
    plans = _choices([_told(nested(plan_input, found, version)) for found in candidates(plan_input, kept)])
    forecasts = [forecast(plan) for plan in plans]
    return [
        replace(plan, forecast=seen.record, gives_up=tuple(_gives_up(plans[0], forecasts[0], plan, seen)))
        for plan, seen in zip(plans, forecasts, strict=True)
    ]


def _choices(plans: Sequence[Plan]) -> list[Plan]:
    """Those that differ enough from each other to be a choice; where there is only one it says so."""
    chosen: list[Plan] = []
    for plan in plans:
        if all(differing_share(plan, other) >= CHOICE_SHARE for other in chosen):
            chosen.append(plan)
    if len(chosen) == 1:
        text = (
            f"There is one plan to choose: other ways to train would change fewer than {100 * CHOICE_SHARE:.0f} % of the "
            "days, since so few of them have room for anything but the long run and easy running."
        )
        chosen[0] = _with_remark(chosen[0], Remark("one_candidate", text))
    return chosen


def _with_remark(plan: Plan, remark: Remark) -> Plan:
    return replace(plan, remarks=(*(plan.remarks or ()), Note.from_document(remark.document())))


def differing_share(one: Plan, other: Plan) -> float:
    """The share of days on which two plans of the same input differ."""
    pairs = list(zip(_names_a_day(one), _names_a_day(other), strict=True))
    return sum(first != second for first, second in pairs) / len(pairs)


def _names_a_day(plan: Plan) -> list[list[str]]:
    return [[workout.name for workout in day.workouts] for day in plan.days]


def _told(plan: Plan) -> Plan:
    """With a remark for each rule that the input itself left no way to keep."""
    plan = _with_first_test_said(plan)
    broken = {v.code: v.text for v in reversed(violations(plan)) if v.code not in SILENT_RULES}
    for code, text in sorted(broken.items()):
        remark = Remark(
            f"rule_{code}",
            f"What was asked leaves no way to keep a rule: {RULE_WORDS.get(code, code)} ({text}).",
        )
        plan = _with_remark(plan, remark)
    return plan


def _with_first_test_said(plan: Plan) -> Plan:
    """Without a Critical Speed: where the first test stands, so that what is promised is there."""
    if not plan.athlete.cs_assumed:
        return plan
    tests = [
        (week.index + 1, workout.name)
        for week in plan.weeks
        for workout in week.workouts
        if workout.role == "test" or workout.workout_id == "T16"
    ]
    text = (
        f'Week {tests[0][0]} brings "{tests[0][1]}".'
        if tests
        else "No day has room for a test: three hard efforts, or a race, would give the paces."
    )
    return _with_remark(plan, Remark("first_test", text))


def _gives_up(best: Plan, best_seen: RaceForecast, other: Plan, seen: RaceForecast) -> list[str]:
    said = [str(other.strategy.extra["gives_up"])] if other.strategy else []
    if other is best:
        return said
    slower = seen.time_s - best_seen.time_s
    hours = (_seconds(best) - _seconds(other)) / 3600
    if slower >= SECONDS_WORTH_SAYING:
        said.append(f"{slower:.0f} s on race day, by the forecast.")
    if best_seen.ctl - seen.ctl >= CTL_WORTH_SAYING:
        said.append(f"{best_seen.ctl - seen.ctl:.0f} points of fitness (CTL) on race morning.")
    if best_seen.tsb - seen.tsb >= TSB_WORTH_SAYING:
        said.append(f"{best_seen.tsb - seen.tsb:.0f} points of freshness (TSB) on race morning.")
    if hours <= -HOURS_WORTH_SAYING:
        said.append(f"{-hours:.0f} hours more running for it.")
    if hours >= HOURS_WORTH_SAYING:
        said.append(f"{hours:.0f} hours of running; it spares that time.")
    return said


def _seconds(plan: Plan) -> float:
    return sum(workout.expected_s for week in plan.weeks for workout in week.workouts)
