"""The workouts one athlete can be given, sized and valued; what D' cannot carry is refused a level, then replaced."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from runners.physiology.sentences import Sentence
from training.planning.expectation import Expected, expected_of_text
from training.planning.library import LEVELS, LIBRARY, LibraryWorkout
from training.planning.notation import Amount, Step, Target
from training.planning.shorthand import parse
from training.planning.shorthand_text import amount_text, target_text, text_of
from training.planning.workout_names import title_of
from training.planning.workout_records import Workout
from training.planning.zones import PACE_ZONES, Paces, race_speed_mps

EASY_STEP_MIN = 5
LONGEST_EASY_MIN = 90
SHORTEST_LONG_MIN = 45
SHORTEST_EASY_MIN = 20
WALKERS_EASY_BELOW_MPS = 1.9
LONG_WALKS_FROM_M = 11_000.0


@dataclass(frozen=True, slots=True)
class Planned:
    """A workout chosen for a day: what it is, what it asks and why it is there."""

    workout_id: str
    name: str
    role: str
    text: str
    expected: Expected
    level: float = 0.0
    why: tuple[Sentence, ...] = ()
    # A workout of an earlier version that must stay as it is, or one that was done.
    kept: Workout | None = field(default=None, compare=False)

    @property
    def minutes(self) -> float:
        """Minutes planned."""
        return self.expected.s / 60

    @property
    def is_hard(self) -> bool:
        """Whether the day counts as hard: quality, long, test and race do."""
        return self.role != "easy"


def _distance(metres: float) -> str:
    return amount_text(Amount("distance", round(metres)))


class Menu:
    """Sized workouts of one athlete."""

    def __init__(self, paces: Paces) -> None:
        self.paces = paces
        self._sized: dict[tuple[str, float, int | None], Planned] = {}

    def easy(self, minutes: int, *, recovery: bool = False) -> Planned:
        """An easy run of whole minutes, or a very easy one; for those whose easy pace is a walk's, run and walk."""
        if self.walks:
            rounds = max(4, round(minutes / 5))
            return self.given("K10", f"{rounds}x(4m RPE4,1m K)", "easy")
        return self._at(LIBRARY["E1" if recovery else "E2"], 0.0, minutes, role="easy")

    @property
    def easy_rate(self) -> float:
        """Load of a minute of easy running."""
        hour = self.easy(60)
        return hour.expected.rtss / hour.minutes

    @property
    def walks(self) -> bool:
        """Whether easy running is run/walk by effort."""
        return sum(PACE_ZONES["E"]) / 2 * self.paces.cs_mps < WALKERS_EASY_BELOW_MPS

    def given(self, workout_id: str, text: str, role: str) -> Planned:
        """A workout from its shorthand."""
        key = (f"{workout_id} {text} {role}", 0.0, None)
        if key not in self._sized:
            tree = parse(text)
            text = text_of(tree)
            expected = expected_of_text(text, self.paces)
            self._sized[key] = Planned(workout_id, title_of(tree, role), role, text, expected)
        return self._sized[key]

    def with_warm_up(self, planned: Planned, more_min: int) -> Planned:
        """The workout with a longer easy part at its start."""
        first, *others = parse(planned.text)
        if not isinstance(first, Step) or first.amount.kind != "time":
            return planned
        longer = replace(first, amount=Amount("time", first.amount.value + 60 * more_min))
        return self.given(planned.workout_id, text_of((longer, *others)), planned.role)

    def counted(self, workout_id: str, count: int) -> Planned:
        """A library workout with so many repetitions (minutes, km) in place of its first range."""
        return self._at(LIBRARY[workout_id], 0.0, count)

    def easy_distance(self, metres: float) -> Planned:
        """An easy run by distance."""
        return self.given("E2", f"{_distance(metres)} E", "easy")

    def timed_long(self, minutes: int) -> Planned:
        """A plain long run by time."""
        return self.given("L1", f"{minutes}m E", "long")

    def distance_run(
        self, metres: float, *, last_m: float = 0.0, letter: str = "M", workout_id: str = "L1"
    ) -> Planned:
        """A long run of so many metres, the last ones at a letter."""
        easy_m = metres - last_m
        if self.walks:
            if metres >= LONG_WALKS_FROM_M:
                return self.given(workout_id, f"{int(metres / 1000)}x(800mtr RPE4,200mtr K)", "long")
            return self.given(
                workout_id, f"{max(4, int(metres / 500 + 1e-6))}x(400mtr RPE4,100mtr K)", "long"
            )
        text = f"{_distance(easy_m)} E" + (f";{_distance(last_m)} {letter}" if last_m else "")
        return self.given(workout_id, text, "long")

    def longest_easy_min(self, limit_m: float) -> int:
        """The most whole minutes of easy running that stay within a distance."""
        hour = self.easy(60)
        return int(limit_m / (hour.expected.m / 60) + 1e-9)

    def strides(self, workout_id: str, minutes: int) -> Planned | None:
        """An easy run of about so many minutes that ends in strides or hill sprints, if D' carries them."""
        workout = LIBRARY[workout_id]
        for level in (0.5, 0.0):
            tail = self._at(workout, level, 25).minutes - 25
            easy_part = round(minutes - tail)
            if easy_part >= SHORTEST_EASY_MIN:
                planned = self._at(workout, level, easy_part)
                if self.carries(planned):
                    return planned
        return None

    def long(self, workout_id: str, minutes: int) -> Planned | None:
        """A long run of the given workout that is no longer than so many minutes; None if it cannot be that short."""
        workout = LIBRARY[workout_id]
        if workout.template in ("{45..210}m E", "{60..300}m Z2HR", "{50..150}m E"):
            low, high = workout.leading_range()
            return self._at(workout, 0.0, min(minutes, high)) if minutes >= low else None
        fitting = [
            p for level in LEVELS if (p := self._at(workout, level)).minutes <= minutes and self.carries(p)
        ]
        return max(fitting, key=lambda planned: planned.minutes, default=None)

    def sized(self, workout: LibraryWorkout, level: float) -> Planned:
        """A workout at a level."""
        return self._at(workout, level)

    def nearest_carried(self, workout: LibraryWorkout, level: float) -> Planned | None:
        """The workout at the level or the nearest lower one that D' carries; None if none is."""
        for lower in sorted((step for step in LEVELS if step <= level), reverse=True):
            planned = self._at(workout, lower)
            if self.carries(planned):
                return planned
        return None

    def carries(self, planned: Planned) -> bool:
        """Whether the athlete's D' carries it; tests and races are run to the end on purpose."""
        return planned.role in ("test", "race") or planned.expected.is_feasible(self.paces.d_prime_m)

    def race(self, distance_m: float, *, is_goal: bool) -> Planned:
        """A race: the goal at goal pace, others at the pace predicted; without a CS as the day allows."""
        length = amount_text(Amount("distance", round(distance_m, 3)))
        if self.paces.heart_rate_only:
            target = "free"
        elif is_goal:
            target = "G"
        else:
            speed = race_speed_mps(distance_m, self.paces.cs_mps, self.paces.d_prime_m)
            target = target_text(Target("pace_km", low=round(1000 / speed), high=round(1000 / speed)))
        text = f"{length} {target}"
        expected = expected_of_text(text, self.paces, all_out=True)
        return Planned("race", f"Race over {distance_m / 1000:g} km", "race", text, expected)

    def tests(self) -> Iterator[Planned]:
        """The tests of Critical Speed."""
        return (self._at(LIBRARY[key], 0.0) for key in ("Q1", "Q3", "Q2"))

    def _at(
        self, workout: LibraryWorkout, level: float, leading: int | None = None, role: str | None = None
    ) -> Planned:
        key = (workout.id, level, leading)
        if key not in self._sized:
            tree = parse(workout.text(level, leading))
            text = text_of(tree)
            name = title_of(tree, role or workout.role)
            self._sized[key] = Planned(
                workout.id,
                name,
                role or workout.role,
                text,
                expected_of_text(text, self.paces, all_out=workout.all_out),
                level,
            )
        return self._sized[key]
