"""Which efforts may be used for Critical Speed, which may not, and why.

The straight line D = W' + CS * T holds for all-out efforts of 2 to 20 minutes, one a bout. Everything is decided here,
in one pass that does not depend on the order in which efforts were uploaded.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from runners.physiology.checks import positive
from runners.physiology.contradictions import (
    Contradiction,
    best_per_distance,
    contradiction_sentence,
    contradictions,
    effort_order,
)
from runners.physiology.effort_evidence import Evidence, evidence_of
from runners.physiology.efforts import Effort, EffortKind, is_same_bout, riegel_speed_mps
from runners.physiology.sentences import Sentence
from runners.physiology.trial_records import (
    FEWEST_TRIALS,
    LONGEST_TRIAL_S,
    SHORTEST_TRIAL_S,
    WINDOW_DAYS,
    WINDOW_WHEN_FEW_DAYS,
    LeftOut,
    TrialSelection,
)
from runners.physiology.words import WORDS

__all__ = ["Effort", "EffortKind", "select_trials", "with_faster"]

LONGEST_TRIAL_WHEN_FEW_S = 1800.0
SHORTEST_BEST_M, LONGEST_BEST_M = 400.0, 42195.0  # bests of these stay out whatever their time
SAME_COURSE_SHARE, OUTRUN_SHARE = 0.98, 1.02  # ours: about the same distance, clearly faster
FASTER_SHARE = (
    0.01  # ours: what a recording may add to a distance; more than the line allows by this is a fact
)
SAME_LENGTH_SHARE = 0.05  # ours: efforts whose times differ by no more count once


def select_trials(efforts: Iterable[Effort], on_day: date) -> TrialSelection:
    """The trials known on that day.

    Newest 90 days, else 180; 2 to 20 minutes, to 30 only when fewer than three remain; near maximal, as said or as it
    shows; one a distance, a bout and a length; none that a longer effort beats in mean speed. Raises InvalidInputError
    for a distance or time that is not above zero.
    """
    allowed, refused = _allowed(efforts, on_day)
    selection = _narrowed(allowed, on_day, WINDOW_DAYS, LONGEST_TRIAL_S)
    if not selection.suffices:
        selection = _narrowed(allowed, on_day, WINDOW_WHEN_FEW_DAYS, LONGEST_TRIAL_S)
    if len(selection.used) < FEWEST_TRIALS:
        selection = _narrowed(allowed, on_day, WINDOW_WHEN_FEW_DAYS, LONGEST_TRIAL_WHEN_FEW_S)
    left_out = sorted(refused + list(selection.left_out), key=lambda left: effort_order(left.effort))
    return replace(selection, left_out=tuple(left_out))


def with_faster(
    selection: TrialSelection, efforts: Iterable[Effort], on_day: date, w_prime_m: float, cs_mps: float
) -> TrialSelection | None:
    """The selection with every effort of its range that was run faster than the line allows; None where there is none.

    Nobody runs faster than one can: such an effort needs no other evidence.
    """
    known = [one for one in _allowed(efforts, on_day)[0] if (on_day - one.day).days <= selection.window_days]
    faster = [
        one
        for one in best_per_distance(known)[0]
        if one not in selection.used
        and _out_of_range(one, selection.longest_trial_s) is None
        and one.distance_m > (1 + FASTER_SHARE) * (w_prime_m + cs_mps * one.time_s)
    ]
    if not faster:
        return None
    evidence = dict(zip(selection.used, selection.evidence, strict=True))
    faster_than_line = Evidence(
        is_near_maximal=True, sentence=WORDS.say("faster_than_line"), is_faster_than_line=True
    )
    evidence |= dict.fromkeys(faster, faster_than_line)
    single, nested = _one_a_bout(evidence, faster)
    used, alike = _one_a_length(single)
    used.sort(key=lambda trial: (trial.time_s, *effort_order(trial)))
    left_out = [one for one in selection.left_out if one.effort not in evidence]
    left_out = sorted([*left_out, *nested, *alike], key=lambda left: effort_order(left.effort))
    return replace(
        selection, used=tuple(used), left_out=tuple(left_out), evidence=tuple(evidence[one] for one in used)
    )


def _allowed(efforts: Iterable[Effort], on_day: date) -> tuple[list[Effort], list[LeftOut]]:
    """Efforts a person or the calendar does not rule out. Those of later days are not known yet and not mentioned."""
    allowed: list[Effort] = []
    refused: list[LeftOut] = []
    for effort in efforts:
        positive("Distance", effort.distance_m)
        positive("Time", effort.time_s)
        if effort.day > on_day:
            continue
        if effort.is_default:
            refused.append(LeftOut(effort, "default", WORDS.say("default")))
        elif effort.excluded_because is not None:
            refused.append(
                LeftOut(effort, "excluded", WORDS.say("excluded", because=effort.excluded_because))
            )
        else:
            allowed.append(effort)
    return allowed, refused


def _narrowed(allowed: list[Effort], on_day: date, window_days: int, longest_s: float) -> TrialSelection:
    recent = [effort for effort in allowed if (on_day - effort.day).days <= window_days]
    bests, slower = best_per_distance(recent)
    beaten = {pair.shorter: pair for pair in contradictions(bests)}
    evidence: dict[Effort, Evidence] = {}
    left_out = [one for one in slower if not one.effort.is_whole_bout]
    for effort in [*bests, *(one.effort for one in slower if one.effort.is_whole_bout)]:
        found = evidence_of(effort, bests)
        reason = (
            _out_of_range(effort, longest_s)
            or _unproven(effort, found)
            or _beaten(effort, beaten)
            or _outrun(effort, bests)
        )
        if reason is None:
            evidence[effort] = found
        else:
            left_out.append(reason)
    single, nested = _one_a_bout(evidence)
    used, alike = _one_a_length(single)
    used.sort(key=lambda trial: (trial.time_s, *effort_order(trial)))
    of_used = tuple(evidence[trial] for trial in used)
    return TrialSelection(tuple(used), (*left_out, *nested, *alike), window_days, longest_s, evidence=of_used)


def _unproven(effort: Effort, found: Evidence) -> LeftOut | None:
    return None if found.is_near_maximal else LeftOut(effort, "no_evidence", found.sentence)


def _outrun(effort: Effort, bests: Iterable[Effort]) -> LeftOut | None:
    """A bout said to be all-out over about whose distance the runner was clearly faster in the same weeks."""
    faster = (
        one
        for one in bests
        if one.distance_m >= SAME_COURSE_SHARE * effort.distance_m
        and one.speed_mps >= OUTRUN_SHARE * effort.speed_mps
    )
    best = max(faster, key=lambda one: (one.speed_mps, one.distance_m), default=None)
    return None if best is None else _dominated(effort, contradiction_sentence(effort, best))


def _one_a_bout(
    candidates: Iterable[Effort], first: Sequence[Effort] = ()
) -> tuple[list[Effort], list[LeftOut]]:
    """Of windows of one continuous effort one of `first`, else the whole bout, else the longest.

    The others are no independent trials.
    """
    ranked = sorted(
        candidates, key=lambda one: (one not in first, not one.is_whole_bout, -one.time_s, *effort_order(one))
    )
    return _first_of_each(ranked, is_same_bout, "same_bout")


def _one_a_length(candidates: list[Effort]) -> tuple[list[Effort], list[LeftOut]]:
    """Of efforts that are nearly as long the fastest by Riegel's rule: they say the same thing twice."""
    ranked = sorted(candidates, key=lambda one: (-riegel_speed_mps(one, LONGEST_TRIAL_S), *effort_order(one)))
    return _first_of_each(ranked, _is_as_long, "near_equal")


