"""Pairs finished sessions with planned workouts: the cheapest assignment of a week, within a day (long, race two).

Parts of one run, less than 30 minutes apart, count as one session. Pairs a person made stay as they are.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

JOIN_WITHIN = timedelta(minutes=30)
DAY_COST, TIME_COST, LOAD_COST, KIND_COST = 3.0, 2.0, 1.0, 2.0
REFUSE_ABOVE = 4.0
WIDE_ROLES = frozenset({"long", "race"})
DAYS_APART, DAYS_APART_WIDE = 1, 2
SMALLEST = 1.0  # seconds or rTSS, so that a ratio has a logarithm
NO_PAIR = 1e6


@dataclass(frozen=True, slots=True)
class Session:
    """A finished session: local day, start and end, seconds, metres, load (None: unknown), whether it was hard."""

    id: str
    day: date
    start: datetime
    end: datetime
    time_s: float
    distance_m: float
    rtss: float | None
    is_hard: bool | None = None


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A planned workout as matching sees it."""

    id: str
    day: date
    role: str
    time_s: float
    rtss: float

    @property
    def is_hard(self) -> bool:
        """Quality, long, test and race are hard."""
        return self.role != "easy"


@dataclass(frozen=True, slots=True)
class Pair:
    """A planned workout and the session(s) that did it; `cost` is 0 for a pair a person made."""

    planned_id: str
    session_ids: tuple[str, ...]
    cost: float
    is_manual: bool = False


def joined(sessions: Sequence[Session]) -> list[tuple[Session, ...]]:
    """Sessions grouped into runs: parts of one day less than 30 minutes apart belong together."""
    groups: list[tuple[Session, ...]] = []
    for session in sorted(sessions, key=lambda s: (s.start, s.id)):
        if groups and groups[-1][0].day == session.day and session.start - groups[-1][-1].end < JOIN_WITHIN:
            groups[-1] = (*groups[-1], session)
        else:
            groups.append((session,))
    return groups


def pairs(
    planned: Sequence[PlannedRun], sessions: Sequence[Session], manual: Mapping[str, str] | None = None
) -> list[Pair]:
    """Pairs of one week's workouts; `manual` maps session ids to planned ids (or to "" for "unplanned")."""
    from scipy.optimize import linear_sum_assignment

    fixed = dict(manual or {})
    taken = set(fixed.values())
    by_hand = [
        Pair(target, (session,), 0.0, is_manual=True) for session, target in sorted(fixed.items()) if target
    ]
    free_plans = sorted((p for p in planned if p.id not in taken), key=lambda p: (p.day, p.id))
    free_runs = joined([session for session in sessions if session.id not in fixed])
    if not free_plans or not free_runs:
        return by_hand
    costs = [[_cost(plan, run) for run in free_runs] for plan in free_plans]
    rows, columns = linear_sum_assignment(costs)
    found = [
        Pair(free_plans[row].id, tuple(s.id for s in free_runs[column]), costs[row][column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if costs[row][column] <= REFUSE_ABOVE
    ]
    return [*by_hand, *found]


def _cost(planned: PlannedRun, run: tuple[Session, ...]) -> float:
    apart = abs((run[0].day - planned.day).days)
    if apart > (DAYS_APART_WIDE if planned.role in WIDE_ROLES else DAYS_APART):
        return NO_PAIR
    cost = DAY_COST * apart + TIME_COST * _log_ratio(sum(s.time_s for s in run), planned.time_s)
    loads = [session.rtss for session in run]
    known = [load for load in loads if load is not None]
    if len(known) == len(loads):
        cost += LOAD_COST * _log_ratio(sum(known), planned.rtss)
    hard = {session.is_hard for session in run if session.is_hard is not None}
    if hard and (True in hard) != planned.is_hard:
        cost += KIND_COST
    return cost


def _log_ratio(one: float, other: float) -> float:
    return abs(math.log(max(one, SMALLEST) / max(other, SMALLEST)))
