"""The efforts inside a runner's sessions: what bests, Critical Speed and forecasts are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.physiology.trials import Effort, EffortKind
from runners.services.forecasts import RaceResult
from runners.services.personal_bests import BestEffortOfSession
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runners.models import Runner

__all__ = ["as_if", "best_efforts_of", "race_results_of", "sessions_with_efforts", "trials_of"]

_EFFORT_FIELDS = (
    "pk",
    "day",
    "start_time",
    "sport",
    "effort",
    "excluded_from_bests",
    "best_efforts",
    "distance_m",
    "elapsed_time_s",
    "is_treadmill",
    "work",
)


def sessions_with_efforts(runner: Runner) -> list[dict[str, Any]]:
    """What bests and Critical Speed need of every counted run, in order of start."""
    runs = SessionStatistics.objects.filter(runner=runner, sport="running", excluded_from_bests=False)
    return list(runs.order_by("start_time", "pk").values(*_EFFORT_FIELDS))


def as_if(sessions: Iterable[dict[str, Any]], assumed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same if these (session id -> effort) had been that."""
    return [session | {"effort": assumed.get(str(session["pk"]), session["effort"])} for session in sessions]


def best_efforts_of(sessions: Iterable[dict[str, Any]]) -> list[BestEffortOfSession]:
    """Every best effort of the sessions, flagged ones too."""
    return [
        BestEffortOfSession(
            distance_m=effort["distance_m"],
            time_s=effort["time_s"],
            start_offset_s=effort["start_offset_s"],
            session_id=session["pk"],
            achieved_at=session["start_time"],
            day=session["day"],
            flags=tuple(effort["flags"]),
        )
        for session in sessions
        for effort in session["best_efforts"]
    ]


def trials_of(sessions: Iterable[dict[str, Any]]) -> list[Effort]:
    """Every effort that may be a trial: valid bests of any run, and the whole bouts of races and tests."""
    efforts: list[Effort] = []
    for session in sessions:
        efforts.extend(
            Effort(effort["distance_m"], effort["time_s"], session["day"], session["pk"])
            for effort in session["best_efforts"]
            if not effort["flags"]
        )
        efforts.extend(_whole_bouts(session))
    return efforts


def _whole_bouts(session: dict[str, Any]) -> list[Effort]:
    kind = EffortKind(session["effort"])
    if kind is EffortKind.NORMAL or session["is_treadmill"]:
        return []
    work = session["work"] or {}
    bouts = list(zip(work.get("distances_m", ()), work.get("times_s", ()), strict=True))
    if kind is EffortKind.RACE or not bouts:
        bouts = [(session["distance_m"], session["elapsed_time_s"])]
    return [
        Effort(distance_m, time_s, session["day"], session["pk"], kind)
        for distance_m, time_s in bouts
        if distance_m and time_s
    ]


def race_results_of(sessions: Iterable[dict[str, Any]]) -> list[RaceResult]:
    """Races and time trials as a whole: what performance is measured by."""
    return [
        RaceResult(
            session["pk"], session["distance_m"], session["elapsed_time_s"], session["day"], session["effort"]
        )
        for session in sessions
        if session["effort"] in {EffortKind.RACE, EffortKind.TIME_TRIAL}
        and session["distance_m"]
        and session["elapsed_time_s"]
        and not session["is_treadmill"]
    ]