def _first_of_each(
    ranked: Iterable[Effort], is_same: Callable[[Effort, Effort], bool], code: str
) -> tuple[list[Effort], list[LeftOut]]:
    """Of efforts that are the same the first in order; the others are left out for it."""
    kept: list[Effort] = []
    others: list[LeftOut] = []
    for effort in ranked:
        same = next((one for one in kept if is_same(one, effort)), None)
        if same is None:
            kept.append(effort)
        else:
            why = WORDS.say(code, distance_m=same.distance_m, time_s=same.time_s)
            others.append(LeftOut(effort, code, why))
    return kept, others


def _is_as_long(one: Effort, other: Effort) -> bool:
    return max(one.time_s, other.time_s) <= (1 + SAME_LENGTH_SHARE) * min(one.time_s, other.time_s)


def _out_of_range(effort: Effort, longest_s: float) -> LeftOut | None:
    if effort.time_s < SHORTEST_TRIAL_S:
        return LeftOut(effort, "too_short", WORDS.say("too_short", time_s=effort.time_s))
    if effort.time_s > longest_s:
        why = WORDS.say("too_long", time_s=effort.time_s, longest_min=longest_s / 60)
        return LeftOut(effort, "too_long", why)
    if not effort.is_whole_bout and not SHORTEST_BEST_M < effort.distance_m < LONGEST_BEST_M:
        return LeftOut(effort, "distance", WORDS.say("distance", distance_m=effort.distance_m))
    return None


def _beaten(effort: Effort, beaten: dict[Effort, Contradiction]) -> LeftOut | None:
    pair = beaten.get(effort)
    return None if pair is None else _dominated(effort, pair.sentence)


def _dominated(effort: Effort, contradiction: Sentence) -> LeftOut:
    return LeftOut(effort, "dominated", WORDS.say("dominated", contradiction=contradiction))
