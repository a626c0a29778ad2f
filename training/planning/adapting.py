"""Making a plan again from today: what was done stands, what is published, locked or edited stays, the rest is new.

The result is a proposal: a new version with reasons and the difference; nothing is silent. A missed quality run is
moved by two days at most where it stays two days from other hard runs, else it is dropped, never stacked.
"""

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from runners.physiology.sentences import Sentence
from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, exponential_average
from training.planning.circumstances import (
    EASY_DAYS_AFTER_EXTRA,
    EXTRA_SHARE,
    LOST_DAYS,
    Circumstances,
    extra_share,
    lost_days,
    missed_keys,
    reasons,
    with_the_past,
)
from training.planning.demands import usual_runs
from training.planning.differences import difference
from training.planning.document import days_of, expected_fields
from training.planning.expectation import expected_of
from training.planning.input_reader import read_input
from training.planning.inputs import ASSUMED_D_PRIME_M, PastRun, PlanInput, WeekUse, usable_days
from training.planning.invariants import Violation, violations
from training.planning.long_runs import longest_before_m
from training.planning.menu import Planned
from training.planning.periodization import PHASE_NAMES
from training.planning.planner import best_plan
from training.planning.problems import PlanProblem
from training.planning.projection import fill_projection, forecast
from training.planning.steps import resolve, tree_of
from training.planning.words import WORDS
from training.planning.zones import Paces

Document = dict[str, Any]

