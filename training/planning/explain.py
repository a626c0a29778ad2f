"""Why each workout stands where it stands and is as long as it is: codes for machines, sentences for people.

A reason compares: with the weeks before, with the longest of the plan, with the last session of its kind. It never says
the workout's name again.
"""

from collections.abc import Sequence
from functools import cached_property

from training.planning.demands import longest_run_m
from training.planning.inputs import PlanInput
from training.planning.library import LIBRARY, PURPOSES
from training.planning.menu import Planned
from training.planning.periodization import PHASE_NAMES, WEEK_DAYS, Week
from training.planning.sessions import letter_of

PHASE_WORDS = {"base": "the base", "build_1": "the first build block", "build_2": "the second build block", "peak": "the peak block", "taper": "the taper"}  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LETTER_PURPOSES = {
    "T": "the lactate threshold", "C": "Critical Speed", "V": "VO2max", "F": "speed and running economy",
    "G": "the pace of the race", "M": "marathon pace", "W": "strength, uphill and without impact",
}  # fmt: skip
NEAR_LONGEST = 0.88
COMPARED_WEEKS = 3
WORTH_SAYING_M, WORTH_SAYING_MIN = 400.0, 1.5
SPACING_DAYS = 4
LONG_EASY_MIN = 60
ENDS = {
    "E3": "Easy but for its end: strides keep the stride quick and cost hardly any recovery.",
    "E4": "Easy but for its end: hill sprints build strength and cost hardly any recovery.",
    "E6": "Its end is steady: a little faster when already warm, and no hard day for it.",
}
FUEL_FROM_S = 7140.0
FUEL_WORDS = {
    True: "a gel or about 30 g of carbohydrate every half hour",
    False: "a gel after the first hour",
}
LEFT_WORTH_SAYING = 0.5  # of D': more than this left is no news

Reason = tuple[str, str]


