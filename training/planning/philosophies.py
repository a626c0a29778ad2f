"""Three ways to train for a race that differ in kind, each by the families of quality sessions of its thirds.

A plan runs through early, middle and late; each slot of a week takes the next family of its list in turn. Families are
library ids; the letter of the work sizes them (`sessions`).
"""

from dataclasses import dataclass
from types import MappingProxyType

from runners.physiology.sentences import Sentence
from training.planning.words import WORDS

__all__ = ["PHILOSOPHIES", "Philosophy"]

Third = tuple[tuple[str, ...], tuple[str, ...]]  # families of the first and of the second session of a week


@dataclass(frozen=True, slots=True)
class Philosophy:
    """`thirds` by kind of race: early, middle, late. `goal_longs`: the share of goal pace in long runs.

    `easy_spread`: how much the easy runs of a week differ (0 evenly). `long_share`: of the long runs before the peak.
    """

    code: str
    text: Sentence
    gives_up: Sentence
    thirds: MappingProxyType[str, tuple[Third, Third, Third]]
    goal_longs: float
    easy_spread: float
    long_share: float = 1.0
    hill_sprints: str = "base"  # base, always or never


def _table(**kinds: tuple[Third, Third, Third]) -> MappingProxyType[str, tuple[Third, Third, Third]]:
    return MappingProxyType({name.removeprefix("k"): thirds for name, thirds in kinds.items()})


_EARLY: Third = (("T3", "T4", "T13", "T1"), ("V11", "F4", "V11", "T2"))
PYRAMIDAL = Philosophy(
    "pyramidal",
    WORDS.say("strategy_pyramidal"),
    WORDS.say("gives_up_pyramidal"),
    _table(
        k5k=(
            _EARLY,
            (("C3", "V9", "C1"), ("T4", "V11", "T2")),
            (("P1", "V8", "V1", "P6"), ("C3", "F1", "C1")),
        ),
        k10k=(_EARLY, (("C3", "T5", "C1"), ("V2", "T4", "V11")), (("P1", "P2", "C2"), ("V8", "C3", "T4"))),
        khalf=(
            _EARLY,
            (("T5", "T2", "T4"), ("C3", "V2", "T13")),
            (("P2", "T6", "P4", "T4"), ("C3", "T3", "C1")),
        ),
        kmarathon=(
            _EARLY,
            (("T5", "T2", "T4"), ("C3", "V2", "T13")),
            (("P3", "T6", "T4", "P8"), ("T3", "C3", "T5")),
        ),
        kultra=(
            _EARLY,
            (("T5", "V10", "T2"), ("T4", "V11", "T3")),
            (("T12", "T6", "V10"), ("T3", "V11", "T5")),
        ),
    ),
    1.0,
    1.0,
)
_SUB: Third = (("T7", "T3", "T8"), ("T4", "T2", "T14"))
THRESHOLD = Philosophy(
    "threshold",
    WORDS.say("strategy_threshold"),
    WORDS.say("gives_up_threshold"),
    _table(
        k5k=(_SUB, (("T4", "T3", "C5"), ("C1", "T7", "T2")), (("P6", "C3", "P1"), ("T4", "C5", "T7"))),
        k10k=(_SUB, (("T4", "T8", "C5"), ("T2", "C1", "T7")), (("C3", "P1", "C1"), ("T4", "T7", "T10"))),
        khalf=(_SUB, (("T4", "T8", "T5"), ("T2", "T7", "C1")), (("T6", "P2", "T5"), ("T4", "T7", "T10"))),
        kmarathon=(
            _SUB,
            (("T4", "T8", "T5"), ("T2", "T7", "T10")),
            (("T6", "P3", "T5"), ("T10", "T4", "T7")),
        ),
        kultra=(_SUB, (("T4", "T8", "T5"), ("T2", "T7", "T12")), (("T6", "T12", "T5"), ("T4", "T10", "T3"))),
    ),
    0.75,
    0.1,
    0.94,
    "never",
)
_HARD: Third = (("V11", "F4", "V6"), ("T13", "V11", "T3"))
POLARISED = Philosophy(
    "polarised",
    WORDS.say("strategy_polarised"),
    WORDS.say("gives_up_polarised"),
    _table(
        k5k=(
            _HARD,
            (("V2", "V9", "V1"), ("F1", "V11", "C1")),
            (("V8", "P1", "V4", "V1"), ("F3", "P6", "C3")),
        ),
        k10k=(_HARD, (("V2", "V9", "V1"), ("V11", "F1", "C1")), (("P1", "V8", "P2"), ("C3", "V4", "V2"))),
        khalf=(_HARD, (("V2", "V1", "V9"), ("C3", "V11", "C1")), (("P2", "C3", "P4"), ("C1", "V8", "T4"))),
        kmarathon=(
            _HARD,
            (("V2", "V1", "V9"), ("C3", "V11", "C1")),
            (("P3", "C3", "P8"), ("T4", "V8", "C1")),
        ),
        kultra=(
            _HARD,
            (("V10", "V2", "V11"), ("T13", "V11", "C1")),
            (("V10", "T12", "V11"), ("C1", "T4", "V2")),
        ),
    ),
    1.0,
    1.8,
    1.0,
    "always",
)
PHILOSOPHIES = (PYRAMIDAL, THRESHOLD, POLARISED)
