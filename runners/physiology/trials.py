"""Which efforts may speak for Critical Speed, which may not, and why.

The straight line D = W' + CS * T holds for all-out efforts of 2 to 20 minutes. Everything is decided here, in one pass
that does not depend on the order in which efforts were uploaded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runners.physiology.checks import positive
from runners.physiology.texts import distance_text, duration_text, pace_text

__all__ = [
    "Contradiction",
    "Effort",
    "EffortKind",
    "LeftOut",
    "TrialSelection",
    "contradictions",
    "dominated_distances",
    "select_trials",
]

SHORTEST_TRIAL_S, LONGEST_TRIAL_S = 120.0, 1200.0
LONGEST_TRIAL_WHEN_FEW_S = 1800.0
WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS = 90, 180
FEWEST_TRIALS = 3
LEAST_TIME_RATIO = 2.5  # longest over shortest: a narrower set cannot tell slope from intercept
SHORTEST_BEST_M, LONGEST_BEST_M = 400.0, 42195.0  # bests of these stay out whatever their time
SAME_DISTANCE_DECIMALS = 3


class EffortKind(StrEnum):
    """What a session was meant to be; proposed from calendar or name, confirmed by a person."""

    NORMAL = "normal"
    RACE = "race"
    TIME_TRIAL = "time_trial"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Effort:
    """One effort: a best over a distance inside a session, or one whole all-out bout of a race, test or time trial."""

    distance_m: float
    time_s: float
    day: date
    session_id: str | None = None
    kind: EffortKind = EffortKind.NORMAL
    excluded_because: str | None = None
    is_default: bool = False

    @property
    def speed_mps(self) -> float:
        """Mean speed."""
        return self.distance_m / self.time_s

    @property
    def is_whole_bout(self) -> bool:
        """Whether it was run all-out by intention, so that it counts whatever its distance."""
        return self.kind is not EffortKind.NORMAL


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An effort that is no trial, with a stable code and a sentence for people."""

    effort: Effort
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class TrialSelection:
    """The trials of a fit, by time; what was left out; the window that was needed; flags when a limit was widened."""

    used: tuple[Effort, ...]
    left_out: tuple[LeftOut, ...]
    window_days: int
    longest_trial_s: float

    @property
    def time_ratio(self) -> float:
        """Longest over shortest time, 0 without trials."""
        times = [trial.time_s for trial in self.used]
        return max(times) / min(times) if times else 0.0

    @property
    def suffices(self) -> bool:
        """Whether a line may be fitted: three trials, the longest at least 2.5 times the shortest."""
        return len(self.used) >= FEWEST_TRIALS and self.time_ratio >= LEAST_TIME_RATIO

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
    sentence: str


def select_trials(efforts: Iterable[Effort], on_day: date) -> TrialSelection:
    """The trials known on that day.

    Newest 90 days, else 180; 2 to 20 minutes, to 30 only when fewer than three remain; one a distance; none that a
    longer effort beats in mean speed. Raises InvalidInputError for a distance or time that is not above zero.
    """
    allowed, refused = _allowed(efforts, on_day)
    selection = _narrowed(allowed, on_day, WINDOW_DAYS, LONGEST_TRIAL_S)
    if not selection.suffices:
        selection = _narrowed(allowed, on_day, WINDOW_WHEN_FEW_DAYS, LONGEST_TRIAL_S)
    if len(selection.used) < FEWEST_TRIALS:
        selection = _narrowed(allowed, on_day, WINDOW_WHEN_FEW_DAYS, LONGEST_TRIAL_WHEN_FEW_S)
    left_out = sorted(refused + list(selection.left_out), key=lambda left: _order(left.effort))
    return TrialSelection(selection.used, tuple(left_out), selection.window_days, selection.longest_trial_s)


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
            refused.append(LeftOut(effort, "default", "A default placeholder, not a run."))
        elif effort.excluded_because is not None:
            refused.append(LeftOut(effort, "excluded", f"Excluded: {effort.excluded_because}"))
        else:
            allowed.append(effort)
    return allowed, refused


def _narrowed(allowed: list[Effort], on_day: date, window_days: int, longest_s: float) -> TrialSelection:
    recent = [effort for effort in allowed if (on_day - effort.day).days <= window_days]
    bests, slower = _best_per_distance(recent)
    beaten = {pair.shorter: pair for pair in contradictions(bests)}
    used: list[Effort] = []
    left_out = slower
    for effort in bests:
        reason = _out_of_range(effort, longest_s) or _beaten(effort, beaten)
        if reason is None:
            used.append(effort)
        else:
            left_out.append(reason)
    used.sort(key=lambda trial: (trial.time_s, *_order(trial)))
    return TrialSelection(tuple(used), tuple(left_out), window_days, longest_s)


def _best_per_distance(efforts: Iterable[Effort]) -> tuple[list[Effort], list[LeftOut]]:
    bests: list[Effort] = []
    slower: list[LeftOut] = []
    seen: dict[float, Effort] = {}
    for effort in sorted(efforts, key=_order):
        best = seen.setdefault(round(effort.distance_m, SAME_DISTANCE_DECIMALS), effort)
        if best is effort:
            bests.append(effort)
        else:
            slower.append(LeftOut(effort, "slower", f"Not the best over {distance_text(effort.distance_m)}."))
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
    length = duration_text(effort.time_s)
    if effort.time_s < SHORTEST_TRIAL_S:
        return LeftOut(effort, "too_short", f"{length} is shorter than 2 minutes.")
    if effort.time_s > longest_s:
        return LeftOut(effort, "too_long", f"{length} is longer than {longest_s / 60:.0f} minutes.")
    if not effort.is_whole_bout and not SHORTEST_BEST_M < effort.distance_m < LONGEST_BEST_M:
        return LeftOut(effort, "distance", f"Bests over {distance_text(effort.distance_m)} stay out.")
    return None


def _beaten(effort: Effort, beaten: dict[Effort, Contradiction]) -> LeftOut | None:
    pair = beaten.get(effort)
    return None if pair is None else LeftOut(effort, "dominated", f"Not all-out: {pair.sentence}")


def _slower(effort: Effort, other: Effort) -> bool:
    """Whether the mean speed is lower; products, not quotients, so that equal speeds compare as equal."""
    return effort.distance_m * other.time_s < other.distance_m * effort.time_s


def _contradiction_sentence(shorter: Effort, longer: Effort) -> str:
    return (
        f"{distance_text(shorter.distance_m)} in {duration_text(shorter.time_s)} ({pace_text(shorter.speed_mps)}) is "
        f"slower than {distance_text(longer.distance_m)} in {duration_text(longer.time_s)} "
        f"({pace_text(longer.speed_mps)})."
    )
