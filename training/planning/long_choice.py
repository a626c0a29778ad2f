"""Chooses a week's long runs: as long as wished for where growth, day and week allow it, with goal pace or a steady end."""

from dataclasses import dataclass, replace

from training.planning.easy_days import LONGEST_EASY_MIN
from training.planning.menu import EASY_STEP_MIN, Planned
from training.planning.systems import LONG_CAP_MIN
from training.planning.week_judge import share_limit
from training.planning.week_task import WeekRoom
from training.planning.words import WORDS

__all__ = ["LONG_STEP_M", "Longs", "choose_longs", "least_long_m"]

LONG_STEP_M = 500.0
SHORTEST_LONG_MIN = 30
SECOND_LONG_SHARE, SHORTEST_SECOND_LONG_MIN, MOST_SHARE_OF_TWO = 0.6, 65, 0.8
RUNS_FOR_TWO_LONGS = 4
LEAST_GOAL_M, MOST_GOAL_SHARE, LEAST_SHARE_OF_WISH = 3000.0, 0.7, 0.7
STEADY_FINISH_SHARE = 0.22
LEAST_WON_M = 100.0
PLATEAU_FIRST_SHARE = 0.82  # of the longest that week or day allow, at the start of the plan
SHARE_MARGIN = 0.99
LEAST_SHARE_OF_MEAN, LONGEST_MEAN_MIN = 1.15, 65.0  # those who run longer run twice
MOST_OF_LONGEST = {"load": (0.84, 0.16), "intro": (0.84, 0.0), "recovery": (0.80, 0.05), "taper": (0.75, 0.0)}


@dataclass(frozen=True, slots=True)
class Longs:
    """The long run of a week, and the one beside it where two stand back to back."""

    first: Planned | None = None
    second: Planned | None = None


def least_long_m(room: WeekRoom) -> float:
    """What a long run is wished to be at the least: longer than the mean run of its week, or it would be none.

    No more than a part of the plan's longest, which grows with the plan.
    """
    task = room.task
    mean_min = min(room.week_min / max(1, room.runs), LONGEST_MEAN_MIN)
    first, more = MOST_OF_LONGEST[task.week.kind]
    most = (first + more * task.quality.progress) * task.longest_m
    return min(LEAST_SHARE_OF_MEAN * mean_min * room.menu.easy(60).expected.m / 60, most)


def choose_longs(room: WeekRoom, wished_m: float) -> Longs:
    """The long runs of a week, none longer than wished for."""
    day = room.task.slots.long
    if day is None or day not in room.ceilings or room.runs < 2:
        return Longs()
    first = _first(room, day, wished_m)
    return Longs(first, _second(room, first) if first is not None else None)


def _first(room: WeekRoom, day: int, wished_m: float) -> Planned | None:
    task = room.task
    hour = room.menu.easy(60)
    speed = hour.expected.m / hour.expected.s
    metres = min(wished_m, task.limits_m[day], _possible_m(room, day, speed, wished_m))
    steps = int(metres / LONG_STEP_M + 1e-6)
    by_time = _timed(room, day, metres)
    is_short_of_wish = task.long_m > LONG_STEP_M * (steps + 1)
    if by_time is not None and is_short_of_wish and by_time.expected.m > LONG_STEP_M * steps + LEAST_WON_M:
        return by_time
    cap_s = min(task.caps_s[day] + 0.5, 60 * LONG_CAP_MIN[task.kind])
    for count in range(steps, 0, -1):
        if LONG_STEP_M * count / speed < 60 * SHORTEST_LONG_MIN:
            return None
        planned = _of_length(room, LONG_STEP_M * count)
        if planned.expected.s <= cap_s and planned.expected.m <= task.limits_m[day] + 1:
            return planned
    return None


def _possible_m(room: WeekRoom, day: int, speed: float, wished_m: float) -> float:
    """What the week's share, the day and the cap of the race allow; where they hold it down all along, growing to it."""
    task = room.task
    share = share_limit(room.runs, task.kind) * SHARE_MARGIN
    by_week = max(SHORTEST_LONG_MIN, min(share * room.week_min, _beside_others_min(room, day, share)))
    possible = speed * min(60 * by_week, task.caps_s[day], 60 * LONG_CAP_MIN[task.kind])
    if wished_m > possible and task.week.kind == "load":
        first = PLATEAU_FIRST_SHARE + (1 - PLATEAU_FIRST_SHARE) * task.quality.progress
        possible *= 1.0 if possible <= _longest_easy_m(room, day, speed) else first
    return possible


