"""Chooses a quality session for a day: the philosophy's next family at the minutes of work that the plan has reached."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from training.planning.demands import hard_week_min, work_bounds_min
from training.planning.library import LIBRARY
from training.planning.menu import Menu, Planned
from training.planning.sessions import CLASS_OF_LETTER, letter_of, sized_session

__all__ = ["QualityDay", "QualityTask", "choose_quality"]

REPEAT_DAYS = 6  # the same quality workout not sooner
NEVER = -999
FIRST_SHARE, LAST_SHARE = 0.15, 0.95  # of the range of a session's work, at the start and the end of the plan
LIGHT_SHARE = 0.7
DISTANCE_SHARE = {"T": 0.10, "C": 0.10, "V": 0.08, "F": 0.05}  # of the week, in one session
GOAL_MOST_MIN = {"half": 52.0, "marathon": 80.0}
GOAL_LONG_SHARE = (
    0.5  # of the long run's minutes at goal pace, taken off a session at goal pace in the same week
)
TEST_LOAD_SHARE = 0.6
FAST_FROM_CTL = 15.0
SAFE_FAMILIES = ("T3", "T4", "T13", "T1")  # where none of the wished fits


@dataclass(frozen=True, slots=True)
class QualityTask:
    """What quality a week may hold: sessions at most, families by slot, progress 0..1 over the whole plan.

    goal_class: the letter whose limits goal pace falls under. tests: tests due this week, tried first. is_fast_allowed:
    False where nothing above CS may be run yet.
    """

    most: int
    families: Sequence[Sequence[str]]
    turn: int
    progress: float
    rank: int
    kind: str
    goal_class: str
    ctl: float
    last_used: Mapping[str, int]
    is_light: bool = False
    tests: tuple[str, ...] = ()
    is_fast_allowed: bool = True
    load_share: float = 0.42  # of the week, in one session
    goal_long_min: float = 0.0  # at goal pace in the week's long run
    no_test_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class QualityDay:
    """A day for quality: seconds and metres at most, what the week holds and has left, and sessions chosen already."""

    day: int
    cap_s: float
    limit_m: float
    week_min: float
    left_rtss: float
    chosen: Sequence[Planned]
    keeps_balance: Callable[[Planned], bool]


def choose_quality(task: QualityTask, menu: Menu, on: QualityDay) -> Planned | None:
    """The session for a day, a test that is due first; None where none fits."""
    may_test = not on.chosen and on.day not in task.no_test_days
    tests = [menu.sized(LIBRARY[workout_id], 0.0) for workout_id in task.tests] if may_test else []
    sessions = (
        planned for planned in chain(tests, _sessions(task, menu, on)) if _fits(task, menu, on, planned)
    )
    return next(sessions, None)


def _sessions(task: QualityTask, menu: Menu, on: QualityDay) -> Iterator[Planned]:
    """Sessions from the most to the least wished for."""
    hard_left = hard_week_min(task.rank, on.week_min) - sum(_work_min(planned) for planned in on.chosen)
    week_m = on.week_min * menu.easy(60).expected.m / menu.easy(60).minutes
    for workout_id in _families(task, on.day, on.chosen):
        least, most = _work_wanted(task, menu, workout_id, week_m, hard_left)
        yield from sized_session(menu, workout_id, most, least, task.rank)


def _fits(task: QualityTask, menu: Menu, on: QualityDay, planned: Planned) -> bool:
    expected = planned.expected
    share = task.load_share if planned.role != "test" else TEST_LOAD_SHARE
    most = min(on.left_rtss, share * on.week_min * menu.easy_rate)
    return (
        expected.s <= on.cap_s
        and expected.m <= on.limit_m
        and expected.rtss <= most
        and on.keeps_balance(planned)
    )


def _families(task: QualityTask, day: int, chosen: Sequence[Planned]) -> list[str]:
    """Families to try, in turn; none that was run a few days ago or that the athlete may not run yet."""
    slot = task.families[min(len(chosen), len(task.families) - 1)]
    if task.most == 1 and len(task.families) > 1:
        slot = [family for pair in zip(*task.families, strict=False) for family in pair]
    turn = task.turn % len(slot)
    others = [*slot[turn + 1 :], *slot[:turn], *(family for families in task.families for family in families)]
    longest_ago = sorted(others, key=lambda family: task.last_used.get(family, NEVER))
    order = dict.fromkeys((slot[turn], *longest_ago, *SAFE_FAMILIES))
    used = {planned.workout_id for planned in chosen}
    return [
        family
        for family in order
        if family not in used
        and day - task.last_used.get(family, NEVER) >= REPEAT_DAYS
        and (letter_of(family) in ("T", "C", "M") or _may_be_fast(task, family))
    ]


def _may_be_fast(task: QualityTask, family: str) -> bool:
    if letter_of(family) == "G":
        return task.goal_class in ("T", "C") or (task.is_fast_allowed and task.ctl >= FAST_FROM_CTL)
    return task.is_fast_allowed and task.ctl >= FAST_FROM_CTL


def _work_wanted(
    task: QualityTask, menu: Menu, workout_id: str, week_m: float, hard_left: float
) -> tuple[float, float]:
    """(least, most) minutes of work."""
    letter = letter_of(workout_id)
    is_goal = letter in ("G", "M")
    work_class = task.goal_class if is_goal else CLASS_OF_LETTER[letter]
    least, most = work_bounds_min(work_class, task.rank)
    if is_goal and task.kind in GOAL_MOST_MIN:
        most = max(most, GOAL_MOST_MIN[task.kind] * (0.55, 0.8, 1.0, 1.0)[task.rank])
    share = FIRST_SHARE + (LAST_SHARE - FIRST_SHARE) * task.progress
    wanted = least + (most - least) * share
    if is_goal:
        wanted = max(least, wanted - GOAL_LONG_SHARE * task.goal_long_min)
    else:
        speeds = menu.paces.letter_speeds("V" if letter == "W" else letter)
        by_distance = DISTANCE_SHARE[work_class] * week_m / (sum(speeds) / 2) / 60
        wanted = min(wanted, max(least, by_distance))
        wanted = min(wanted, max(least, hard_left))
    if task.is_light:
        wanted = max(least, LIGHT_SHARE * wanted)
    return least, wanted


def _work_min(planned: Planned) -> float:
    return (planned.expected.high_s + planned.expected.moderate_s) / 60
