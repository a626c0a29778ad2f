"""Why each workout stands where it stands: codes for machines, sentences for people."""

from collections.abc import Sequence

from training.planning.inputs import PlanInput
from training.planning.library import LIBRARY, PURPOSES
from training.planning.menu import Planned
from training.planning.periodization import PHASE_NAMES, Week

PHASE_WORDS = {"base": "the base block", "build_1": "the first build block", "build_2": "the second build block", "peak": "the peak block", "taper": "the taper"}  # fmt: skip
KIND_WORDS = {"intro": "a first week to get used to the plan", "recovery": "a light week", "load": "a load week", "taper": "a taper week"}  # fmt: skip
FUEL_FROM_S = 7140.0
FUEL_WORDS = {
    True: "a gel or about 30 g of carbohydrate every half hour",
    False: "a gel after the first hour",
}
LEFT_WORTH_SAYING = 0.8  # of D': more than this left is no news

Reason = tuple[str, str]


def reasons(
    plan_input: PlanInput, days: Sequence[tuple[Planned, ...]], index: int, week: Week, planned: Planned
) -> list[Reason]:
    """The reasons for a workout on a day: its purpose in the block, its place in the week, what it costs."""
    if planned.role == "race":
        return [_race(plan_input, index)]
    said = [_purpose(week, planned)]
    said += _spacing(days, index, planned)
    said += _balance(plan_input, planned)
    said += _fuelling(plan_input, planned)
    return [*said, *planned.why]


def _race(plan_input: PlanInput, index: int) -> Reason:
    if index == plan_input.days_count - 1:
        return ("goal_race", "The goal of the plan: all weeks before are counted back from this day.")
    race = next(race for race in plan_input.races if (race.day - plan_input.start).days == index)
    return (
        "side_race",
        f"A {race.priority} race: it takes the place of a quality session, with easy days around it.",
    )


def _purpose(week: Week, planned: Planned) -> Reason:
    block = PHASE_WORDS[PHASE_NAMES[week.phase]]
    system = planned.workout_id[0]
    if planned.role == "test":
        return ("test", f"{KIND_WORDS[week.kind].capitalize()} opens {block} with {PURPOSES['Q']}.")
    if planned.role == "easy" and planned.workout_id in ("E1", "E2"):
        return ("easy", f"Easy running for {PURPOSES['E']} in {KIND_WORDS[week.kind]} of {block}.")
    purpose = (
        LIBRARY[planned.workout_id].purpose
        if planned.workout_id in LIBRARY
        else PURPOSES.get(system, "the goal")
    )
    code = {"L": "long", "E": "easy"}.get(system, "system")
    return (code, f"{planned.name}: {block} develops {purpose}.")


def _spacing(days: Sequence[tuple[Planned, ...]], index: int, planned: Planned) -> list[Reason]:
    if not planned.is_hard:
        if index and any(w.is_hard for w in days[index - 1]):
            return [("recovery", "The day after a hard day is easy.")]
        return []
    earlier = [day for day in range(index) if any(w.is_hard for w in days[day])]
    if not earlier:
        return []
    last = earlier[-1]
    role = next(w.role for w in days[last] if w.is_hard)
    name = {"quality": "quality session", "long": "long run"}.get(role, role)
    return [("spacing", f"{24 * (index - last)} h after the last {name}.")]


def _fuelling(plan_input: PlanInput, planned: Planned) -> list[Reason]:
    if planned.expected.s < FUEL_FROM_S or planned.role == "race":
        return []
    return [
        (
            "fuelling",
            f"Fuel as on race day: {FUEL_WORDS[plan_input.kind in ('marathon', 'ultra')]}, and drink to thirst.",
        )
    ]


def _balance(plan_input: PlanInput, planned: Planned) -> list[Reason]:
    d_prime = plan_input.paces.d_prime_m
    left = planned.expected.d_bal_m / d_prime
    if planned.role in ("test", "race") or left > LEFT_WORTH_SAYING:
        return []
    return [("d_balance", f"Run as planned it leaves {100 * left:.0f} % of W' at the lowest.")]
