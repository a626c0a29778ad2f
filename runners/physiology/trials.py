"""Which efforts may speak for Critical Speed, which may not, and why.

The straight line D = W' + CS * T holds for all-out efforts of 2 to 20 minutes, one a bout. Everything is decided here,
in one pass that does not depend on the order in which efforts were uploaded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from runners.physiology.checks import positive
from runners.physiology.effort_evidence import ALL_SIGNS, Evidence, evidence_of
from runners.physiology.efforts import Effort, EffortKind, is_same_bout, riegel_speed_mps
from runners.physiology.sentences import Sentence
from runners.physiology.words import WORDS

__all__ = [
    "Contradiction",
    "Effort",
    "EffortKind",
    "LeftOut",
    "TrialSelection",
    "contradictions",
    "dominated_distances",
    "select_trials",
    "with_faster",
]

SHORTEST_TRIAL_S, LONGEST_TRIAL_S = 120.0, 1200.0
LONGEST_TRIAL_WHEN_FEW_S = 1800.0
WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS = 90, 180
FEWEST_TRIALS = 3
PROVEN_BY_SIGNS = 2
LEAST_TIME_RATIO = 2.5  # longest over shortest: a narrower set cannot tell slope from intercept
SHORTEST_BEST_M, LONGEST_BEST_M = 400.0, 42195.0  # bests of these stay out whatever their time
SAME_DISTANCE_DECIMALS = 3
SAME_COURSE_SHARE, OUTRUN_SHARE = 0.98, 1.02  # ours: about the same distance, clearly faster
FASTER_SHARE = (
    0.01  # ours: what a recording may add to a distance; more than the line allows by this is a fact
)
SAME_LENGTH_SHARE = 0.05  # ours: efforts whose times differ by no more count once


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An effort that is no trial, with a stable code and a sentence for people."""

    effort: Effort
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class TrialSelection:
    """The trials of a fit, by time; what was left out; the window that was needed; flags when a limit was widened.

    evidence: for each trial why it counts as near maximal.
    """

    used: tuple[Effort, ...]
    left_out: tuple[LeftOut, ...]
    window_days: int
    longest_trial_s: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def time_ratio(self) -> float:
        """Longest over shortest time, 0 without trials."""
        times = [trial.time_s for trial in self.used]
        return max(times) / min(times) if times else 0.0

    @property
    def has_sessions(self) -> bool:
        """Whether the trials are of two sessions, or of one declared test. A typed best is a session of its own."""
        sessions = {trial.session_id for trial in self.used}
        declared = any(trial.kind is EffortKind.TEST for trial in self.used)
        return len(sessions) > 1 or None in sessions or declared

    @property
    def is_proven(self) -> bool:
        """Whether somebody said that one of them was all-out, or two show all three signs (ours)."""
        signs = sum(found.signs >= ALL_SIGNS for found in self.evidence)
        return signs >= PROVEN_BY_SIGNS or any(trial.is_whole_bout for trial in self.used)

    @property
    def suffices(self) -> bool:
        """Whether a line may be fitted: three bouts of two sessions or one test, the longest 2.5 times the shortest."""
        is_wide = len(self.used) >= FEWEST_TRIALS and self.time_ratio >= LEAST_TIME_RATIO
        return is_wide and self.has_sessions and self.is_proven

    def without(self, left_out: LeftOut) -> "TrialSelection":
        """The same with one trial left out."""
        kept = [
            (one, why)
            for one, why in zip(self.used, self.evidence, strict=True)
            if one is not left_out.effort
        ]
        return replace(
            self,
            used=tuple(one for one, _ in kept),
            evidence=tuple(why for _, why in kept),
            left_out=(*self.left_out, left_out),
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """Which limits were widened to find enough trials."""
        older = ("trials_older_than_90_days",) if self.window_days > WINDOW_DAYS else ()
        longer = ("trials_longer_than_20_min",) if self.longest_trial_s > LONGEST_TRIAL_S else ()
        return older + longer


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two bests that cannot both be best: the longer one was run at the higher mean speed."""

    shorter: Effort
    longer: Effort
    sentence: Sentence


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
    left_out = sorted(refused + list(selection.left_out), key=lambda left: _order(left.effort))
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
        for one in _best_per_distance(known)[0]
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
    used.sort(key=lambda trial: (trial.time_s, *_order(trial)))
    left_out = [one for one in selection.left_out if one.effort not in evidence]
    left_out = sorted([*left_out, *nested, *alike], key=lambda left: _order(left.effort))
    return replace(
        selection, used=tuple(used), left_out=tuple(left_out), evidence=tuple(evidence[one] for one in used)
    )


def dominated_distances(efforts: Sequence[tuple[float, float]]) -> list[float]:
    """Of (distance m, time s) pairs, the distances whose best is beaten in mean speed by a longer one, ascending."""
    today = date.min
    bests = _best_per_distance([Effort(distance, time, today) for distance, time in efforts])[0]
    return [pair.shorter.distance_m for pair in contradictions(bests)]


def contradictions(bests: Iterable[Effort]) -> tuple[Contradiction, ...]:
    """Every best that a longer one beats in mean speed, with the fastest such longer one; by distance."""
    found: list[Contradiction] = []
    fastest: Effort | None = None
    for effort in sorted(bests, key=lambda one: -one.distance_m):
        if fastest is not None and _slower(effort, fastest):
            found.append(Contradiction(effort, fastest, _contradiction_sentence(effort, fastest)))
        else:
            fastest = effort
    return tuple(reversed(found))


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
    bests, slower = _best_per_distance(recent)
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
    used.sort(key=lambda trial: (trial.time_s, *_order(trial)))
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
    return None if best is None else _dominated(effort, _contradiction_sentence(effort, best))


def _one_a_bout(
    candidates: Iterable[Effort], first: Sequence[Effort] = ()
) -> tuple[list[Effort], list[LeftOut]]:
    """Of windows of one continuous effort one of `first`, else the whole bout, else the longest.

    The others are no independent trials.
    """
    kept: list[Effort] = []
    nested: list[LeftOut] = []
    ranked = sorted(
        candidates, key=lambda one: (one not in first, not one.is_whole_bout, -one.time_s, *_order(one))
    )
    for effort in ranked:
        bout = next((one for one in kept if is_same_bout(one, effort)), None)
        if bout is None:
            kept.append(effort)
        else:
            why = WORDS.say("same_bout", distance_m=bout.distance_m, time_s=bout.time_s)
            nested.append(LeftOut(effort, "same_bout", why))
    return kept, nested


def _one_a_length(candidates: list[Effort]) -> tuple[list[Effort], list[LeftOut]]:
    """Of efforts that are nearly as long the fastest by Riegel's rule: they say the same thing twice."""
    kept: list[Effort] = []
    alike: list[LeftOut] = []
    for effort in sorted(candidates, key=lambda one: (-riegel_speed_mps(one, LONGEST_TRIAL_S), *_order(one))):
        near = next((one for one in kept if _is_as_long(one, effort)), None)
        if near is None:
            kept.append(effort)
        else:
            why = WORDS.say("near_equal", distance_m=near.distance_m, time_s=near.time_s)
            alike.append(LeftOut(effort, "near_equal", why))
    return kept, alike


def _is_as_long(one: Effort, other: Effort) -> bool:
    return max(one.time_s, other.time_s) <= (1 + SAME_LENGTH_SHARE) * min(one.time_s, other.time_s)


def _best_per_distance(efforts: Iterable[Effort]) -> tuple[list[Effort], list[LeftOut]]:
    bests: list[Effort] = []
    slower: list[LeftOut] = []
    seen: dict[float, Effort] = {}
    for effort in sorted(efforts, key=_order):
        best = seen.setdefault(round(effort.distance_m, SAME_DISTANCE_DECIMALS), effort)
        if best is effort:
            bests.append(effort)
        else:
            slower.append(LeftOut(effort, "slower", WORDS.say("slower", distance_m=effort.distance_m)))
    return bests, slower


def _order(effort: Effort) -> tuple[float, float, int, bool, str, str]:
    """Distance, then the fastest, the newest, the one run all-out: the same whatever the order of upload."""
    ordinary = not effort.is_whole_bout
    return (
        effort.distance_m,
        effort.time_s,
        -effort.day.toordinal(),
        ordinary,
        effort.kind,
        effort.session_id or "",
    )


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


def _slower(effort: Effort, other: Effort) -> bool:
    """Whether the mean speed is lower; products, not quotients, so that equal speeds compare as equal."""
    return effort.distance_m * other.time_s < other.distance_m * effort.time_s


def _contradiction_sentence(shorter: Effort, longer: Effort) -> Sentence:
    return WORDS.say(
        "contradiction",
        distance_m=shorter.distance_m,
        time_s=shorter.time_s,
        speed_mps=shorter.speed_mps,
        longer_distance_m=longer.distance_m,
        longer_time_s=longer.time_s,
        longer_speed_mps=longer.speed_mps,
    )
