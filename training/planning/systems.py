"""Which energy systems a block develops, and which long runs, by goal. The order within a pair is its priority.

5 and 10 km: pyramidal, then polarized (Filipas 2022); marathon: pyramidal (Casado 2022; Muniz-Pumares 2024).
"""

from training.planning.periodization import Week

SYSTEMS: dict[str, dict[str, str]] = {
    "5k": {"B": "TF", "U": "TV", "V": "VC", "P": "PF", "T": "PV"},
    "10k": {"B": "TV", "U": "TC", "V": "VC", "P": "PV", "T": "PV"},
    "half": {"B": "TV", "U": "VC", "V": "TC", "P": "PT", "T": "TP"},
    "marathon": {"B": "TV", "U": "VC", "V": "TC", "P": "PT", "T": "TP"},
    "ultra": {"B": "TV", "U": "VT", "V": "TC", "P": "TP", "T": "TP"},
}
LIGHT_PHASE = "R"
LIGHT_SYSTEMS = "CTF"
LONG_CAP_MIN = {"5k": 100, "10k": 120, "half": 150, "marathon": 180, "ultra": 300}

# Long runs by phase; a week takes the one of its turn, the next ones if that does not fit.
_LONGS: dict[str, dict[str, tuple[str, ...]]] = {
    "5k": {},
    "10k": {"B": ("L1", "L2"), "U": ("L1", "L2"), "V": ("L1", "L2"), "P": ("L1", "L11")},
    "half": {"B": ("L1", "L2"), "U": ("L2", "L1"), "V": ("L5", "L2"), "P": ("L5", "L1")},
    "marathon": {"B": ("L1", "L2"), "U": ("L1", "L2"), "V": ("L1", "L3"), "P": ("L1", "L4", "L1", "L3")},
    "ultra": {"B": ("L7",), "U": ("L7", "L6"), "V": ("L7", "L8", "L1"), "P": ("L7", "L8", "L1")},
}
SECOND_LONG = "L9"  # the day after or before L1, for ultras: long runs back to back


def phase_of(week: Week) -> str:
    """The letter of the library's phase for a week: a light week is R whatever its block."""
    return LIGHT_PHASE if week.kind == "recovery" else week.phase


def systems_of(kind: str, week: Week) -> str:
    """Letters of the systems for a week's quality sessions, first priority first."""
    if week.kind == "recovery":
        return LIGHT_SYSTEMS
    pair = SYSTEMS[kind][week.phase]
    # Three sessions: the first system twice. What none of them fits gives way to threshold work.
    return pair + pair[0] + "T"


def long_runs_of(kind: str, week: Week) -> tuple[str, ...]:
    """Library ids of the long runs to try in a week, the plain one last."""
    turn = _LONGS[kind].get(week.phase, ()) if week.kind == "load" else ()
    plain = ("L7", "L1") if kind == "ultra" else ("L1",)
    if not turn:
        return plain
    chosen = turn[week.week_of_block % len(turn)]
    return (chosen, *(workout_id for workout_id in plain if workout_id != chosen))


def is_back_to_back(kind: str, week: Week) -> bool:
    """Whether the week has two long runs on two days in a row: for ultras, where the turn is L1's."""
    return (
        kind == "ultra" and week.kind == "load" and week.phase in "VP" and long_runs_of(kind, week)[0] == "L1"
    )
