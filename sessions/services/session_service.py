"""The services for sessions: edit, delete, bring back, type in, and settle which of two recordings counts.

Each stores a decision in a document of its own, which is applied again whenever figures are computed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners.physiology.local_days import local_day
from runners.services.analysis_requests import request_analysis
from sessions import statistics_processor
from sessions.decided.cuts import cuts_of, part_ids, place_of
from sessions.decided.edits import EDITABLE, edits_of, typed_by_hand
from sessions.importing.swapping import carry_words, forget_figures, hold_instead
from sessions.models import SessionDecision, SessionFIT, SessionStatistics
from sessions.services.bin import put_into_bin, refuse_other_recording, take_out_of_bin
from sessions.services.session_problems import SessionProblem, refuse_impossible
from sessions.statistics.stored_figures import DECIDED_FIELDS, day_of_start
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "SessionProblem",
    "bring_back",
    "bring_back_session",
    "create_typed_session",
    "crop_session",
    "delete_session",
    "edit_session",
    "join_session",
    "request_figures",
    "separate_duplicate",
    "split_session",
    "swap_duplicate",
    "uncrop_session",
]

Kind = SessionDecision.Kind
Role = SessionFIT.Role

# Fields that are only shown; changes of the others need new figures.
_SHOWN_ONLY = {"name", "notes", "gear", "feel", "pain", "pain_place"}
_MADE_ANEW = {"distance_m", "avg_temperature_c", "start_time", "recorded_start_time"}
SHORTEST_PART_S = 10.0


def edit_session(
    session: SessionStatistics, changes: Mapping[str, Any], decided_by: User | None = None
) -> SessionStatistics:
    """Change what people may type about a session; figures that follow are made anew. Raises SessionProblem."""
    refuse_impossible(changes)
    changed = {name: value for name, value in changes.items() if name in EDITABLE}
    if "pain" in changed and not changed["pain"]:
        changed["pain_place"] = ""
    if not changed:
        return session
    if "start_time" in changed:
        changed |= _moved(session, changed["start_time"], decided_by)
    _decide(session.runner, Kind.EDIT, changed, decided_by, session=session)
    for name in changed.keys() - _MADE_ANEW:
        setattr(session, name, _shown(name, changed[name]))
    moves_day = {"day"} if "start_time" in changed else set()
    # Only this field: another answer, or a worker's figures, may have been stored since the session was read.
    session.save(update_fields=(changed.keys() | moves_day) & set(DECIDED_FIELDS))
    if changed.keys() - _SHOWN_ONLY:
        request_figures(session.runner, decided_by, sessions=[session.pk])
    return session


def _moved(session: SessionStatistics, start: datetime | None, decided_by: User | None) -> dict[str, Any]:
    """Move a session to another start, or (None) back to the recorded one; totals of the old day are computed again."""
    recorded = edits_of(session.pk).get("recorded_start_time") or session.start_time.isoformat()
    request_analysis(session.runner_id, session.day, user_id=decided_by.pk if decided_by else None)
    session.start_time = start or datetime.fromisoformat(recorded)
    session.day = day_of_start(session)
    return {"start_time": start.isoformat() if start else None, "recorded_start_time": recorded}


def crop_session(
    session: SessionStatistics, from_s: float, to_s: float, decided_by: User | None = None
) -> BackgroundJob:
    """Keep the stretch from `from_s` to `to_s` (seconds from the session's start). Raises SessionProblem."""
    _refuse_without_recording(session)
    length = session.elapsed_time_s or 0.0
    if not 0 <= from_s < to_s <= length:
        detail = _("The stretch must lie within the session: 0 to {length} s, the end after the start.")
        raise SessionProblem({"to_s": detail.format(length=f"{length:.0f}")})
    begin_s = _cropped_s(session)[0]
    stretch = [begin_s + from_s, begin_s + to_s]
    _decide(session.runner, Kind.CROP, {"range_s": stretch}, decided_by, session=session)
    return request_figures(session.runner, decided_by, sessions=[session.pk])


def uncrop_session(session: SessionStatistics, decided_by: User | None = None) -> BackgroundJob:
    """Take the crop back: all of the recording counts again. Raises SessionProblem when there is none."""
    if edits_of(session.pk).get("crop") is None:
        raise SessionProblem({"session": _("This session is not cropped.")})
    _decide(session.runner, Kind.CROP, {"range_s": None}, decided_by, session=session)
    return request_figures(session.runner, decided_by, sessions=[session.pk])


def split_session(
    session: SessionStatistics, at_s: float, decided_by: User | None = None
) -> tuple[BackgroundJob, str]:
    """Cut a session in two at `at_s` (seconds from its start); returns the job and the second part's id.

    The first part keeps id, name, notes and comments. Raises SessionProblem.
    """
    fit = _refuse_without_recording(session)
    length = session.elapsed_time_s or 0.0
    if not SHORTEST_PART_S <= at_s <= length - SHORTEST_PART_S:
        detail = _("Both parts must last {shortest} s at least; the session lasts {length} s.")
        seconds = {"shortest": f"{SHORTEST_PART_S:.0f}", "length": f"{length:.0f}"}
        raise SessionProblem({"at_s": detail.format(**seconds)})
    if edits_of(session.pk).get("distance_m") is not None:
        raise SessionProblem(
            {"at_s": _("The distance was corrected for the whole. Split first, then correct.")}
        )
    place, (begin_s, end_s) = place_of(session), _cropped_s(session)
    cut_s = round(place.starts_at_s + begin_s + at_s, 3)
    second = derived_ids.part_id(place.recording_id, cut_s)
    _decide(session.runner, Kind.SPLIT, {"at_s": cut_s}, decided_by, fit=fit, session_id=place.recording_id)
    if end_s is not None:
        left = {"range_s": [0.0, end_s - begin_s - at_s]}
        _decide(session.runner, Kind.CROP, left, decided_by, fit=fit, session_id=second)
    return request_figures(session.runner, decided_by, fits=[fit.pk]), second


def join_session(session: SessionStatistics, decided_by: User | None = None) -> tuple[BackgroundJob, str]:
    """Take back the cut before a part (of the first part, the one after); returns the job and the joined id.

    Raises SessionProblem when the session is whole.
    """
    place = place_of(session)
    cut_s = place.joining_cut_s
    if cut_s is None or session.fit is None:
        raise SessionProblem({"session": _("This session is whole; there is nothing to join it with.")})
    joined = {"at_s": cut_s, "joined": True}
    _decide(session.runner, Kind.SPLIT, joined, decided_by, fit=session.fit, session_id=place.recording_id)
    return request_figures(session.runner, decided_by, fits=[session.fit.pk]), place.ids[
        max(place.number - 2, 0)
    ]


def _cropped_s(session: SessionStatistics) -> tuple[float, float | None]:
    begin_s, end_s = edits_of(session.pk).get("crop") or (0.0, None)
    return float(begin_s), end_s


def _refuse_without_recording(session: SessionStatistics) -> SessionFIT:
    if session.fit is None:
        raise SessionProblem({"session": _("This session was typed in; it has no recording to cut.")})
    return session.fit


def delete_session(session: SessionStatistics, decided_by: User | None = None) -> None:
    """Delete a session: into the bin. It stays deleted when its file comes again."""
    runner, fit, day = session.runner, session.fit, session.day
    put_into_bin(session, decided_by)
    _decide(runner, Kind.DELETE, {}, decided_by, session=session)
    forget_figures(session.pk)
    if fit is not None and not SessionStatistics.objects.filter(fit=fit).exists():
        fit.role = Role.DELETED
        fit.save(update_fields=["role"])
    request_analysis(runner.pk, day, user_id=decided_by.pk if decided_by else None)


def bring_back(fit: SessionFIT, decided_by: User | None = None) -> BackgroundJob:
    """Bring back the deleted sessions of a raw file. Raises SessionProblem where one would count twice."""
    return _bring_back(fit, _all_sessions_of(fit), decided_by)


def bring_back_session(
    runner: Runner, session_id: str, fit: SessionFIT | None, decided_by: User | None = None
) -> BackgroundJob:
    """Bring one deleted session back: from its file, or as it was typed. Raises SessionProblem."""
    if fit is not None:
        return _bring_back(fit, [session_id], decided_by)
    typed = typed_by_hand(session_id)
    if typed is None:
        raise SessionProblem({"session": _("This session is gone for good.")})
    _decide(runner, Kind.RESTORE, {}, decided_by, session_id=session_id)
    take_out_of_bin([session_id])
    session = statistics_processor.retype(runner, session_id, typed)
    return request_analysis(runner.pk, session.day, user_id=decided_by.pk if decided_by else None)


def _bring_back(fit: SessionFIT, session_ids: list[str], decided_by: User | None) -> BackgroundJob:
    refuse_other_recording(fit, session_ids)
    for session_id in session_ids:
        _decide(fit.runner, Kind.RESTORE, {}, decided_by, fit=fit, session_id=session_id)
    fit.role = Role.COUNTED
    fit.save(update_fields=["role"])
    take_out_of_bin(session_ids)
    return request_figures(fit.runner, decided_by, fits=[fit.pk])


def _all_sessions_of(fit: SessionFIT) -> list[str]:
    recordings = [
        derived_ids.session_id(fit.runner_id, fit.sha256, index) for index in range(fit.sessions_count)
    ]
    return [part for one in recordings for part in part_ids(one, cuts_of(one))]


def separate_duplicate(fit: SessionFIT, decided_by: User | None = None) -> BackgroundJob:
    """Count a held recording as a session of its own. Raises SessionProblem when it is not held."""
    _refuse_unheld(fit)
    _decide(fit.runner, Kind.SEPARATE, {"held_for": fit.held_for}, decided_by, fit=fit)
    fit.role, fit.held_for = Role.COUNTED, None
    fit.save(update_fields=["role", "held_for"])
    return request_figures(fit.runner, decided_by, fits=[fit.pk])


def swap_duplicate(fit: SessionFIT, decided_by: User | None = None) -> BackgroundJob:
    """Count the held recording and hold the one that counted. Raises SessionProblem when it is not held."""
    _refuse_unheld(fit)
    counted = SessionStatistics.objects.select_related("fit").get(pk=fit.held_for)
    if counted.fit is None:
        raise SessionProblem({"session": _("A session without a file cannot be swapped; delete it instead.")})
    carry_words(counted.fit, fit)
    hold_instead(counted.fit, fit, decided_by)
    return request_figures(fit.runner, decided_by, fits=[fit.pk])


def create_typed_session(
    runner: Runner,
    *,
    start_time: datetime,
    sport: str,
    timer_time_s: float,
    distance_m: float | None = None,
    rpe: float | None = None,
    decided_by: User | None = None,
) -> SessionStatistics:
    """A session without a file: time, distance and effort as typed, its load marked as estimated.

    Raises SessionProblem.
    """
    refuse_impossible({"distance_m": distance_m, "rpe": rpe, "timer_time_s": timer_time_s})
    session = statistics_processor.store_typed(
        runner,
        start_time=start_time,
        sport=sport,
        timer_time_s=timer_time_s,
        distance_m=distance_m,
        rpe=rpe,
    )
    # The decision holds everything: there is no file to make the session from again.
    typed = {
        "is_typed": True,
        "rpe": rpe,
        "typed": {
            "start_time": start_time.isoformat(),
            "time_zone": session.time_zone,
            "sport": sport,
            "timer_time_s": timer_time_s,
            "distance_m": distance_m,
            "rpe": rpe,
        },
    }
    _decide(runner, Kind.EDIT, typed, decided_by, session=session)
    request_analysis(runner.pk, session.day, user_id=decided_by.pk if decided_by else None)
    return session


def request_figures(
    runner: Runner,
    decided_by: User | None,
    *,
    sessions: list[str] | None = None,
    fits: list[str] | None = None,
) -> BackgroundJob:
    """Ask for a job that computes some sessions again, and all sessions of some raw files."""
    return job_manager.request(
        job_manager.JobRequest(
            type=BackgroundJob.Type.STATISTICS_RECOMPUTATION,
            lane=runner.pk,
            runner_id=runner.pk,
            user_id=decided_by.pk if decided_by else None,
            payload={"sessions": sessions or [], "fits": fits or []},
        )
    )


def _refuse_unheld(fit: SessionFIT) -> None:
    if fit.role != Role.HELD or fit.held_for is None:
        raise SessionProblem({"file": _("{name} is not held as a duplicate.").format(name=fit.file_name)})


def _shown(name: str, value: Any) -> Any:
    empty = {
        "name": "",
        "notes": "",
        "gear": "",
        "pain_place": "",
        "effort": SessionStatistics.Effort.NORMAL,
        "excluded_from_bests": False,
    }
    return empty.get(name) if value is None else value


def _decide(
    runner: Runner,
    kind: str,
    value: Mapping[str, Any],
    decided_by: User | None,
    *,
    session: SessionStatistics | None = None,
    fit: SessionFIT | None = None,
    session_id: str | None = None,
) -> None:
    day: date = session.day if session else local_day(datetime.now(UTC), runner.time_zone)
    SessionDecision.objects.create(
        runner=runner,
        session_id=session.pk if session else session_id,
        fit_id=fit.pk if fit else (session.fit_id if session else None),
        kind=kind,
        value=dict(value),
        effective_day=day,
        decided_by=decided_by.pk if decided_by else None,
    )
