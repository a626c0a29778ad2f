"""The ladder of total beginners: from eight times a minute of running to half an hour on end.

The steps are those of couch-to-5-km plans (NHS: bouts of 1, 1.5, 3, 5, 8, 20, 25, 30 minutes).
"""

from collections.abc import Iterator

from training.planning.menu import Menu, Planned

__all__ = ["LAST_STAGE", "RUN_WALK_DAYS", "longer_run_walks", "run_walk_sessions"]

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
RUN_WALK_DAYS = 3
LONGEST_BOUTS_STAGE, MOST_BOUTS = 6, 24


def run_walk_sessions(menu: Menu, stage: int) -> Iterator[Planned]:
    """The session of a stage of the ladder, then those of the stages before it."""
    for workout_id, count in reversed(LADDER[: stage + 1]):
        yield menu.counted(workout_id, count)


def longer_run_walks(menu: Menu, stage: int) -> Iterator[Planned]:
    """The same bouts more often, the longest session first; from the whole run on, bouts of ten minutes."""
    workout_id, count = LADDER[min(stage, LONGEST_BOUTS_STAGE)]
    for more in range(MOST_BOUTS, count, -1):
        yield menu.counted(workout_id, more)