LEAST_GAIN = 0.005  # of the modelled value on race morning; less is not worth changing days for
MOVE_DAYS = 2
CHANGED_DAYS = 14  # of a plan made again, unless more is asked for
RETURN_AFTER_DAYS, RETURN_RUNS, RETURN_LONG_SHARE = (
    5,
    3,
    0.75,
)  # lost days; easy runs after them; of the last long run


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new version of a plan, why, and what it changes; `plan` is the old one where nothing should change.

    is_gain_only: nothing asks for it but that the model gains.
    """

    plan: Document
    reasons: tuple[Sentence, ...]
    difference: Document
    is_gain_only: bool = False

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.difference["days"])


def replan(plan: Document, circumstances: Circumstances) -> Proposal:
    """A proposal for the plan from today on, given what has come between.

    A missed key run alone is moved or dropped; a new Critical Speed alone moves targets. Else the rest is made again:
    only where there is a reason, a rule would break, or the athlete's own model gains half a percent. Raises PlanProblem for a race
    that cannot be planned to.
    """
    marked = with_the_past(plan, circumstances)
    said = reasons(marked, circumstances)
    if circumstances.has_new_critical_speed(marked) and len(said) == 1:
        return _proposal(marked, new_targets(marked, circumstances), said)
    if not said:
        moved = _with_missed_moved(marked, circumstances)
        if moved is not None:
            return moved
    return _made_again(marked, circumstances, said)


def came_between(plan: Document, circumstances: Circumstances) -> bool:
    """Whether anything asks for making the plan again; quick, so that many plans can be watched."""
    marked = with_the_past(plan, circumstances)
    return bool(reasons(marked, circumstances) or missed_keys(marked, circumstances.today, MOVE_DAYS))


def _made_again(marked: Document, circumstances: Circumstances, said: list[Sentence]) -> Proposal:
    again, later = _next_weeks_only(marked, _again(marked, circumstances), circumstances)
    broken = [v for v in violations(marked) if v.where >= circumstances.today.isoformat()]
    if broken:
        said.append(WORDS.say("rules_broken", rules_count=len(broken), figures=broken[0].text))
    gain = _gain(marked, again)
    if not said and (gain < LEAST_GAIN or not _is_own_model(marked)):
        return Proposal(marked, (), difference(marked, marked))
    is_gain_only = not said
    if later is not None:
        said.append(WORDS.say("later_rule", where=later.where, figures=later.text))
    if gain >= LEAST_GAIN:
        said.append(WORDS.say("model_gains", gain_percent=100 * gain))
    return replace(_proposal(marked, again, said), is_gain_only=is_gain_only)


def _next_weeks_only(
    marked: Document, again: Document, circumstances: Circumstances
) -> tuple[Document, Violation | None]:
    """The plan made again on the next two weeks only, the rest as it was.

    All of it where the coach asks for that or the race moved; and where a later week would break a rule, which is then
    given back.
    """
    if circumstances.whole or circumstances.has_moved_race(marked):
        return again, None
    today = circumstances.today
    dates = {(today + timedelta(days=n)).isoformat() for n in range(CHANGED_DAYS)}
    if all(entry["date"] in dates for entry in difference(marked, again)["days"]):
        return again, None
    limited = with_only(again, marked, frozenset(dates))
    known = {(v.code, v.where) for v in violations(again)}
    new = [v for v in violations(limited) if v.where >= today.isoformat() and (v.code, v.where) not in known]
    return (again, new[0]) if new else (limited, None)


def _proposal(marked: Document, again: Document, said: list[Sentence]) -> Proposal:
    again["version"], again["status"] = marked["version"] + 1, "draft"
    return Proposal(again, tuple(said), difference(marked, again))


def with_only(proposed: Document, current: Document, dates: frozenset[str]) -> Document:
    """The proposal on the days chosen, the current plan on the others."""
    chosen = copy.deepcopy(proposed)
    before = {day["date"]: day["workouts"] for _, _, day in days_of(current)}
    for _, _, day in days_of(chosen):
        if day["date"] not in dates and day["date"] in before:
            day["workouts"] = copy.deepcopy(before[day["date"]])
    fill_projection(chosen)
    return chosen


def move_missed(plan: Document, workout_id: str, today: date) -> str | None:
    """The date to which a missed key workout may move: within two days of its own, at least two from other hard days.

    None: it is dropped. It never joins another hard run.
    """
    days = {day["date"]: day for _, _, day in days_of(plan)}
    missed = next(
        (date.fromisoformat(d) for d, day in days.items() for w in day["workouts"] if w["id"] == workout_id),
        None,
    )
    if missed is None:
        return None
    for later in range(1, MOVE_DAYS + 1):
        candidate = missed + timedelta(days=later)
        if candidate >= today and _may_be_hard(plan, days, candidate, workout_id):
            return candidate.isoformat()
    return None


def new_targets(plan: Document, circumstances: Circumstances) -> Document:
    """The plan with targets of a new Critical Speed on open days; it is unchanged for a change below 2 %.

    Letters and percentages follow the new speed, so intensity and load stay; kept workouts keep their targets.
    """
    if not circumstances.has_new_critical_speed(plan):
        return plan
    changed = _with_critical_speed(plan, circumstances)
    paces = read_input(changed).paces
    for _, _, day in days_of(changed):
        for workout in day["workouts"]:
            if not circumstances.keeps(workout, day["date"]):
                all_out = workout["role"] in ("race", "test")
                steps = resolve(tree_of(workout["steps"]), paces, all_out=all_out)
                workout.update(expected_fields(expected_of(steps, paces), workout["role"]), steps=steps)
    fill_projection(changed)
    return changed


def _with_critical_speed(plan: Document, circumstances: Circumstances) -> Document:
    changed = copy.deepcopy(plan)
    if circumstances.has_new_critical_speed(plan):
        now = {
            "cs_mps": circumstances.cs_mps,
            "d_prime_m": circumstances.d_prime_m or ASSUMED_D_PRIME_M,
            "cs_assumed": False,
        }
        changed["athlete"] |= now
    return changed


def _with_missed_moved(marked: Document, circumstances: Circumstances) -> Proposal | None:
    """The plan with the latest missed key run on another day, in place of the easy run there; None to leave it."""
    for workout in missed_keys(marked, circumstances.today, MOVE_DAYS):
        target = move_missed(marked, workout["id"], circumstances.today)
        if target is None:
            continue
        moved = copy.deepcopy(marked)
        day = next(day for _, _, day in days_of(moved) if day["date"] == target)
        if any(circumstances.keeps(one, target) for one in day["workouts"]):
            continue
        day["workouts"] = [_moved_workout(workout, target)]
        fill_projection(moved)
        if not _breaks_more(marked, moved, circumstances):
            said = WORDS.say("key_run_moved", workout=workout["name"], to_day=target)
            return _proposal(marked, moved, [said])
    return None


def _moved_workout(workout: Document, target: str) -> Document:
    why = WORDS.say("moved").to_document()
    identity = hashlib.sha256(f"{workout['id']}/{target}".encode()).hexdigest()[:24]
    moved = {name: value for name, value in workout.items() if name not in ("session_id", "compliance")}
    return moved | {"id": identity, "state": "draft", "why": [*workout["why"], why]}


def _breaks_more(before: Document, after: Document, circumstances: Circumstances) -> bool:
    today = circumstances.today.isoformat()
    old, new = ({(v.code, v.where) for v in violations(plan) if v.where >= today} for plan in (before, after))
    return bool(new - old)


def _again(marked: Document, circumstances: Circumstances) -> Document:
    """The rest of the plan made anew on what was really run, joined to the past as it was."""
    wanted = _with_critical_speed(marked, circumstances)
    if circumstances.has_moved_race(marked):
        wanted["goal"] = marked["goal"] | {"race_date": str(circumstances.race_day)}
    whole = read_input(wanted)
    rest_input = _rest_of_input(whole, marked, circumstances)
    rest = best_plan(rest_input, _kept(marked, rest_input, circumstances), marked["version"] + 1)
    joined = _with_weeks_for(whole, wanted) if circumstances.has_moved_race(marked) else wanted
    joined["input_hash"] = rest["input_hash"]
    joined["constraints"] = rest["constraints"] | {"races": marked["constraints"]["races"]}
    joined["remarks"] = rest["remarks"]
    fresh = {day["date"]: day["workouts"] for _, _, day in days_of(rest)}
    past = {day["date"]: day["workouts"] for _, _, day in days_of(marked)}
    kinds = {day["date"]: week["kind"] for _, week, day in days_of(rest)}
    for _, week, _ in days_of(joined):
        week["kind"] = kinds.get(week["days"][-1]["date"], week["kind"])
    for _, _, day in days_of(joined):
        day["workouts"] = fresh[day["date"]] if day["date"] in fresh else past.get(day["date"], [])
    fill_projection(joined)
    return joined


def _with_weeks_for(whole: PlanInput, wanted: Document) -> Document:
    """The document with the blocks and weeks of another race day: they are counted back from it."""
    if whole.start.isoformat() != wanted["start_date"]:
        raise PlanProblem(
            "race_too_far", "From the start of this plan to that race is more than 52 weeks: make a new plan."
        )
    return wanted | {"blocks": best_plan(whole)["blocks"]}


def _rest_of_input(whole: PlanInput, marked: Document, circumstances: Circumstances) -> PlanInput:
    today = circumstances.today
    loads = [entry["rtss"] for entry in marked["actual"]]
    ctl = exponential_average(loads, CTL_DAYS, whole.athlete.ctl0) if loads else [whole.athlete.ctl0]
    atl = exponential_average(loads, ATL_DAYS, whole.athlete.atl0) if loads else [whole.athlete.atl0]
    runs = tuple(PastRun(run.day, run.distance_m, run.rtss) for run in circumstances.done if run.day < today)
    quiet = circumstances.no_quality
    if extra_share(marked, today) > EXTRA_SHARE:
        quiet |= {today + timedelta(days=n) for n in range(EASY_DAYS_AFTER_EXTRA)}
    races = tuple(race for race in whole.races if race.day >= today)
    rhythm = () if circumstances.has_moved_race(marked) else _rhythm(marked, today)
    race_days = {whole.race_day, *(race.day for race in races)}
    return replace(
        whole,
        **_return(whole, marked, circumstances),
        start=max(today, whole.start),
        athlete=replace(
            whole.athlete, ctl0=float(ctl[-1]), atl0=float(atl[-1]), history=(*whole.athlete.history, *runs)
        ),
        no_quality=whole.no_quality | quiet,
        blackouts=whole.blackouts | (circumstances.closed - race_days),
        races=races,
        rhythm=rhythm,
    )


def _rhythm(marked: Document, today: date) -> tuple[WeekUse, ...]:
    """What the plan's weeks are for; after lost days the week that has come is no light one: that was had."""
    uses = []
    for block in marked["blocks"]:
        phase = next(letter for letter, name in PHASE_NAMES.items() if name == block["type"])
        for place, week in enumerate(block["weeks"]):
            has_come = any(day["date"] == today.isoformat() for day in week["days"])
            was_had = has_come and week["kind"] == "recovery" and lost_days(marked, today) >= LOST_DAYS
            kind = "intro" if was_had else week["kind"]
            past = sum(
                workout["expected_rtss"]
                for day in week["days"]
                if day["date"] < today.isoformat()
                for workout in day["workouts"]
            )
            uses.append(WeekUse(block["index"], phase, kind, place, len(block["weeks"]), past))
    return tuple(uses)