def _longest_easy_m(room: WeekRoom, day: int, speed: float) -> float:
    """As far as an easy run of another day may go."""
    others = (ceiling for other, ceiling in room.ceilings.items() if other != day)
    return speed * 60 * min(max(others, default=0), LONGEST_EASY_MIN)


def _beside_others_min(room: WeekRoom, day: int, share: float) -> float:
    """The minutes that are a share of a week whose other days are as full as they can be."""
    if share >= SHARE_MARGIN:
        return room.week_min
    others = sorted((c for other, c in room.ceilings.items() if other != day), reverse=True)[: room.runs - 1]
    most = LONGEST_EASY_MIN * (2 if room.task.sessions_a_day > 1 else 1)
    return share / (1 - share) * sum(min(ceiling, most) for ceiling in others)


def _timed(room: WeekRoom, day: int, metres: float) -> Planned | None:
    """The long run in steps of five minutes, for where 500 m would lose too much of the single run's growth."""
    speed = room.menu.easy(60).expected.m / 60
    minutes = EASY_STEP_MIN * int(metres / speed / EASY_STEP_MIN + 1e-6)
    if minutes < SHORTEST_LONG_MIN or room.menu.walks or 60 * minutes > room.task.caps_s[day]:
        return None
    return room.menu.timed_long(minutes)


def _of_length(room: WeekRoom, metres: float) -> Planned:
    """With goal pace at its end where that is meant and carried, or a steady end, or plain."""
    task, menu = room.task, room.menu
    with_goal = _with_goal_pace(room, metres)
    if with_goal is not None and menu.carries(with_goal) and _is_in_balance(room, with_goal):
        return with_goal
    steady = 1000.0 * round(STEADY_FINISH_SHARE * metres / 1000)
    if task.steady_finish and steady >= LEAST_GOAL_M:
        return menu.distance_run(metres, last_m=steady, letter="S", workout_id="L2")
    return menu.distance_run(metres)


def _with_goal_pace(room: WeekRoom, metres: float) -> Planned | None:
    """With whole kilometres at goal pace, three at least; none where the day has no room for what was meant."""
    task, menu = room.task, room.menu
    letter, workout_id = ("M", "L4") if task.kind == "marathon" else ("G", "L5")
    speed = sum(menu.paces.letter_speeds(letter)) / 2
    last = 1000.0 * round(task.goal_min * 60 * speed / 1000)
    last = min(last, 1000.0 * int(MOST_GOAL_SHARE * metres / 1000))
    if last < LEAST_GOAL_M or metres < LEAST_SHARE_OF_WISH * task.long_m:
        return None
    return menu.distance_run(metres, last_m=last, letter=letter, workout_id=workout_id)


def _is_in_balance(room: WeekRoom, planned: Planned) -> bool:
    easy_s = 60 * max(0.0, room.week_min) - planned.expected.s
    block = room.task.block.plus([planned, *room.task.fixed])
    return replace(block, total_s=block.total_s + easy_s, easy_s=block.easy_s + easy_s).is_balanced


def _second(room: WeekRoom, first: Planned) -> Planned | None:
    """The long run of the day beside, at 0.6 of the first."""
    task = room.task
    day = task.slots.second_long
    if day is None or day not in room.ceilings or room.runs < RUNS_FOR_TWO_LONGS:
        return None
    wanted = min(SECOND_LONG_SHARE * first.expected.m, task.limits_m[day])
    planned = room.menu.distance_run(LONG_STEP_M * int(wanted / LONG_STEP_M), workout_id="L9")
    fits = planned.expected.s <= task.caps_s[day] and planned.minutes >= SHORTEST_SECOND_LONG_MIN
    if not fits or planned.expected.rtss + first.expected.rtss > MOST_SHARE_OF_TWO * room.budget:
        return None
    return replace(planned, why=(WORDS.say("back_to_back"),))
