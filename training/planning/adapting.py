"""Making a plan again from today: what was done stands, what is published, locked or edited stays, the rest is new.

The result is a proposal: a new version with reasons and the difference; nothing is silent. A missed quality run is
moved by two days at most where it stays two days from other hard runs, else it is dropped, never stacked.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from runners.physiology.sentences import Sentence
from training.planning.circumstances import Circumstances, missed_keys, reasons, with_the_past
from training.planning.differences import difference
from training.planning.invariants import Violation, violations
from training.planning.missed_runs import MOVE_DAYS, moves_of_missed
from training.planning.new_targets import new_targets
from training.planning.projection import forecast, with_projection
from training.planning.records import Plan
from training.planning.remaining_plan import with_remaining_made_again
from training.planning.words import WORDS

__all__ = ["Proposal", "needs_replan", "replan", "with_only"]

LEAST_GAIN = 0.005  # of the modelled value on race morning; less is not worth changing days for
CHANGED_DAYS = 14  # of a plan made again, unless more is asked for
FEWER_DAYS = (10, 7, 5, 3)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new version of a plan, why, and what it changes; `plan` is the old one where nothing should change.

    is_gain_only: nothing asks for it but that the model gains.
    """

    plan: Plan
    reasons: tuple[Sentence, ...]
    difference: dict[str, Any]
    is_gain_only: bool = False

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.difference["days"])


def replan(plan: Plan, circumstances: Circumstances) -> Proposal:
    """A proposal for the plan from today on, given what has changed since it was made.

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


def needs_replan(plan: Plan, circumstances: Circumstances) -> bool:
    """Whether anything asks for making the plan again; quick, so that many plans can be watched."""
    marked = with_the_past(plan, circumstances)
    return bool(reasons(marked, circumstances) or missed_keys(marked, circumstances.today, MOVE_DAYS))


def _made_again(marked: Plan, circumstances: Circumstances, said: list[Sentence]) -> Proposal:
    again, later = _next_weeks_only(marked, with_remaining_made_again(marked, circumstances), circumstances)
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
    marked: Plan, again: Plan, circumstances: Circumstances
) -> tuple[Plan, Violation | None]:
    """The plan made again on the next two weeks only, the rest as it was.

    All of it where the coach asks for that or the race moved; and where a later week would break a rule, which is then
    given back.
    """
    if circumstances.whole or circumstances.has_moved_race(marked):
        return again, None
    limited = _on_first_days(again, marked, circumstances, CHANGED_DAYS)
    candidates = [limited, again, *_shorter(again, marked, circumstances)]
    new = [_new_violations(marked, plan, circumstances) for plan in candidates]
    fewest = min(map(len, new))
    best = next(number for number, found in enumerate(new) if len(found) == fewest)
    whole_is_best = candidates[best] is again and limited != again
    return candidates[best], next(iter(new[0]), None) if whole_is_best else None


def _shorter(again: Plan, marked: Plan, circumstances: Circumstances) -> list[Plan]:
    """Fewer days made again than two weeks: near the race the taper as it was may be the better one."""
    today = circumstances.today
    ahead = [(day - today).days + 1 for day in (*circumstances.closed, *circumstances.no_quality)]
    least = max(ahead, default=0)
    plans = (_on_first_days(again, marked, circumstances, count) for count in FEWER_DAYS if count >= least)
    return [plan for plan in plans if difference(marked, plan)["days"]]


def _on_first_days(again: Plan, marked: Plan, circumstances: Circumstances, count: int) -> Plan:
    """The plan made again on its first days, the old one on the others."""
    today = circumstances.today
    dates = frozenset((today + timedelta(days=n)).isoformat() for n in range(count))
    if all(entry["date"] in dates for entry in difference(marked, again)["days"]):
        return again
    return with_only(again, marked, dates)


def _new_violations(before: Plan, after: Plan, circumstances: Circumstances) -> list[Violation]:
    """The rules that a plan breaks from today on and another does not."""
    today = circumstances.today.isoformat()
    known = {(v.code, v.where) for v in violations(before)}
    return [v for v in violations(after) if v.where >= today and (v.code, v.where) not in known]


def _proposal(marked: Plan, again: Plan, said: list[Sentence]) -> Proposal:
    proposed = replace(again, version=marked.version + 1, status="draft")
    return Proposal(proposed, tuple(said), difference(marked, proposed))


def with_only(proposed: Plan, current: Plan, dates: frozenset[str]) -> Plan:
    """The proposal on the days chosen (ISO dates), the current plan on the others."""
    unchosen = {day.date: day.workouts for day in current.days if day.date.isoformat() not in dates}
    return with_projection(proposed.with_workouts(unchosen))


def _with_missed_moved(marked: Plan, circumstances: Circumstances) -> Proposal | None:
    """The plan with the latest missed key run on another day where no new rule breaks; None to leave it."""
    for workout, target, moved in moves_of_missed(marked, circumstances):
        if not _new_violations(marked, moved, circumstances):
            said = WORDS.say("key_run_moved", workout=workout.name, to_day=target)
            return _proposal(marked, moved, [said])
    return None


def _gain(old: Plan, new: Plan) -> float:
    then, now = forecast(old).value, forecast(new).value
    return (now - then) / max(abs(then), 1.0)


def _is_own_model(plan: Plan) -> bool:
    """Whether the model is the athlete's own: the default one has no say in how volume grows, so it is no reason alone."""
    return bool((plan.athlete.impulse_response or {}).get("is_calibrated"))
