"""Quality sessions of a size: a library workout with so many repetitions that the minutes of work are what is wanted.

Counts are those a coach would write (up to 10, then 12, 14, 15, 16, 18, 20, 24, 25); what D' does not carry gets fewer.
"""

import re
from collections.abc import Iterator

from training.planning.library import LIBRARY
from training.planning.menu import Menu, Planned
from training.planning.notation import Repeat, Step, Tree
from training.planning.shorthand import parse
from training.planning.zones import PACE_ZONES

__all__ = ["WorkBounds", "letter_of", "sized_session"]

ROUND_COUNTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 25)
MOST_COUNT = (8, 12, 16, 25)
SHORT_REP_S, MORE_SHORT_REPS = 65.0, 4
FARTLEK_COUNTS = (4, 5, 6, 8, 10, 12)
MINUTES_STEP = 5
SMALLEST_OVER = 1.4  # the smallest size may be so much more than what is wanted
WorkBounds = tuple[float, float]
_HAS_WALL = re.compile(r"\{(\d+)\.\.(\d+)\}")
CLASS_OF_LETTER = {"T": "T", "C": "C", "V": "V", "W": "V", "F": "F", "X": "F"}


def letter_of(workout_id: str) -> str:
    """The letter of a library workout's work; "S" and slower ones, and heart-rate zones, count as threshold work."""
    letters = [step.target.letter for step in _steps(parse(LIBRARY[workout_id].text(0.5)))]
    work = [letter for letter in letters if letter in ("G", "M", *CLASS_OF_LETTER)]
    return work[0] if work else "T"


def sized_session(
    menu: Menu, workout_id: str, work_min: float, least_min: float, rank: int
) -> Iterator[Planned]:
    """The workout from the wanted minutes of work down to the least, all carried by D'; none if none is."""
    counts = _counts(menu, workout_id, rank)
    fitting = [(minutes, count) for count, minutes in counts if minutes <= work_min + 0.5]
    if not fitting:
        fitting = [(minutes, count) for count, minutes in counts[:1] if minutes <= SMALLEST_OVER * work_min]
    for minutes, count in sorted(fitting, reverse=True):
        if minutes < least_min and minutes < max(fitting)[0]:
            return
        planned = menu.counted(workout_id, count)
        if menu.carries(planned):
            yield planned


def _counts(menu: Menu, workout_id: str, rank: int) -> list[tuple[int, float]]:
    """Each count with its minutes of work."""
    template = LIBRARY[workout_id].template
    match = _HAS_WALL.search(template)
    if match is None:
        return []
    if template[match.end() :].startswith("m "):
        return [(minutes, float(minutes)) for minutes in range(10, 65, MINUTES_STEP)]
    if template[match.end() :].startswith("km"):
        speed = sum(menu.paces.letter_speeds("M")) / 2
        return [(km, 1000 * km / speed / 60) for km in range(3, 17)]
    each_s = _work_of_round_s(menu, workout_id)
    most = MOST_COUNT[rank] + (MORE_SHORT_REPS if each_s <= SHORT_REP_S else 0)
    least = 4 if each_s <= SHORT_REP_S else 2
    allowed = FARTLEK_COUNTS if workout_id == "T13" else ROUND_COUNTS
    return [(count, count * each_s / 60) for count in allowed if least <= count <= most]


def _work_of_round_s(menu: Menu, workout_id: str) -> float:
    """Seconds of work in one repetition."""
    tree = parse(LIBRARY[workout_id].text(0.0, 1))
    repeat = next(part for part in tree if isinstance(part, Repeat))
    step = next(part for part in repeat.parts if isinstance(part, Step))
    if step.amount.kind == "time":
        return step.amount.value
    letter = step.target.letter
    speeds = menu.paces.letter_speeds(letter) if letter not in ("W", "K") else PACE_ZONES["V"]
    return step.amount.value / (sum(speeds) / 2)


def _steps(tree: Tree) -> Iterator[Step]:
    for part in tree:
        if isinstance(part, Repeat):
            yield from _steps(part.parts)
        else:
            yield part
