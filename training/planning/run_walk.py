"""The ladder of total beginners: from eight times a minute of running to half an hour on end.

The steps are those of couch-to-5-km plans (NHS: bouts of 1, 1.5, 3, 5, 8, 20, 25, 30 minutes).
"""

from collections.abc import Iterator, Mapping
from itertools import islice

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
FEWEST_RUNS, FEWEST_TAPER_RUNS = 2, 1
STEPS_BACK = 3
LONGEST_BOUTS_STAGE, MOST_BOUTS = 6, 24


def run_walk_days(room: WeekRoom, stage: int) -> Days:
    """The ladder's session on three days (two in a light week); an earlier one where the week does not bear it.

    Earlier by two steps at most, then on fewer days; in the taper on fewer days at once, in a short or light week on one before none.
    """
    week = room.task.week
    is_taper = week.kind == "taper"
    usual = [] if is_taper else [(one, room.runs) for one in islice(_sessions(room.menu, stage), STEPS_BACK)]
    fewest = FEWEST_TAPER_RUNS if is_taper else FEWEST_RUNS
    fewer = [(one, n) for one in _sessions(room.menu, stage) for n in range(room.runs, fewest - 1, -1)]
    alone = (
        [] if week.is_full and week.kind != "recovery" else [(one, 1) for one in _sessions(room.menu, stage)]
    )
    mixed = [] if is_taper else _mixed(room, stage)
    for days in (*mixed, *(_days(room, planned, runs) for planned, runs in (*usual, *fewer, *alone))):
        if days:
            return _with_longer(room, days, stage)
    return {}


def _mixed(room: WeekRoom, stage: int) -> Iterator[Days]:
    """Once half an hour is run: on one day, two or all in turn, less on the others, so that no week copies the last."""
    if stage < LAST_STAGE or not room.runs:
        return
    longest, before, earlier = islice(_sessions(room.menu, stage), STEPS_BACK)
    first = 1 + room.task.quality.turn % room.runs
    mixes = [[longest] * count + [before] * (room.runs - count) for count in range(first, 0, -1)]
    days = sorted(_days(room, earlier, room.runs), key=lambda day: (-room.task.caps_s[day], day))
    for mix in (*mixes, [longest, before, *[earlier] * (room.runs - 2)]):
        found = dict(zip(days, mix, strict=False))
        if len(found) == len(mix) and _bears(room, found):
            yield {day: (run,) for day, run in sorted(found.items())}


def _bears(room: WeekRoom, runs: Mapping[int, Planned]) -> bool:
    """Whether each day has the time for its run, and the week the load and the growth for all."""
    task = room.task
    fits = all(
        run.expected.s <= task.caps_s[day] and run.expected.m <= task.limits_m[day]
        for day, run in runs.items()
    )
    return fits and sum(run.expected.rtss for run in runs.values()) <= room.budget


def _days(room: WeekRoom, planned: Planned, runs: int) -> Days:
    """So many of the session, if the week bears them."""
    task = room.task
    open_days = [day for day in room.ceilings if planned.expected.s <= task.caps_s[day]]
    fits = planned.expected.m <= min(task.limits_m.values(), default=0.0)
    if not open_days or not fits or runs * planned.expected.rtss > room.budget:
        return {}
    long = task.slots.long if task.kind in KINDS_FROM_HALF else None
    return dict.fromkeys(spread_days(open_days, runs, long), (planned,))


def _with_longer(room: WeekRoom, days: Days, stage: int) -> Days:
    """For half marathons and more the long day's run and walk goes on for longer, in the same bouts."""
    task = room.task
    day = task.slots.long
    if day is None or day not in days or len(days) == 1 or task.kind not in KINDS_FROM_HALF:
        return days
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
