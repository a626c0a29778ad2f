"""Making a plan again from today: what was done stands, what is published, locked or edited stays, the rest is new.

The result is a proposal: a new version with reasons and the difference; nothing is silent. A missed quality run is
moved by two days at most where it stays two days from other hard runs, else it is dropped, never stacked.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, exponential_average
from training.planning.differences import difference
from training.planning.document import days_of, expected_fields
from training.planning.expectation import expected_of
from training.planning.input_reader import read_input
from training.planning.inputs import PastRun, PlanInput
from training.planning.invariants import violations
from training.planning.invariants.documents import is_kept
from training.planning.menu import Planned
from training.planning.planner import best_plan
from training.planning.projection import fill_projection, forecast
from training.planning.steps import resolve, tree_of
from training.planning.zones import Paces

Document = dict[str, Any]

LEAST_GAIN = 0.005  # of the modelled value on race morning; less is not worth changing days for
LOST_DAYS = 3
MOVE_DAYS = 2
EXTRA_SHARE = 1.2
EASY_DAYS_AFTER_EXTRA = 2
MOST_NO_QUALITY_DAYS = 14
CS_CHANGE = 0.02


@dataclass(frozen=True, slots=True)
class DoneRun:
    """What was really run on a day: metres, seconds, load, and the planned workout it did, if any."""

    day: date
    distance_m: float
    time_s: float
    rtss: float
    workout_id: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new version of a plan, why, and what it changes; `plan` is the old one where nothing should change."""

    plan: Document
    reasons: tuple[str, ...]
    difference: Document

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.difference["days"])


def replan(plan: Document, today: date, done: Sequence[DoneRun], no_quality_days: int = 0) -> Proposal:
    """A proposal for the plan from today on, given all that was run since its start.

    It is only made where a rule would break on the old one or the model gains half a percent. no_quality_days: after
    illness or injury, days from today without quality (14 at most).
    """
    marked = with_the_past(plan, today, done)
    reasons = list(_reasons(marked, today, no_quality_days))
    again = _again(marked, today, done, no_quality_days)
    broken = [v for v in violations(marked) if v.where >= today.isoformat()]
    if broken:
        reasons.append(f"The plan as it is would break {len(broken)} rules: first, {broken[0].text}.")
    gain = _gain(marked, again)
    if not reasons and gain < LEAST_GAIN:
        return Proposal(marked, (), difference(plan, marked))
    if gain >= LEAST_GAIN:
        reasons.append(f"The model gains {100 * gain:.1f} % on race morning.")
    return Proposal(again, tuple(reasons), difference(plan, again))


def with_the_past(plan: Document, today: date, done: Sequence[DoneRun]) -> Document:
    """The plan with what was run: past workouts done or missed, real loads in place of planned ones."""
    marked = copy.deepcopy(plan)
    did = {run.workout_id for run in done if run.workout_id}
    for _, _, day in days_of(marked):
        if day["date"] < today.isoformat():
            for workout in day["workouts"]:
                workout["state"] = "done" if workout["id"] in did else "missed"
    marked["planned_from"] = today.isoformat()
    marked["actual"] = _actual(plan, today, done)
    fill_projection(marked)
    return marked


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


def new_targets(plan: Document, paces: Paces, today: date) -> Document:
    """The plan with targets of a new Critical Speed on open days; it is unchanged for a change below 2 %.

    Letters and percentages follow the new speed, so intensity and load stay; kept workouts keep their targets.
    """
    old = float(plan["athlete"]["cs_mps"])
    if abs(paces.cs_mps / old - 1) < CS_CHANGE:
        return plan
    changed = copy.deepcopy(plan)
    for _, _, day in days_of(changed):
        for workout in day["workouts"]:
            if day["date"] >= today.isoformat() and not is_kept(workout):
                all_out = workout["role"] in ("race", "test")
                steps = resolve(tree_of(workout["steps"]), paces, all_out=all_out)
                workout.update(expected_fields(expected_of(steps, paces), workout["role"]), steps=steps)
    changed["athlete"] |= {"cs_mps": paces.cs_mps, "d_prime_m": paces.d_prime_m}
    fill_projection(changed)
    return changed


def _reasons(marked: Document, today: date, no_quality_days: int) -> list[str]:
    reasons = []
    lost = _lost_days(marked, today)
    if lost >= LOST_DAYS:
        reasons.append(f"{lost} days with a workout were lost in the last two weeks.")
    if no_quality_days:
        reasons.append(
            f"{min(no_quality_days, MOST_NO_QUALITY_DAYS)} days without quality after illness or injury."
        )
    extra = _extra_share(marked, today)
    if extra > EXTRA_SHARE:
        reasons.append(
            f"The last seven days were {100 * extra:.0f} % of what was planned: two easy days first."
        )
    return reasons