class Story:
    """A finished plan as its reasons see it: what came before, how long, how far from the race."""

    def __init__(self, plan_input: PlanInput, days: Sequence[tuple[Planned, ...]]) -> None:
        self.input, self.days = plan_input, days
        self.goal = plan_input.days_count - 1

    @cached_property
    def longs(self) -> list[tuple[int, Planned]]:
        """All long runs with their days."""
        return [(day, run) for day, runs in enumerate(self.days) for run in runs if run.role == "long"]

    @cached_property
    def longest_m(self) -> float:
        """The longest long run."""
        return max((run.expected.m for _, run in self.longs), default=0.0)

    @cached_property
    def work(self) -> list[tuple[int, str, float]]:
        """Quality sessions: day, letter of their work, minutes of it."""
        return [
            (day, _letter(run), _work_min(run))
            for day, runs in enumerate(self.days)
            for run in runs
            if run.role == "quality"
        ]

    def reasons(self, index: int, week: Week, planned: Planned) -> list[Reason]:
        """The reasons for a workout on a day: its size, its place, what it costs."""
        if planned.role == "race":
            return [self._race(index)]
        said = {
            "long": self._long,
            "quality": self._quality,
            "test": self._test,
            "easy": self._easy,
        }[planned.role](index, week, planned)
        if planned.role != "easy":
            said += self._spacing(index)
        return [*said, *self._balance(planned), *_fuelling(self.input, planned), *planned.why]

    def _race(self, index: int) -> Reason:
        if index == self.goal:
            return ("goal_race", "The goal of the plan: all weeks before are counted back from this day.")
        race = next(race for race in self.input.races if (race.day - self.input.start).days == index)
        text = f"A {race.priority} race: it takes the place of a quality session, with easy days around it."
        return ("side_race", text)

    def _long(self, index: int, week: Week, planned: Planned) -> list[Reason]:
        metres, to_go = planned.expected.m, _weeks(self.goal - index)
        if week.kind == "recovery":
            return [
                (
                    "long",
                    f"Shorter in the light week: what the weeks before asked for sinks in, {to_go} to go.",
                )
            ]
        if week.kind == "taper":
            share = 100 * metres / max(1.0, self.longest_m)
            return [("long", f"{share:.0f} % of the longest: the legs stay used to it and still recover.")]
        near = [day for day, run in self.longs if run.expected.m >= NEAR_LONGEST * self.longest_m]
        said = []
        if metres >= self.longest_m - 1:
            said.append(f"The longest of the plan, {to_go} before the race")
        elif index in near and len(near) <= len(ORDINALS):
            place = ORDINALS[near.index(index)]
            said.append(
                f"{place.capitalize()} of {_number(len(near))} long runs near the longest, {self.longest_m / 1000:.0f} km"
            )
        else:
            wanted = max(self.longest_m, 1.0)
            said.append(f"{100 * metres / wanted:.0f} % of the longest to come, {to_go} before the race")
        said += [self._growth(index, metres)] if self._growth(index, metres) else []
        said += self._first_goal_pace(index, planned)
        return [("long", "; ".join(said) + ".")]

    def _growth(self, index: int, metres: float) -> str:
        """Against the longest of the three weeks before."""
        before = [
            run.expected.m for day, run in self.longs if index - WEEK_DAYS * COMPARED_WEEKS <= day < index
        ]
        if not before:
            return ""
        more = metres - max(before)
        if abs(more) < WORTH_SAYING_M:
            return "as long as the longest of the last three weeks"
        return f"{abs(more) / 1000:.1f} km {'more' if more > 0 else 'less'} than the longest of the last three weeks"

    def _first_goal_pace(self, index: int, planned: Planned) -> list[str]:
        if planned.workout_id not in ("L4", "L5"):
            return []
        pace = "marathon pace" if planned.workout_id == "L4" else "goal pace"
        minutes = _work_min(planned)
        before = [
            _work_min(run) for day, run in self.longs if day < index and run.workout_id == planned.workout_id
        ]
        if not before:
            return [f"{pace} for the first time on tired legs"]
        more = minutes - before[-1]
        if abs(more) < WORTH_SAYING_MIN:
            return [f"as much {pace} on tired legs as last time"]
        return [f"{abs(more):.0f} minutes {'more' if more > 0 else 'less'} at {pace} than last time"]

    def _quality(self, index: int, week: Week, planned: Planned) -> list[Reason]:
        letter, minutes = _letter(planned), _work_min(planned)
        block = PHASE_WORDS[PHASE_NAMES[week.phase]]
        purpose = LETTER_PURPOSES.get(letter, PURPOSES["T"])
        if week.kind == "taper":
            return [("system", f"{minutes:.0f} minutes that keep {purpose} awake while the volume falls.")]
        before = [(day, done) for day, other, done in self.work if day < index and other == letter]
        size = f"{minutes:.0f} minutes of work for {purpose} in {block}"
        if week.kind == "recovery":
            return [("system", f"{size}: kept small in a light week.")]
        if not before:
            return [("system", f"{size}: the first of its kind in this plan, so it starts small.")]
        more = minutes - before[-1][1]
        if abs(more) < WORTH_SAYING_MIN:
            return [("system", f"{size}, as much as {_ago(index - before[-1][0])}.")]
        change = f"{abs(more):.0f} {'more' if more > 0 else 'less'} than {_ago(index - before[-1][0])}"
        return [("system", f"{size}, {change}.")]

    def _test(self, index: int, week: Week, _planned: Planned) -> list[Reason]:
        del index
        known = (
            "says whether the paces of the plan still fit"
            if not self.input.paces.heart_rate_only
            else "finds the paces, which are not known yet"
        )
        light = "in a light week, when legs are fresh, it " if week.kind == "recovery" else "it "
        return [("test", f"{PURPOSES['Q'].capitalize()}: {light}{known}.")]

    def _easy(self, index: int, week: Week, planned: Planned) -> list[Reason]:
        if planned.workout_id.startswith("K"):
            return [("run_walk", self._run_walk(index, planned))]
        if index and any(w.is_hard for w in self.days[index - 1]):
            return [
                (
                    "recovery",
                    "The day after a hard day: it only helps to recover, so it is as slow as it feels right.",
                )
            ]
        if planned.workout_id in ENDS:
            return [("easy", ENDS[planned.workout_id])]
        return [("easy", self._share(week, planned))]

    def _share(self, week: Week, planned: Planned) -> str:
        """What the run is within its week."""
        runs = [
            run for day in week.days if day < len(self.days) for run in self.days[day] if run.role != "race"
        ]
        seconds = sorted((run.expected.s for run in runs), reverse=True)
        total = sum(run.expected.m for run in runs)
        if week.kind == "taper":
            return f"Keeps the habit in a week of {total / 1000:.0f} km."
        if len(seconds) > 1 and planned.expected.s >= seconds[1] and planned.minutes >= LONG_EASY_MIN:
            return (
                "The second-longest run of the week, so that endurance does not hang on the long run alone."
            )
        share = 100 * planned.expected.m / max(1.0, total)
        return f"{share:.0f} % of the week's {total / 1000:.0f} km, run so that the hard days can be hard."

    def _run_walk(self, index: int, planned: Planned) -> str:
        before = [run for runs in self.days[:index] for run in runs if run.workout_id.startswith("K")]
        if not before:
            return "Short bouts with walks between: the first runs should end with the feeling that more was possible."
        if before[-1].name == planned.name:
            return "The same again: tendons take longer than breath to get used to running."
        return "A little longer on end than last time, with a walk before it gets hard."

    def _spacing(self, index: int) -> list[Reason]:
        earlier = [
            day
            for day in range(max(0, index - SPACING_DAYS), index)
            if any(w.is_hard for w in self.days[day])
        ]
        if not earlier or index - earlier[-1] < 2:
            return []
        last = earlier[-1]
        role = next(w.role for w in self.days[last] if w.is_hard)
        name = {"quality": "quality session", "long": "long run"}.get(role, role)
        return [("spacing", f"{_number(index - last).capitalize()} days after the last {name}.")]

    def _balance(self, planned: Planned) -> list[Reason]:
        left = planned.expected.d_bal_m / self.input.paces.d_prime_m
        if planned.role == "test" or left > LEFT_WORTH_SAYING:
            return []
        return [("d_balance", f"Run as planned it leaves {100 * left:.0f} % of W' at the lowest.")]


def _fuelling(plan_input: PlanInput, planned: Planned) -> list[Reason]:
    if planned.expected.s < FUEL_FROM_S:
        return []
    is_far = plan_input.kind in ("marathon", "ultra") or longest_run_m(plan_input) > planned.expected.m
    return [("fuelling", f"Fuel as on race day: {FUEL_WORDS[is_far]}, and drink to thirst.")]


def _letter(planned: Planned) -> str:
    return letter_of(planned.workout_id) if planned.workout_id in LIBRARY else "T"


def _work_min(planned: Planned) -> float:
    return (planned.expected.moderate_s + planned.expected.high_s) / 60


def _weeks(days: int) -> str:
    weeks = round(days / WEEK_DAYS)
    return f"{_number(weeks)} week{'' if weeks == 1 else 's'}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _ago(days: int) -> str:
    weeks = round(days / WEEK_DAYS)
    if weeks <= 1:
        return "last time"
    return f"the last time, {_number(weeks)} weeks ago"
