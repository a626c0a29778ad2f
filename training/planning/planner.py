"""From an input to plan documents: the best three, each with its forecast and what it gives up against the best."""

from collections.abc import Sequence
from dataclasses import replace

from runners.physiology.sentences import Sentence, stored_sentences
from training.planning.document import nested
from training.planning.generator import Kept, candidates, recommended
from training.planning.inputs import PlanInput
from training.planning.invariants import violations
from training.planning.projection import RaceForecast, forecast
from training.planning.records import Note, Plan
from training.planning.words import WORDS

# The ratio of fatigue to fitness guards in silence: it predicts no injury, and people are warned of what does.
SILENT_RULES = {"I10", "I11"}
CHOICE_SHARE = 0.4
SECONDS_WORTH_SAYING, TSB_WORTH_SAYING, CTL_WORTH_SAYING, HOURS_WORTH_SAYING = 5.0, 2.0, 1.0, 1.0


def best_plan(plan_input: PlanInput, kept: Kept | None = None, version: int = 1) -> Plan:
    """The best plan, its remarks included."""
    return _with_broken_rules(nested(plan_input, recommended(plan_input, kept), version))


def plan_choices(plan_input: PlanInput, kept: Kept | None = None, version: int = 1) -> list[Plan]:
    """At most three plans, best first; each has `forecast` and `gives_up` (sentences; none for the best)."""
    plans = _choices(
        [_with_broken_rules(nested(plan_input, found, version)) for found in candidates(plan_input, kept)]
    )
    forecasts = [forecast(plan) for plan in plans]
    return [
        _with_given_up(replace(plan, forecast=seen.record), _gives_up(plans[0], forecasts[0], plan, seen))
        for plan, seen in zip(plans, forecasts, strict=True)
    ]


def _with_given_up(plan: Plan, said: list[str]) -> Plan:
    sentences = [*plan.extra.get("sentences", ()), *stored_sentences(said)]
    return replace(plan, gives_up=tuple(map(str, said)), extra={**plan.extra, "sentences": sentences})


def _choices(plans: Sequence[Plan]) -> list[Plan]:
    """Those that differ enough from each other to be a choice; where there is only one it says so."""
    chosen: list[Plan] = []
    for plan in plans:
        if all(differing_share(plan, other) >= CHOICE_SHARE for other in chosen):
            chosen.append(plan)
    if len(chosen) == 1:
        said = WORDS.say("one_candidate", share_percent=100 * CHOICE_SHARE)
        chosen[0] = _with_remark(chosen[0], said)
    return chosen


def _with_remark(plan: Plan, said: Sentence) -> Plan:
    return replace(plan, remarks=(*(plan.remarks or ()), Note.of(said)))


def differing_share(one: Plan, other: Plan) -> float:
    """The share of days on which two plans of the same input differ."""
    pairs = list(zip(_names_a_day(one), _names_a_day(other), strict=True))
    return sum(first != second for first, second in pairs) / len(pairs)


def _names_a_day(plan: Plan) -> list[list[str]]:
    return [[workout.name for workout in day.workouts] for day in plan.days]


def _with_broken_rules(plan: Plan) -> Plan:
    """The plan with a remark for each rule that the input left no way to keep."""
    plan = _with_first_test_said(plan)
    broken = {v.code: v.text for v in reversed(violations(plan)) if v.code not in SILENT_RULES}
    for code, text in sorted(broken.items()):
        what = WORDS.say("rule_not_kept", rule=WORDS.say(f"limit_{code}"), figures=text)
        plan = _with_remark(plan, WORDS.say(f"rule_{code}", what=what))
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
    what = (
        WORDS.say("first_test_in_week", week_number=tests[0][0], workout=tests[0][1])
        if tests
        else WORDS.say("first_test_has_no_room")
    )
    return _with_remark(plan, WORDS.say("first_test", what=what))


def _gives_up(best: Plan, best_seen: RaceForecast, other: Plan, seen: RaceForecast) -> list[str]:
    said = [str(other.strategy.extra["gives_up"])] if other.strategy else []
    if other is best:
        return said
    slower = seen.time_s - best_seen.time_s
    hours = (_seconds(best) - _seconds(other)) / 3600
    if slower >= SECONDS_WORTH_SAYING:
        said.append(WORDS.say("gives_up_time", slower_s=slower))
    if best_seen.ctl - seen.ctl >= CTL_WORTH_SAYING:
        said.append(WORDS.say("gives_up_fitness", ctl=best_seen.ctl - seen.ctl))
    if best_seen.tsb - seen.tsb >= TSB_WORTH_SAYING:
        said.append(WORDS.say("gives_up_freshness", tsb=best_seen.tsb - seen.tsb))
    if hours <= -HOURS_WORTH_SAYING:
        said.append(WORDS.say("gives_up_more_hours", running_h=-hours))
    if hours >= HOURS_WORTH_SAYING:
        said.append(WORDS.say("gives_up_hours", running_h=hours))
    return said


def _seconds(plan: Plan) -> float:
    return sum(workout.expected_s for week in plan.weeks for workout in week.workouts)
