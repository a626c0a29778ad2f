"""Blocks and weeks, counted back from the race: taper, then blocks that open with their light week.

So the heaviest weeks meet the taper (overload first: Thomas & Busso 2005; Wang 2023).
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from training.planning.inputs import PlanInput

WEEK_DAYS = 7
PHASE_NAMES = {"B": "base", "U": "build_1", "V": "build_2", "P": "peak", "T": "taper"}
HOLIDAY_DAYS = 3  # open days closed in a week that make it the light one
SHORT_PLAN_WEEKS = 5  # up to here one taper week must do


@dataclass(frozen=True, slots=True)
class Week:
    """One week: the indices of its days in the plan, its block and what it is for (load|intro|recovery|taper)."""

    index: int
    first_day: int
    days_count: int
    block: int
    phase: str
    kind: str
    week_of_block: int = 0
    weeks_in_block: int = 1

    @property
    def days(self) -> range:
        """Indices of its days."""
        return range(self.first_day, self.first_day + self.days_count)

    @property
    def is_full(self) -> bool:
        """Whether it has all seven days."""
        return self.days_count == WEEK_DAYS

    @property
    def progress(self) -> float:
        """0 in the first week of its block, 1 in the last."""
        return self.week_of_block / max(1, self.weeks_in_block - 1)


def weeks_of(plan_input: PlanInput, taper_weeks: int) -> tuple[Week, ...]:
    """The weeks of a plan, first to last; the last ends on race day, the first may be short.

    A plan made again keeps the weeks it has.
    """
    count = -(-plan_input.days_count // WEEK_DAYS)
    if plan_input.rhythm:
        uses = enumerate(plan_input.rhythm[-count:])
        return tuple(
            _week(
                plan_input,
                index,
                count,
                use.block,
                use.phase,
                use.kind,
                use.week_of_block,
                use.weeks_in_block,
            )
            for index, use in uses
        )
    tapering = min(taper_weeks, count)
    holidays = {index for index in range(count - tapering) if _is_holiday(plan_input, index, count)}
    blocks = [*_blocks(count - tapering, plan_input.loading + 1, holidays), ("T", tapering)]
    weeks: list[Week] = []
    for number, (phase, length) in enumerate(blocks):
        opens_light = length == plan_input.loading + 1 or len(weeks) in holidays
        weeks += [
            _week(
                plan_input,
                len(weeks) + position,
                count,
                number,
                phase,
                _kind(phase, position, whole=opens_light),
                position,
                length,
            )
            for position in range(length)
        ]
    return _without_early_light_weeks([_eased_in(weeks[0]), *weeks[1:]], holidays)


def _without_early_light_weeks(weeks: Sequence[Week], holidays: AbstractSet[int]) -> tuple[Week, ...]:
    """Weeks that ease in instead of a light week that comes a week or two after the start or a holiday.

    After a single week there is nothing to recover from.
    """
    found = list(weeks)
    for index, week in enumerate(weeks[1:], 1):
        if week.kind != "recovery" or index in holidays:
            continue
        if index == 1 or index - 1 in holidays:
            found[index] = _eased_in(week)
        elif index - 2 in holidays:
            found[index - 1 : index + 1] = [_eased_in(weeks[index - 1]), _eased_in(week)]
    return tuple(found)


def _is_holiday(plan_input: PlanInput, index: int, count: int) -> bool:
    """Whether so many days of a week are closed that it is the light week, whatever the rhythm says."""
    end = plan_input.days_count - WEEK_DAYS * (count - 1 - index)
    closed = [
        day
        for day in range(max(0, end - WEEK_DAYS), end)
        if plan_input.day(day) in plan_input.blackouts
        and plan_input.availability.seconds_on(plan_input.day(day).weekday())
    ]
    return len(closed) >= HOLIDAY_DAYS


def usual_taper_weeks(plan_input: PlanInput) -> int:
    """As asked (by distance, if nothing is); one where the plan is too short to give up two."""
    count = -(-plan_input.days_count // WEEK_DAYS)
    return 1 if count <= SHORT_PLAN_WEEKS else min(max(1, plan_input.taper_weeks), 3)


def _blocks(weeks: int, length: int, holidays: AbstractSet[int]) -> list[tuple[str, int]]:
    """(phase, weeks) from the first block to the peak; the first may be short, base repeats.

    A week of holidays opens a block as its light week, and the rhythm is counted from there.
    """
    lengths: list[int] = []
    size = 0
    for index in range(weeks - 1, -1, -1):
        size += 1
        if size == length or index in holidays or index == 0:
            lengths.insert(0, size)
            size = 0
    phases = [*"B" * len(lengths), "B", "U", "V", "P"][-len(lengths) :] if lengths else []
    return list(zip(phases, lengths, strict=True))


def _kind(phase: str, position: int, *, whole: bool) -> str:
    if phase == "T":
        return "taper"
    return "recovery" if whole and position == 0 else "load"


def _week(
    plan_input: PlanInput,
    index: int,
    count: int,
    block: int,
    phase: str,
    kind: str,
    position: int,
    length: int,
) -> Week:
    end = plan_input.days_count - WEEK_DAYS * (count - 1 - index)
    first = max(0, end - WEEK_DAYS)
    return Week(index, first, end - first, block, phase, kind, position, length)


def _eased_in(week: Week) -> Week:
    """A week to get used to the plan, or to running again; it is neither light nor counted as load."""
    return week if week.kind == "taper" else replace(week, kind="intro")
