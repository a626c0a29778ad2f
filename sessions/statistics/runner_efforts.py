"""The efforts in a runner's sessions, from which bests, Critical Speed and forecasts are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.physiology.effort_evidence import REPEATED_SHARE
from runners.physiology.efforts import Effort, EffortKind
from runners.services.forecasts import RaceResult
from runners.services.personal_best_rows import BestEffortOfSession
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runners.models import Runner
    from runners.services.official_results import OfficialResult

__all__ = ["as_if", "best_efforts_of", "race_results_of", "sessions_with_efforts", "trials_of"]

WITH_WARM_UP_SHARE = 1.05  # ours: how much faster than the whole recording the race in it is, at least

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
        efforts.extend(_window(session, effort) for effort in session["best_efforts"] if not effort["flags"])
        efforts.extend(_whole_bouts(session))
    return efforts


def _window(session: dict[str, Any], effort: dict[str, Any], kind: EffortKind = EffortKind.NORMAL) -> Effort:
    """A best effort of a session; efforts stored by earlier analyses have no signs."""
    return Effort(
        effort["distance_m"],
        effort["time_s"],
        session["day"],
        session["pk"],
        kind,
        start_offset_s=effort["start_offset_s"],
        end_offset_s=effort["end_offset_s"],
        heart_rate_bpm=effort.get("avg_heart_rate_bpm"),
        ending_change=effort.get("ending_change"),
        repeat_share=effort.get("repeat_share"),
        slowest_share=effort.get("slowest_share"),
    )


def _whole_bouts(session: dict[str, Any]) -> list[Effort]:
    """What was run all-out: the bouts of a test, else the fast part of the session, else all of it."""
    kind = EffortKind(session["effort"])
    if kind is EffortKind.NORMAL or session["is_treadmill"]:
        return []
    bouts = (session["work"] or {}).get("hard_bouts") or ()
    if kind is not EffortKind.RACE and bouts:
        return [_bout(session, kind, bout) for bout in bouts if bout["distance_m"] and bout["time_s"]]
    distance_m, time_s = session["distance_m"], session["elapsed_time_s"]
    if not distance_m or not time_s:
        return []
    fast = _fast_part(session, distance_m / time_s)
    if fast is not None:
        return [_window(session, fast, kind)]
    return [
        Effort(
            distance_m, time_s, session["day"], session["pk"], kind, start_offset_s=0.0, end_offset_s=time_s
        )
    ]


def _bout(session: dict[str, Any], kind: EffortKind, bout: dict[str, Any]) -> Effort:
    return Effort(
        bout["distance_m"],
        bout["time_s"],
        session["day"],
        session["pk"],
        kind,
        start_offset_s=bout["start_offset_s"],
        end_offset_s=bout["end_offset_s"],
    )


def _fast_part(session: dict[str, Any], mean_mps: float) -> dict[str, Any] | None:
    """The longest best that is clearly faster than the whole and beside which nothing was as fast.

    This is the race in a recording that includes warm-up and cool-down; None where the recording is the race.
    """
    parts = [
        one
        for one in session["best_efforts"]
        if not one["flags"]
        and one["distance_m"] / one["time_s"] >= WITH_WARM_UP_SHARE * mean_mps
        and (one.get("repeat_share") or 0.0) < REPEATED_SHARE
    ]
    return max(parts, key=lambda one: one["distance_m"], default=None)


def race_results_of(
    sessions: Iterable[dict[str, Any]], official: Sequence[OfficialResult] = ()
) -> list[RaceResult]:
    """Races and time trials as a whole: what performance is measured by. An official result goes before the watch's."""
    found = (_race_result(session, official) for session in sessions if not session["is_treadmill"])
    return [one for one in found if one is not None]


def _race_result(session: dict[str, Any], official: Sequence[OfficialResult]) -> RaceResult | None:
    result = next((one for one in official if one.is_of(session["day"], session["distance_m"])), None)
    if result is not None:
        return RaceResult(session["pk"], result.distance_m, result.time_s, result.day, EffortKind.RACE.value)
    is_race = session["effort"] in {EffortKind.RACE, EffortKind.TIME_TRIAL}
    if not is_race or not session["distance_m"] or not session["elapsed_time_s"]:
        return None
    return RaceResult(
        session["pk"], session["distance_m"], session["elapsed_time_s"], session["day"], session["effort"]
    )
