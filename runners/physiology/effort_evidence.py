"""Whether an effort was near maximal: as the athlete said, or as its heart rate, its ending and its speed show.

Windows inside one steady run always lie on a straight line, so how well a line fits says nothing about effort.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np

from runners.physiology.efforts import Effort
from runners.physiology.sentences import Sentence
from runners.physiology.words import WORDS

__all__ = ["ALL_SIGNS", "Evidence", "evidence_of", "with_highest_heart_rates"]

SIGNS_NEEDED, ALL_SIGNS = 2, 3
HEART_RATE_TOLERANCE = 0.05
# Ours: the mean heart rate of an all-out effort as a share of the maximum, which the heart takes a minute or two to reach.
SHARE_OF_MAXIMUM, SHARE_WHEN_SHORT, SHORT_S = 0.93, 0.90, 300.0
HEART_RATE_MEMORY_DAYS = 365
ENDING_CHANGE = 0.025  # ours: a pace that falls or rises so much over the last fifth
# Ours: the speed a runner can hold falls with the time by more than this power of it (Riegel's rule has 0.057). A curve
# that is flatter is one of steady running.
FLATTEST_EXPONENT = 0.03
RESTED_SHARE = 0.85  # ours: a minute so much slower than the whole is a rest
REPEATED_SHARE = 0.90  # ours: what is run again at nearly this speed in the same session was not all-out


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether an effort counts as near maximal, and why or why not in one sentence; signs: how many of the three it shows."""

    is_near_maximal: bool
    sentence: Sentence
    signs: int = 0
    is_faster_than_line: bool = False


def evidence_of(effort: Effort, curve: Sequence[Effort]) -> Evidence:
    """The evidence for a best that stands at the top of `curve`, the bests of each distance of the same weeks.

    What the athlete said counts by itself. Otherwise two of three signs are needed, and nothing as fast beside it in
    the same session.
    """
    if effort.is_whole_bout:
        return Evidence(is_near_maximal=True, sentence=WORDS.say(f"said_{effort.kind.value}"))
    if _is_repeated(effort):
        return Evidence(
            is_near_maximal=False, sentence=WORDS.say("repeated", repeat_share=effort.repeat_share)
        )
    if effort.slowest_share is not None and effort.slowest_share < RESTED_SHARE:
        return Evidence(is_near_maximal=False, sentence=WORDS.say("rested"))
    signs = {
        "sign_heart_rate": _is_near_highest_heart_rate(effort),
        "sign_ending": _ends_like_a_race(effort),
        "sign_steeper": _is_steeper(effort, curve),
    }
    seen = [sign for sign, is_there in signs.items() if is_there]
    if len(seen) >= SIGNS_NEEDED:
        return Evidence(
            is_near_maximal=True, sentence=_of_signs("near_maximal", tuple(seen)), signs=len(seen)
        )
    missing = tuple(sign for sign in signs if sign not in seen)
    return Evidence(is_near_maximal=False, sentence=_of_signs("no_signs", missing))


@cache
def _of_signs(code: str, signs: tuple[str, ...]) -> Sentence:
    return WORDS.say(code, signs=[WORDS.say(sign) for sign in signs])


def with_highest_heart_rates(
    efforts: Iterable[Effort], maximum_bpm_on: Callable[[date], float | None]
) -> list[Effort]:
    """The efforts with the highest mean heart rate that is known for their time, where the evidence asks for it.

    That is the highest of the year up to their day over at least as long, and no less than what an all-out effort takes
    of the day's maximum heart rate: a runner who only jogs has a highest heart rate, too.
    """
    efforts = list(efforts)
    known = [one for one in efforts if one.heart_rate_bpm is not None]
    days = np.array([one.day.toordinal() for one in known], dtype=np.int64)
    times = np.array([one.time_s for one in known])
    rates = np.array([one.heart_rate_bpm for one in known], dtype=np.float64)

    def highest(effort: Effort) -> float:
        age = effort.day.toordinal() - days
        alike = (age >= 0) & (age <= HEART_RATE_MEMORY_DAYS) & (times >= effort.time_s)
        return max(float(rates[alike].max()), _all_out_rate(effort.time_s, maximum_bpm_on(effort.day)))

    return [
        replace(one, highest_heart_rate_bpm=highest(one)) if _asks_for_heart_rate(one) else one
        for one in efforts
    ]


def _all_out_rate(time_s: float, maximum_bpm: float | None) -> float:
    share = SHARE_WHEN_SHORT if time_s < SHORT_S else SHARE_OF_MAXIMUM
    return 0.0 if maximum_bpm is None else share * maximum_bpm


def _asks_for_heart_rate(effort: Effort) -> bool:
    return not effort.is_whole_bout and effort.heart_rate_bpm is not None and not _is_repeated(effort)


def _is_repeated(effort: Effort) -> bool:
    return effort.repeat_share is not None and effort.repeat_share >= REPEATED_SHARE


def _is_near_highest_heart_rate(effort: Effort) -> bool:
    rate, highest = effort.heart_rate_bpm, effort.highest_heart_rate_bpm
    return rate is not None and highest is not None and rate >= (1 - HEART_RATE_TOLERANCE) * highest


def _ends_like_a_race(effort: Effort) -> bool:
    return effort.ending_change is not None and abs(effort.ending_change) >= ENDING_CHANGE


def _is_steeper(effort: Effort, curve: Sequence[Effort]) -> bool:
    """Whether every longer best is slower, by as much as the time alone costs an all-out runner."""
    longer = (one for one in curve if one.time_s > effort.time_s and one.distance_m > effort.distance_m)
    return all(
        one.speed_mps < effort.speed_mps * (effort.time_s / one.time_s) ** FLATTEST_EXPONENT for one in longer
    )
