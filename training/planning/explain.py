"""Why each workout stands where it stands and is as long as it is: sentences with codes and values.

A reason compares: with the weeks before, with the longest of the plan, with the last session of its kind. It never says
the workout's name again.
"""

from collections.abc import Sequence
from functools import cached_property

from runners.physiology.sentences import Sentence
from training.planning.demands import longest_run_m
from training.planning.easy_days import LONGEST_RECOVERY_MIN
from training.planning.inputs import PlanInput
from training.planning.library import LIBRARY
from training.planning.menu import Planned
from training.planning.periodization import PHASE_NAMES, WEEK_DAYS, Week
from training.planning.returns import Return, returns_of
from training.planning.sessions import letter_of
from training.planning.words import WORDS

MOST_NEAR_LONGEST = 10  # of more of them their number says nothing
PURPOSE_LETTERS = "TCVFGMW"
NEAR_LONGEST = 0.88
COMPARED_WEEKS = 3
WORTH_SAYING_M, WORTH_SAYING_MIN = 400.0, 1.5
SPACING_DAYS = 4
LONG_EASY_MIN = 60
ENDS = ("E3", "E4", "E6")
FUEL_FROM_S = 7140.0
LEFT_WORTH_SAYING = 0.5  # of D': more than this left is no news


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
    def returns(self) -> tuple[Return, ...]:
        """Where running begins again after closed days."""
        return returns_of(self.input, [float(bool(runs)) for runs in self.days])

    @cached_property
    def work(self) -> list[tuple[int, str, float]]:
        """Quality sessions: day, letter of their work, minutes of it."""
        return [
            (day, _letter(run), _work_min(run))
            for day, runs in enumerate(self.days)
            for run in runs
            if run.role == "quality"
        ]

    def reasons(self, index: int, week: Week, planned: Planned) -> list[Sentence]:
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

    def _race(self, index: int) -> Sentence:
        if index == self.goal:
            return WORDS.say("goal_race")
        race = next(race for race in self.input.races if (race.day - self.input.start).days == index)
        return WORDS.say("side_race", priority=race.priority)

    def _long(self, index: int, week: Week, planned: Planned) -> list[Sentence]:
        metres, to_go = planned.expected.m, _weeks(self.goal - index)
        of_longest = 100 * metres / max(1.0, self.longest_m)
        if week.kind == "recovery":
            what = WORDS.say("long_in_light_week", weeks_to_go=to_go)
        elif week.kind == "taper":
            what = WORDS.say("long_in_taper", of_longest_percent=of_longest)
        else:
            size = self._against_the_longest(index, metres)
            parts = [size, *self._growth(index, metres), *self._goal_pace(index, planned)]
            what = WORDS.say("long_parts", parts=parts)
        return [WORDS.say("long", what=what)]

    def _against_the_longest(self, index: int, metres: float) -> Sentence:
        to_go = _weeks(self.goal - index)
        if metres >= self.longest_m - 1:
            return WORDS.say("long_longest", weeks_to_go=to_go)
        near = [day for day, run in self.longs if run.expected.m >= NEAR_LONGEST * self.longest_m]
        if index in near and len(near) <= MOST_NEAR_LONGEST:
            return WORDS.say(
                "long_near",
                place=near.index(index) + 1,
                near_count=len(near),
                longest_km=self.longest_m / 1000,
            )
        share = 100 * metres / max(self.longest_m, 1.0)
        return WORDS.say("long_share", of_longest_percent=share, weeks_to_go=to_go)

    def _growth(self, index: int, metres: float) -> list[Sentence]:
        """Against the longest of the three weeks before; nothing where there is none."""
        before = [
            run.expected.m for day, run in self.longs if index - WEEK_DAYS * COMPARED_WEEKS <= day < index
        ]
        if not before:
            return []
        more = metres - max(before)
        if abs(more) < WORTH_SAYING_M:
            return [WORDS.say("long_as_before")]
        return [WORDS.say("long_more" if more > 0 else "long_less", change_km=abs(more) / 1000)]

    def _goal_pace(self, index: int, planned: Planned) -> list[Sentence]:
        """How much goal pace it has on tired legs, against the last such run; nothing where it has none."""
        if planned.workout_id not in ("L4", "L5"):
            return []
        pace = WORDS.say("pace_marathon" if planned.workout_id == "L4" else "pace_goal")
        before = [
            _work_min(run) for day, run in self.longs if day < index and run.workout_id == planned.workout_id
        ]
        if not before:
            return [WORDS.say("pace_first", pace=pace)]
        more = _work_min(planned) - before[-1]
        if abs(more) < WORTH_SAYING_MIN:
            return [WORDS.say("pace_same", pace=pace)]
        return [WORDS.say("pace_more" if more > 0 else "pace_less", pace=pace, change_min=abs(more))]

    def _quality(self, index: int, week: Week, planned: Planned) -> list[Sentence]:
        return [WORDS.say("system", what=self._work(index, week, planned))]

    def _work(self, index: int, week: Week, planned: Planned) -> Sentence:
        letter, minutes = _letter(planned), _work_min(planned)
        purpose = WORDS.say(f"purpose_{letter if letter in PURPOSE_LETTERS else 'T'}")
        if week.kind == "taper":
            return WORDS.say("work_in_taper", work_min=minutes, purpose=purpose)
        block = WORDS.say(f"phase_{PHASE_NAMES[week.phase]}")
        size = WORDS.say("work_size", work_min=minutes, purpose=purpose, phase=block)
        if week.kind == "recovery":
            return WORDS.say("work_in_light_week", size=size)
        before = [(day, done) for day, other, done in self.work if day < index and other == letter]
        if not before:
            return WORDS.say("work_first", size=size)
        more, ago = minutes - before[-1][1], _ago(index - before[-1][0])
        if abs(more) < WORTH_SAYING_MIN:
            return WORDS.say("work_same", size=size, ago=ago)
        return WORDS.say("work_more" if more > 0 else "work_less", size=size, change_min=abs(more), ago=ago)

    def _test(self, index: int, week: Week, _planned: Planned) -> list[Sentence]:
        del index
        when = WORDS.say("test_in_light_week" if week.kind == "recovery" else "test_any_time")
        is_known = not self.input.paces.heart_rate_only
        what = WORDS.say("test_checks_paces" if is_known else "test_finds_paces")
        return [WORDS.say("test", when=when, what=what)]

    def _easy(self, index: int, week: Week, planned: Planned) -> list[Sentence]:
        if planned.workout_id.startswith("K"):
            return [WORDS.say("run_walk", what=self._run_walk(index, planned))]
        if any(index in back.easy_days for back in self.returns):
            return [WORDS.say("easy", what=WORDS.say("easy_return"))]
        if planned.workout_id in ENDS:
            return [WORDS.say("easy", what=WORDS.say(f"easy_end_{planned.workout_id}"))]
        if index and any(w.is_hard for w in self.days[index - 1]):
            is_short = planned.minutes <= LONGEST_RECOVERY_MIN
            return [WORDS.say("recovery", what=WORDS.say("recovery_run" if is_short else "easy_after_hard"))]
        return [WORDS.say("easy", what=self._share(week, planned))]

    def _share(self, week: Week, planned: Planned) -> Sentence:
        """What the run is within its week."""
        runs = [
            run for day in week.days if day < len(self.days) for run in self.days[day] if run.role != "race"
        ]
        seconds = sorted((run.expected.s for run in runs), reverse=True)
        total = sum(run.expected.m for run in runs)
        if week.kind == "taper":
            return WORDS.say("easy_in_taper", week_km=total / 1000)
        if len(seconds) > 1 and planned.expected.s >= seconds[1] and planned.minutes >= LONG_EASY_MIN:
            return WORDS.say("easy_second_longest")
        share = 100 * planned.expected.m / max(1.0, total)
        return WORDS.say("easy_share", of_week_percent=share, week_km=total / 1000)

    def _run_walk(self, index: int, planned: Planned) -> Sentence:
        before = [run for runs in self.days[:index] for run in runs if run.workout_id.startswith("K")]
        if not before:
            return WORDS.say("run_walk_first")
        return WORDS.say("run_walk_same" if before[-1].name == planned.name else "run_walk_more")

    def _spacing(self, index: int) -> list[Sentence]:
        earlier = [
            day
            for day in range(max(0, index - SPACING_DAYS), index)
            if any(w.is_hard for w in self.days[day])
        ]
        if not earlier or index - earlier[-1] < 2:
            return []
        last = earlier[-1]
        role = next(w.role for w in self.days[last] if w.is_hard)
        return [WORDS.say("spacing", days_count=index - last, session=WORDS.say(f"session_{role}"))]

    def _balance(self, planned: Planned) -> list[Sentence]:
        left = planned.expected.d_bal_m / self.input.paces.d_prime_m
        if planned.role == "test" or left > LEFT_WORTH_SAYING:
            return []
        return [WORDS.say("d_balance", left_percent=100 * left)]


def _fuelling(plan_input: PlanInput, planned: Planned) -> list[Sentence]:
    if planned.expected.s < FUEL_FROM_S:
        return []
    is_far = plan_input.kind in ("marathon", "ultra") or longest_run_m(plan_input) > planned.expected.m
    return [WORDS.say("fuelling", what=WORDS.say("fuel_often" if is_far else "fuel_once"))]


def _letter(planned: Planned) -> str:
    return letter_of(planned.workout_id) if planned.workout_id in LIBRARY else "T"


def _work_min(planned: Planned) -> float:
    return (planned.expected.moderate_s + planned.expected.high_s) / 60


def _weeks(days: int) -> int:
    return round(days / WEEK_DAYS)


def _ago(days: int) -> Sentence:
    weeks = _weeks(days)
    return WORDS.say("last_time") if weeks <= 1 else WORDS.say("weeks_ago", weeks_count=weeks)
