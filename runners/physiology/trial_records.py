"""Which efforts a Critical Speed rests on, which were left out and why."""

from dataclasses import dataclass, replace

from runners.physiology.effort_evidence import ALL_SIGNS, Evidence
from runners.physiology.efforts import Effort, EffortKind

__all__ = [
    "FEWEST_TRIALS",
    "LONGEST_TRIAL_S",
    "SHORTEST_TRIAL_S",
    "WINDOW_DAYS",
    "WINDOW_WHEN_FEW_DAYS",
    "LeftOut",
    "TrialSelection",
]

SHORTEST_TRIAL_S, LONGEST_TRIAL_S = 120.0, 1200.0
WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS = 90, 180
FEWEST_TRIALS = 3
PROVEN_BY_SIGNS = 2
LEAST_TIME_RATIO = 2.5  # longest over shortest: a narrower set cannot tell slope from intercept


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
