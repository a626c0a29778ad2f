"""What the page of one session shows, in the order in which it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from runlab_site.time_zones import zone
from runlab_site.web import figures
from runners.pages.base import runner_context
from runners.pages.comments.context import read_thread
from sessions.analysis.load import CONTRADICTED
from sessions.decided.edits import edits_of
from sessions.models import SessionStatistics
from sessions.pages.names import load_unit
from sessions.pages.records import record_sentence
from sessions.pages.session.effort_words import proposal_words
from sessions.pages.session.figure_table import figure_groups, split_tables, why_of, zones_beside
from sessions.pages.session.forms import SessionForm
from sessions.pages.session.how_it_felt import how_it_felt
from sessions.pages.session.recordings import cuts_in, held_recordings
from sessions.pages.session.same_intervals import same_intervals
from sessions.pages.session.tables import curve_data, curve_rows, effort_rows, zone_bars
from sessions.selectors import comments_subject, has_streams, neighbours, open_job_ids
from sessions.services import effort_service
from sessions.statistics.figure_explanations import explained
from sessions.statistics.sentences import cleaning_in_words, missing_in_words, warnings_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.accounts.models import User
    from runlab_site.web.why import Why

__all__ = ["TILES", "session_context"]

TILES = (
    "distance_m",
    "timer_time_s",
    "moving_time_s",
    "avg_speed_mps",
    "graded_speed_mps",
    "avg_heart_rate_bpm",
    "ascent_m",
    "avg_cadence_spm",
    "rtss",
    "decoupling_percent",
)


def session_context(session: SessionStatistics, person: User, units: figures.Units) -> dict[str, Any]:
    """Everything the page shows to a person."""
    runner = session.runner
    explanations = explained(session)
    whys = _whys(explanations, units)
    groups, unknown = figure_groups(explanations, units)
    before, after = neighbours(session)
    edits = edits_of(session.pk)
    return {
        **runner_context(runner, person, "sessions"),
        **_session_words(session, whys),
        "previous_id": before,
        "next_id": after,
        "has_streams": has_streams(session),
        "notes": _notes(session, units),
        "heart_rate_bars": zone_bars(session.time_in_heart_rate_zones_s, "heart_rate"),
        "pace_bars": zone_bars(session.time_in_pace_zones_s, "pace"),
        "efforts": effort_rows(session, runner),
        "zones_beside": zones_beside(explanations),
        "figure_groups": groups,
        "figures_unknown": unknown,
        "variability": _variability(session),
        "curve_rows": curve_rows(session),
        "curve_data": curve_data(session),
        "split_tables": split_tables(session),
        "same_intervals": same_intervals(session),
        "intervals": session.judged.get("intervals"),
        "balance": session.judged.get("w_prime_balance"),
        **held_recordings(session),
        "edit_form": SessionForm(instance=session, units=units),
        "open_jobs": open_job_ids(str(session.runner_id)),
        "thread": read_thread(comments_subject(session), person),
        **_effort_and_rpe(session, edits),
        **cuts_in(session, edits),
    }


def _session_words(session: SessionStatistics, whys: list[Why]) -> dict[str, Any]:
    return {
        "session": session,
        "sentence": record_sentence(session),
        "started": timezone.localtime(session.start_time, zone(session.time_zone)),
        "device": _device_name(session.device),
        "load_unit": load_unit(session),
        "warnings": warnings_in_words(session),
        "missing": missing_in_words(session),
        "cleaning_sentences": cleaning_in_words(session),
        "whys": whys,
        "why_ids": {why.key: f"#why-{why.key}" for why in whys},
        "w_prime_m": _input_value(session, "w_prime_balance_min_m", "W'"),
    }


def _variability(session: SessionStatistics) -> dict[str, Any] | None:
    """DFA alpha-1 through the session, and its range."""
    alpha1 = ((session.measured or {}).get("variability") or {}).get("alpha1")
    return {"alpha1": alpha1, "lowest": min(alpha1), "highest": max(alpha1)} if alpha1 else None


def _effort_and_rpe(session: SessionStatistics, edits: Mapping[str, Any]) -> dict[str, Any]:
    """The proposed effort, and the efforts and exertions that can be chosen."""
    proposal = effort_service.proposal(session, edits)
    return {
        "proposal": proposal,
        "proposal_words": proposal_words(proposal, session.effort) if proposal else None,
        "effort_choices": SessionStatistics.Effort.choices if session.sport == "running" else (),
        "felt": how_it_felt(session),
    }


def _whys(explained: Mapping[str, Mapping[str, Any]], units: figures.Units) -> list[Why]:
    """The explanations of the tiles; those of other figures are fetched when they are asked for."""
    return [why_of(name, explained[name], units) for name in TILES if name in explained]


def _notes(session: SessionStatistics, units: figures.Units) -> dict[str, str]:
    """What stands under each figure; in place of a missing one, why there is none."""
    elapsed = figures.duration(session.elapsed_time_s).value
    highest = figures.number(session.max_heart_rate_bpm).value
    descent = figures.climb(session.descent_m, units)
    said = {
        "moving_time_s": _("elapsed {time}").format(time=elapsed),
        "avg_heart_rate_bpm": _("highest {bpm}").format(bpm=highest) if session.max_heart_rate_bpm else "",
        "ascent_m": "" if session.descent_m is None else _("descent {climb}").format(climb=descent),
        "graded_speed_mps": _weighted(session, units),
        "rtss": _load_note(session),
        "decoupling_percent": _("speed a beat, first to second half") if session.decoupling_percent else "",
    }
    missing = missing_in_words(session)
    needed = {name: _("Needs {what}").format(what=what) for name, what in missing.items() if name != "rtss"}
    return said | needed | ({"rtss": missing["rtss"]} if "rtss" in missing else {})


def _weighted(session: SessionStatistics, units: figures.Units) -> str:
    pace = figures.pace(session.normalized_graded_speed_mps, units)
    return _("weighted {pace}").format(pace=pace.value) if pace.unit else ""


_METHODS = {
    "rtss": gettext_lazy("from pace"),
    "hrtss": gettext_lazy("from heart rate"),
    "rpe": gettext_lazy("from exertion"),
    "duration": gettext_lazy("from time alone"),
}


def _load_note(session: SessionStatistics) -> str:
    """How the load was found, how sure it is, and at which intensity, with commas between."""
    said = [str(_METHODS.get(session.load_method, ""))]
    flags = session.figures.get("rtss", {}).get("flags") or ()
    if session.load_method == "rtss" and CONTRADICTED in flags:
        said.append(_("unreliable"))
    elif session.load_is_estimated:
        said.append(_("estimated"))
    if session.intensity_factor is not None:
        said.append(_("intensity {intensity}").format(intensity=f"{session.intensity_factor:.2f}"))
    return ", ".join(filter(None, said))


def _device_name(device: Mapping[str, Any]) -> str:
    """The name of the watch as people read it."""
    words = (device.get("manufacturer"), device.get("product"))
    return " ".join(str(word).replace("_", " ") for word in words if word)


def _input_value(session: SessionStatistics, figure: str, name: str) -> float | None:
    """A number that went into a stored figure."""
    inputs = session.figures.get(figure, {}).get("inputs") or ()
    return next((one.get("value") for one in inputs if one["name"] == name), None)