def _lost_days(marked: Document, today: date) -> int:
    since = (today - timedelta(days=14)).isoformat()
    return sum(
        bool(day["workouts"]) and all(workout["state"] == "missed" for workout in day["workouts"])
        for _, _, day in days_of(marked)
        if since <= day["date"] < today.isoformat()
    )


def _extra_share(marked: Document, today: date) -> float:
    since = (today - timedelta(days=7)).isoformat()
    planned = sum(
        w["expected_rtss"]
        for _, _, day in days_of(marked)
        if since <= day["date"] < today.isoformat()
        for w in day["workouts"]
    )
    real = sum(entry["rtss"] for entry in marked["actual"] if entry["date"] >= since)
    return real / planned if planned else 0.0


def _actual(plan: Document, today: date, done: Sequence[DoneRun]) -> list[Document]:
    """Real loads of every past day of the plan, rest days included."""
    start = date.fromisoformat(plan["start_date"])
    days = [start + timedelta(days=n) for n in range(max(0, (today - start).days))]
    return [
        {
            "date": day.isoformat(),
            "rtss": sum(run.rtss for run in done if run.day == day),
            "m": sum(run.distance_m for run in done if run.day == day),
        }
        for day in days
    ]


def _again(marked: Document, today: date, done: Sequence[DoneRun], no_quality_days: int) -> Document:
    """The rest of the plan made anew on what was really run, joined to the past as it was."""
    rest_input = _rest_of_input(marked, today, done, no_quality_days)
    rest = best_plan(rest_input, _kept(marked, rest_input, today), marked["version"] + 1)
    joined = copy.deepcopy(marked)
    joined["version"] = marked["version"] + 1
    joined["status"] = "draft"
    joined["input_hash"] = rest["input_hash"]
    joined["constraints"] = rest["constraints"] | {"races": marked["constraints"]["races"]}
    joined["remarks"] = rest["remarks"]
    fresh = {day["date"]: day["workouts"] for _, _, day in days_of(rest)}
    for _, _, day in days_of(joined):
        if day["date"] in fresh:
            day["workouts"] = fresh[day["date"]]
    fill_projection(joined)
    return joined


def _rest_of_input(marked: Document, today: date, done: Sequence[DoneRun], no_quality_days: int) -> PlanInput:
    whole = read_input(marked)
    loads = [entry["rtss"] for entry in marked["actual"]]
    ctl = exponential_average(loads, CTL_DAYS, whole.athlete.ctl0) if loads else [whole.athlete.ctl0]
    atl = exponential_average(loads, ATL_DAYS, whole.athlete.atl0) if loads else [whole.athlete.atl0]
    runs = tuple(PastRun(run.day, run.distance_m, run.rtss) for run in done if run.day < today)
    quiet = min(no_quality_days, MOST_NO_QUALITY_DAYS)
    if _extra_share(marked, today) > EXTRA_SHARE:
        quiet = max(quiet, EASY_DAYS_AFTER_EXTRA)
    return replace(
        whole,
        start=max(today, whole.start),
        athlete=replace(
            whole.athlete, ctl0=float(ctl[-1]), atl0=float(atl[-1]), history=(*whole.athlete.history, *runs)
        ),
        no_quality=whole.no_quality | {today + timedelta(days=n) for n in range(quiet)},
        races=tuple(race for race in whole.races if race.day >= today),
    )


def _kept(marked: Document, rest_input: PlanInput, today: date) -> dict[int, tuple[Planned, ...]]:
    """Workouts from today on that must stay, by day of the new plan."""
    kept: dict[int, tuple[Planned, ...]] = {}
    for _, _, day in days_of(marked):
        if day["date"] >= today.isoformat() and any(is_kept(workout) for workout in day["workouts"]):
            index = (date.fromisoformat(day["date"]) - rest_input.start).days
            kept[index] = tuple(_as_planned(w, rest_input.paces) for w in day["workouts"] if is_kept(w))
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


def _may_be_hard(plan: Document, days: Mapping[str, Document], candidate: date, workout_id: str) -> bool:
    day = days.get(candidate.isoformat())
    if day is None or day["max_s"] <= 0 or candidate.isoformat() in plan["constraints"]["no_quality"]:
        return False
    around = [days.get((candidate + timedelta(days=n)).isoformat()) for n in (-1, 0, 1)]
    others = [w for one in around if one for w in one["workouts"] if w["id"] != workout_id]
    return all(workout["role"] == "easy" for workout in others)
