"""The skeleton of long runs, laid before any load: counted back from the race to a peak, with cut-backs between.

Lengths are wishes in metres; what the single run's growth, the day, the week and the model's limits leave of them is
decided when the week is filled.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from training.planning.demands import (
    easy_speed_mps,
    goal_run_min,
    longest_run_m,
    marathon_pace_is_work,
    rank_of,
)
from training.planning.inputs import PlanInput
from training.planning.periodization import Week
from training.planning.systems import LONG_CAP_MIN

__all__ = ["goal_minutes_by_week", "long_wishes_m"]

PEAK_WEEKS_BEFORE = {"5k": 2, "10k": 2, "half": 2, "marathon": 3, "ultra": 3}
AFTER_PEAK = {"5k": 0.90, "10k": 0.90, "half": 0.80, "marathon": 0.80, "ultra": 0.75}
LIGHT_SHARE = 0.72
TAPER_SHARE = 0.55  # of the longest, a week before the race
FIRST_SHARE_LEAST, FIRST_SHARE_MOST = 0.60, 0.82
KNOWN_FIRST_SHARE = 0.93  # for those who run longer already
CURVE = 0.8
FLOOR_M = 5000.0
LOAD_WEEK_SHARES = (0.94, 0.98, 1.0)  # within a block, where there is time for it
MOST_GOAL_LONGS_IN_A_ROW = 2  # of load weeks
SLACK_GROWTH = 1.035  # a week; slower growth leaves room for a wave
GOAL_LONG_SHARES = {
    4: 1.0,
    6: 0.78,
    8: 0.62,
    10: 0.45,
    2: 0.35,
}  # of the most minutes, by weeks before the race


def long_wishes_m(
    plan_input: PlanInput, weeks: Sequence[Week], long_days: Mapping[int, int], share: float = 1.0
) -> dict[int, float]:
    """The metres wished for each week's long run; `long_days` by week index."""
    known = max(longest_before_m(plan_input), FLOOR_M / 1.10)
    peak = longest_run_m(plan_input, known)
    first = min(FIRST_SHARE_MOST * peak, max(known, FIRST_SHARE_LEAST * peak))
    if known > peak:
        first = KNOWN_FIRST_SHARE * peak
    backs = {week.index: weeks_before(plan_input, week, long_days) for week in weeks}
    peak_back = PEAK_WEEKS_BEFORE[plan_input.kind]
    peak_index = max((index for index, back in backs.items() if back >= peak_back), default=0)
    growth = (peak / first) ** (1 / max(1, peak_index))
    wishes: dict[int, float] = {}
    for week in weeks:
        back = backs[week.index]
        position = min(1.0, week.index / max(1, peak_index))
        wish = first + (peak - first) * position**CURVE
        if peak_index > week.index:
            wish *= share
        if back <= 1 and (plan_input.kind not in ("5k", "10k") or week.kind == "taper"):
            wish = TAPER_SHARE * peak
        elif week.index > peak_index:
            wish = AFTER_PEAK[plan_input.kind] * peak
        elif growth < SLACK_GROWTH and week.index != peak_index:
            wish *= LOAD_WEEK_SHARES[week.week_of_block % 3]
        wishes[week.index] = LIGHT_SHARE * wish if week.kind == "recovery" else wish
    return wishes


def weeks_before(plan_input: PlanInput, week: Week, long_days: Mapping[int, int]) -> int:
    """Whole weeks from a week's long run to the race."""
    goal = plan_input.days_count - 1
    return round((goal - long_days.get(week.index, week.days[-1])) / 7)


def goal_minutes_by_week(
    plan_input: PlanInput, weeks: Sequence[Week], long_days: Mapping[int, int], share: float
) -> dict[int, float]:
    """Minutes at goal pace within the long runs of some weeks (marathon, half), growing toward the race."""
    if plan_input.kind not in ("marathon", "half") or not marathon_pace_is_work(plan_input):
        return {}
    day_s = plan_input.availability.seconds_on(plan_input.availability.long_run_weekday)
    room = min(
        day_s / 60, LONG_CAP_MIN[plan_input.kind], longest_run_m(plan_input) / easy_speed_mps(plan_input) / 60
    )
    most = goal_run_min(plan_input, room) * 1.06
    backs = {week.index: weeks_before(plan_input, week, long_days) for week in weeks}
    loaded = [week for week in weeks if week.kind == "load"]
    found: dict[int, float] = {}
    for wanted_back, part in GOAL_LONG_SHARES.items():
        if plan_input.kind == "half" and wanted_back == 2:
            continue
        near = [
            week
            for week in loaded
            if abs(backs[week.index] - wanted_back) <= 1
            and week.index not in found
            and _most_in_a_row([one.index in {*found, week.index} for one in loaded])
            <= MOST_GOAL_LONGS_IN_A_ROW
        ]
        if near and (rank_of(plan_input) or wanted_back in (4, 6)):
            week = min(near, key=lambda one: (abs(backs[one.index] - wanted_back), one.index))
            found[week.index] = max(found.get(week.index, 0.0), most * part * share)
    return found


def _most_in_a_row(marks: Sequence[bool]) -> int:
    return max((sum(1 for _ in group) for is_on, group in groupby(marks) if is_on), default=0)


def longest_before_m(plan_input: PlanInput) -> float:
    """The longest run of the 30 days before the plan."""
    return max(
        (run.distance_m for run in plan_input.athlete.history if (plan_input.start - run.day).days <= 30),
        default=0.0,
    )
