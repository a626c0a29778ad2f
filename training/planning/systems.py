"""How long a run of a plan for each race may be, and which weeks of an ultra's plan have two long runs."""

from training.planning.periodization import Week

LONG_CAP_MIN = {"5k": 100, "10k": 120, "half": 150, "marathon": 180, "ultra": 300}
BACK_TO_BACK_WEEKS = (1, 3)  # of the two last blocks


def follows_back_to_back(kind: str, week: Week) -> bool:
    """Whether the first day may hold the second long run, after a long run on the last day of the week before."""
    return kind == "ultra" and week.kind == "load" and week.phase in "VP" and week.week_of_block > 1


def is_back_to_back(kind: str, week: Week) -> bool:
    """Whether the week has two long runs on two days in a row: for ultras, every second load week of the last blocks."""
    return (
        kind == "ultra"
        and week.kind == "load"
        and week.phase in "VP"
        and week.week_of_block in BACK_TO_BACK_WEEKS
    )