def _return(whole: PlanInput, marked: Document, circumstances: Circumstances) -> dict[str, Any]:
    """After five lost days the first three runs are easy, and the long run is at most three quarters of the last."""
    today, closed = circumstances.today, circumstances.closed
    lost = lost_days(marked, today) + len(closed)
    if lost < RETURN_AFTER_DAYS:
        return {}
    runs_a_week = min(usual_runs(whole), usable_days(whole.availability.max_s_by_weekday))
    first = (max(closed) - max(today, whole.start)).days + 1 if closed else 0
    longest = max((run.distance_m for run in circumstances.done), default=longest_before_m(whole))
    return {
        "returning_days": max(0, first) + -(-RETURN_RUNS * 7 // runs_a_week),
        "first_long_m": RETURN_LONG_SHARE * longest,
    }


def _kept(
    marked: Document, rest_input: PlanInput, circumstances: Circumstances
) -> dict[int, tuple[Planned, ...]]:
    """Workouts from today on that must stay, by day of the new plan; none for a day that must stay free."""
    kept: dict[int, tuple[Planned, ...]] = {}
    moved = circumstances.has_moved_race(marked)
    for _, _, day in days_of(marked):
        index = (date.fromisoformat(day["date"]) - rest_input.start).days
        if not 0 <= index < rest_input.days_count:
            continue
        if moved and day["date"] in (marked["goal"]["race_date"], str(circumstances.race_day)):
            continue
        staying = [w for w in day["workouts"] if circumstances.keeps(w, day["date"])]
        if staying or circumstances.keeps_free(day, marked):
            kept[index] = tuple(_as_planned(workout, rest_input.paces) for workout in staying)
    return kept


def _as_planned(workout: Document, paces: Paces) -> Planned:
    return Planned(
        workout["workout_id"],
        workout["name"],
        workout["role"],
        "",
        expected_of(workout["steps"], paces),
        document=workout,
    )


def _gain(old: Document, new: Document) -> float:
    then, now = forecast(old).value, forecast(new).value
    return (now - then) / max(abs(then), 1.0)


def _is_own_model(plan: Document) -> bool:
    """Whether the model is the athlete's own: the default one has no say in how volume grows, so it is no reason alone."""
    return bool((plan["athlete"].get("impulse_response") or {}).get("is_calibrated"))


def _may_be_hard(plan: Document, days: Mapping[str, Document], candidate: date, workout_id: str) -> bool:
    day = days.get(candidate.isoformat())
    if day is None or day["max_s"] <= 0 or candidate.isoformat() in plan["constraints"]["no_quality"]:
        return False
    around = [days.get((candidate + timedelta(days=n)).isoformat()) for n in (-1, 0, 1)]
    others = [w for one in around if one for w in one["workouts"] if w["id"] != workout_id]
    return all(workout["role"] == "easy" or workout["state"] == "missed" for workout in others)
