"""The ladder of total beginners: from eight times a minute of running to half an hour on end.

The steps are those of couch-to-5-km plans (NHS: bouts of 1, 1.5, 3, 5, 8, 20, 25, 30 minutes).
"""

from collections.abc import Iterator

from training.planning.menu import Menu, Planned
from training.planning.week_judge import KINDS_FROM_HALF, share_limit
from training.planning.week_task import Days, WeekRoom, spread_days

__all__ = ["LAST_STAGE", "run_walk_days"]

# Library id and its repetitions (or minutes), a step a row.
LADDER = (
    ("K1", 8),
    ("K2", 7),
    ("K3", 6),
    ("K4", 4),
    ("K5", 3),
    ("K6", 2),
    ("K7", 2),
    ("K8", 20),
    ("K9", 25),
    ("K9", 30),
)
LAST_STAGE = len(LADDER) - 1
LONGEST_BOUTS_STAGE, MOST_BOUTS = 6, 24


def run_walk_days(room: WeekRoom, stage: int) -> Days:
    """The ladder's session on three days (two in a light week); an earlier one where the week does not bear it."""
    task = room.task
    limit_m = min(task.limits_m.values(), default=0.0)
    for planned in _sessions(room.menu, stage):
        days = [day for day in room.ceilings if planned.expected.s <= task.caps_s[day]]
        if days and planned.expected.m <= limit_m and room.runs * planned.expected.rtss <= room.budget:
            long = task.slots.long if task.kind in KINDS_FROM_HALF else None
            chosen: Days = dict.fromkeys(spread_days(days, room.runs, long), (planned,))
            return chosen if long not in chosen or len(chosen) == 1 else _with_longer(room, chosen, stage)
    return {}


def _with_longer(room: WeekRoom, days: Days, stage: int) -> Days:
    """For half marathons and more the long day's run and walk goes on for longer, in the same bouts."""
    task = room.task
    day = task.slots.long
    assert day is not None  # noqa: S101 - it is one of the days
    others = [run for other, (run,) in days.items() if other != day]
    share = share_limit(len(days), task.kind)
    most_s = min(task.caps_s[day], share / (1 - share) * sum(run.expected.s for run in others))
    left = room.budget - sum(run.expected.rtss for run in others)
    most_m = min(task.limits_m[day], task.long_m)
    for longer in _longer(room.menu, stage):
        expected = longer.expected
        if days[day][0].expected.m < expected.m <= most_m and expected.s <= most_s and expected.rtss <= left:
            return days | {day: (longer,)}
    return days


def _sessions(menu: Menu, stage: int) -> Iterator[Planned]:
    """The session of a stage of the ladder, then those of the stages before it."""
    for workout_id, count in reversed(LADDER[: stage + 1]):
        yield menu.counted(workout_id, count)


def _longer(menu: Menu, stage: int) -> Iterator[Planned]:
    """The same bouts more often, the longest session first; from the whole run on, bouts of ten minutes."""
    workout_id, count = LADDER[min(stage, LONGEST_BOUTS_STAGE)]
    for more in range(MOST_BOUTS, count, -1):
        yield menu.counted(workout_id, more)
