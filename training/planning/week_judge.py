"""What a single week must keep by itself: the longest run's share of its time, and the block's share of intensity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.planning.menu import Planned

SHARE_LIMIT = {1: 1.0, 2: 0.65, 3: 0.50, 4: 0.40}
SHARE_LIMIT_MANY = 0.35
SHARE_LIMIT_FROM_HALF = {
    1: 1.0,
    2: 0.70,
    3: 0.60,
    4: 0.55,
}  # half marathon and longer, as published plans have it
SHARE_LIMIT_FROM_HALF_MANY = 0.45
KINDS_FROM_HALF = ("half", "marathon", "ultra")
SHARE_FREE_MIN = 40  # a run this short is never too large a share
EASY_SHARE_AT_LEAST, HIGH_SHARE_AT_MOST = 0.71, 0.115  # one point inside the invariant

WeekDays = Mapping[int, tuple[Planned, ...]]


@dataclass(frozen=True, slots=True)
class BlockTime:
    """Seconds of a block so far, races and tests left out: all, below the first threshold, above CS."""

    total_s: float = 0.0
    easy_s: float = 0.0
    high_s: float = 0.0

    def plus(self, workouts: Iterable[Planned]) -> "BlockTime":
        """With more workouts."""
        counted = [w.expected for w in workouts if w.role not in ("race", "test")]
        return BlockTime(
            self.total_s + sum(e.s for e in counted),
            self.easy_s + sum(e.easy_s for e in counted),
            self.high_s + sum(e.high_s for e in counted),
        )

    @property
    def is_balanced(self) -> bool:
        """Enough easy, not too much above Critical Speed."""
        return (
            self.easy_s >= EASY_SHARE_AT_LEAST * self.total_s
            and self.high_s <= HIGH_SHARE_AT_MOST * self.total_s
        )


def share_limit(runs: int, kind: str) -> float:
    """The most a run may take of the time of a week with so many runs."""
    if kind in KINDS_FROM_HALF:
        return SHARE_LIMIT_FROM_HALF.get(runs, SHARE_LIMIT_FROM_HALF_MANY)
    return SHARE_LIMIT.get(runs, SHARE_LIMIT_MANY)


def too_long(runs: Sequence[Planned], kind: str) -> Planned | None:
    """The longest run of a full week without a race if it takes too much of the week's time."""
    longest = max(runs, key=lambda planned: planned.expected.s, default=None)
    if longest is None:
        return None
    limit = share_limit(len(runs), kind) * sum(planned.expected.s for planned in runs)
    return longest if longest.expected.s > max(60 * SHARE_FREE_MIN, limit) else None


def runs_of(days: WeekDays) -> list[Planned]:
    """All runs of a week."""
    return [planned for workouts in days.values() for planned in workouts]
