"""What a race asks of a plan before any load is chosen: the longest run, minutes at goal pace, minutes of hard work.

By level (novice, intermediate, advanced, elite). The figures lie between those of published plans (Pfitzinger, Hansons,
Higdon, Daniels, NHS; counted in the project's notes on plan quality) and of the studies on the longest run (Slovic 1977;
Fokkema 2020; Doherty 2020); between the sources they are ours.
"""

from training.planning.inputs import EXPERIENCES, PlanInput
from training.planning.zones import PACE_ZONES

__all__ = [
    "easy_speed_mps",
    "goal_fraction",
    "goal_run_min",
    "hard_week_min",
    "longest_easy_min",
    "longest_run_m",
    "longest_second_min",
    "marathon_pace_is_work",
    "rank_of",
    "usual_runs",
    "work_bounds_min",
]

LONG_KM = {
    "5k": (6.0, 9.0, 12.0, 15.0),
    "10k": (8.0, 12.0, 16.0, 18.0),
    "half": (15.0, 18.0, 20.0, 22.0),
    "marathon": (27.0, 30.0, 32.0, 33.0),
    "ultra": (30.0, 34.0, 40.0, 44.0),
}
LONG_MIN = {  # at easy pace; longer is not asked of the slow
    "5k": (52, 75, 80, 80),
    "10k": (75, 95, 100, 100),
    "half": (120, 125, 125, 120),
    "marathon": (170, 170, 170, 160),
    "ultra": (240, 255, 270, 270),
}
# More is too long for the race and level; those who run it already need no more.
LONG_MOST_KM = {
    "5k": (10.0, 14.0, 18.0, 21.0),
    "10k": (13.0, 18.0, 22.0, 26.0),
    "half": (18.0, 22.0, 25.0, 29.0),
    "marathon": (31.0, 33.0, 35.0, 37.0),
    "ultra": (36.0, 40.0, 48.0, 52.0),
}
LONG_MOST_MIN = {
    "5k": (80, 90, 95, 95),
    "10k": (100, 110, 115, 115),
    "half": (143, 143, 143, 143),
    "marathon": (180, 180, 180, 160),
    "ultra": (285, 285, 285, 285),
}
LONGEST_EASY_MIN = (90, 90, 100, 105)
LONGEST_SECOND_MIN = (30, 40, 45, 60)
BEGINNERS_LONGEST_MIN = 30
MARGIN = 1.02  # asked for a little more, since lengths are rounded
GOAL_RUN_MIN = {"half": (12, 24, 32, 38), "marathon": (20, 55, 75, 80)}
WORK_MIN = {  # of a session, by letter
    "T": ((6, 25), (12, 40), (15, 46), (18, 60)),
    "C": ((6, 16), (9, 26), (12, 32), (14, 40)),
    "V": ((5, 14), (8, 22), (9, 25), (10, 27)),
    "F": ((2, 8), (2.5, 11), (3, 13), (4, 15)),
}
HARD_WEEK_MIN = (28, 70, 90, 130)
HARD_WEEK_SHARE, HARD_WEEK_BASE_MIN = 0.21, 5.0
USUAL_RUNS = (3, 4, 5, 6)
STEADY_FROM = 0.80


def rank_of(plan_input: PlanInput) -> int:
    """0 for a novice to 3 for an elite runner."""
    return EXPERIENCES.index(plan_input.athlete.experience)


def usual_runs(plan_input: PlanInput) -> int:
    """Runs a week that are usual for the level."""
    return USUAL_RUNS[rank_of(plan_input)]


def easy_speed_mps(plan_input: PlanInput) -> float:
    """The middle of easy pace."""
    return sum(PACE_ZONES["E"]) / 2 * plan_input.paces.cs_mps


def longest_easy_min(plan_input: PlanInput) -> int:
    """Minutes of the longest easy run, the medium-long one aside."""
    return LONGEST_EASY_MIN[rank_of(plan_input)]


def longest_second_min(plan_input: PlanInput) -> int:
    """Minutes of the longest second run of a day."""
    return LONGEST_SECOND_MIN[rank_of(plan_input)]


def longest_run_m(plan_input: PlanInput, known_m: float = 0.0) -> float:
    """The longest run that the race asks of the level, in metres; those who run more keep that."""
    rank, kind = rank_of(plan_input), plan_input.kind
    speed = easy_speed_mps(plan_input)
    wanted = min(1000 * LONG_KM[kind][rank], 60 * LONG_MIN[kind][rank] * speed)
    if plan_input.is_beginner and kind in ("5k", "10k"):
        wanted = min(wanted, 60 * BEGINNERS_LONGEST_MIN * speed)
    most = min(1000 * LONG_MOST_KM[kind][rank], 60 * LONG_MOST_MIN[kind][rank] * speed)
    return max(MARGIN * wanted, min(known_m, most))


def goal_run_min(plan_input: PlanInput, room_min: float) -> float:
    """Minutes at goal pace asked of one run; `room_min` is the longest run there is time for."""
    table = GOAL_RUN_MIN.get(plan_input.kind)
    if table is None:
        return 0.0
    return min(table[rank_of(plan_input)], max(10.0, 0.76 * (room_min - 30)))


def goal_fraction(plan_input: PlanInput) -> float:
    """Goal speed as a fraction of CS."""
    paces = plan_input.paces
    return (paces.goal_speed_mps or paces.cs_mps) / paces.cs_mps


def marathon_pace_is_work(plan_input: PlanInput) -> bool:
    """Whether goal pace is faster than easy running: a slower one trains nothing that easy running does not."""
    return goal_fraction(plan_input) >= STEADY_FROM


def work_bounds_min(letter: str, rank: int) -> tuple[float, float]:
    """The least and the most minutes of work of a session at a letter."""
    return WORK_MIN[letter][rank]


def hard_week_min(rank: int, week_min: float) -> float:
    """The most minutes at threshold and faster in a week of so many minutes."""
    return min(HARD_WEEK_MIN[rank], HARD_WEEK_SHARE * week_min + HARD_WEEK_BASE_MIN)
