"""Explains each figure of a session, the same for pages and API, from what was stored with it.

Single figures carry their provenance. Laps, splits, best efforts, curves and intervals
are stored as tables; their explanations are built here from the table's numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from sessions.analysis.session_formulas import SESSION_FORMULAS
from sessions.statistics.figure_documents import whole_figure
from sessions.statistics.sentences import cleaning_in_words, in_words, missing_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sessions.models import SessionStatistics

    Explained = Mapping[str, Any]

__all__ = ["LOAD_FIGURES", "NAMED_DURATIONS_S", "explained"]

# The load is the figure of the method that was used.
LOAD_FIGURES = {"rtss": "rtss", "hrtss": "hrtss", "rpe": "load_by_rpe", "duration": "load_by_duration"}
NAMED_DURATIONS_S = (5, 10, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600, 5400, 7200, 10_800)
_CURVES = {"speed": "best_speed", "heart_rate": "best_heart_rate", "power": "best_power"}
_SPLITS = (("laps", "recorded_laps"), ("splits_km", "automatic_splits"), ("splits_mile", "automatic_splits"))


def explained(session: SessionStatistics) -> dict[str, Explained]:
    """Every figure of the session by its name, each with formula, inputs, what was left out, and source."""
    cleaned = cleaning_in_words(session)
    figures = in_words(session, session.figures)
    found = {name: _completed(figure, cleaned) for name, figure in figures.items()}
    _put_load_taken(session, found)
    for name, figure in _of_tables(session):
        found[name] = _completed(figure, cleaned)
    return found


def _completed(figure: Explained, cleaned: Sequence[str]) -> Explained:
    """With the formula in words, and with what cleaning left out for figures read from the recording."""
    whole = whole_figure(figure)
    return {"excluded": list(cleaned) if whole["clock"] != "none" else [], **whole}


def _put_load_taken(session: SessionStatistics, found: dict[str, Explained]) -> None:
    """Put the load that counts under "rtss"; the load by pace, if it does not count, is "load_by_pace"."""
    if "rtss" not in found:
        return
    load = in_words(session, (session.judged or {}).get("load") or {})
    by_pace = found["rtss"]
    taken = found.get(LOAD_FIGURES.get(session.load_method, ""))
    if session.load_method != "rtss":
        found["load_by_pace"] = {**by_pace, "name": "load_by_pace"}
    base = taken or {**by_pace, "value": None, "missing": missing_in_words(session).get("rtss")}
    rejected = [
        f"{_WAYS.get(one['method'], one['method'])}: {one['reason']}" for one in load.get("rejected") or ()
    ]
    found["rtss"] = {**base, "name": "rtss", "excluded": [*base["excluded"], *rejected]}


_WAYS = {
    "rtss": _("Not from pace"),
    "hrtss": _("Not from heart rate"),
    "rpe": _("Not from exertion"),
    "duration": _("Not from time alone"),
}


def _of_tables(session: SessionStatistics) -> Iterator[tuple[str, Explained]]:
    yield from _of_efforts(session.best_efforts or ())
    measured, judged = session.measured or {}, session.judged or {}
    for curve, name in _CURVES.items():
        yield from _of_curve(name, (measured.get("curves") or {}).get(curve))
    tables = {"laps": session.laps, **measured}
    for table, formula in _SPLITS:
        if tables.get(table):
            yield table, _counted(table, formula, tables[table])
    if judged.get("intervals"):
        yield "intervals", _of_intervals(judged["intervals"], session.figures)
    if measured.get("cleaning"):
        yield "cleaning", _of_cleaning(measured)


def _of_efforts(efforts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Explained]]:
    for one in efforts:
        name = f"best_effort_{one['distance_m']:g}_m"
        stretch = (one["start_offset_s"], one["end_offset_s"])
        inputs = [
            _input("Distance", one["distance_m"], "m"),
            _input("Begins at", stretch[0], "s"),
            _input("Ends at", stretch[1], "s"),
            _input("Mean heart rate", one.get("avg_heart_rate_bpm"), "bpm"),
            _input("Net drop", one.get("net_drop_m"), "m"),
            _input("Seconds without data in it", one.get("gap_s"), "s"),
        ]
        yield (
            name,
            _figure(name, one["time_s"], "s", "best_effort", inputs, stretch=stretch, flags=one["flags"]),
        )


def _of_curve(name: str, curve: Mapping[str, Any] | None) -> Iterator[tuple[str, Explained]]:
    if not curve:
        return
    points = zip(curve["durations_s"], curve["values"], curve["start_offsets_s"], strict=True)
    for seconds, value, start_s in points:
        if seconds in NAMED_DURATIONS_S:
            inputs = [_input("Duration", seconds, "s"), _input("Begins at", start_s, "s")]
            named = f"{name}_{seconds}_s"
            stretch = (start_s, start_s + seconds)
            yield (
                named,
                _figure(
                    named, value, curve["unit"], "mean_max", inputs, stretch=stretch, clock=curve["clock"]
                ),
            )


def _counted(name: str, formula: str, rows: Sequence[Mapping[str, Any]]) -> Explained:
    stretch = (rows[0]["start_offset_s"], rows[-1]["end_offset_s"])
    inputs = [_input("Begins at", stretch[0], "s"), _input("Ends at", stretch[1], "s")]
    return _figure(name, len(rows), "", formula, inputs, stretch=stretch)


def _of_intervals(intervals: Mapping[str, Any], figures: Mapping[str, Explained]) -> Explained:
    bouts = intervals["bouts"]
    work = [bout for bout in bouts if bout["is_work"]]
    used = (figures.get("intensity_factor") or {}).get("inputs") or ()
    inputs = [
        _input("Found by", "the watch's laps" if intervals["source"] == "laps" else "speed", ""),
        *(one for one in used if one["name"] == "Critical Speed"),
        _input("Bouts of work", len(work), ""),
    ]
    stretch = (bouts[0]["start_offset_s"], bouts[-1]["end_offset_s"])
    sentence = intervals["summary"]
    return {**_figure("intervals", len(work), "", "bouts", inputs, stretch=stretch), "sentence": sentence}


def _of_cleaning(measured: Mapping[str, Any]) -> Explained:
    cleaning, said = measured["cleaning"], measured.get("cleaning_sentences") or ()
    inputs = [
        _input(name.removesuffix("_count").replace("_", " ").capitalize(), value, "")
        for name, value in sorted(cleaning.items())
        if name.endswith("_count")
    ]
    changed = _figure("cleaning", len(said), "", "cleaning", inputs)
    return {**changed, "clock": "elapsed", "sentence": None if said else "Nothing had to be changed."}


def _figure(
    name: str,
    value: float,
    unit: str,
    formula: str,
    inputs: list[dict[str, Any]],
    *,
    stretch: tuple[float, float] | None = None,
    flags: Sequence[str] = (),
    clock: str = "elapsed",
) -> dict[str, Any]:
    used = SESSION_FORMULAS[formula]
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "formula": used.id,
        "formula_version": used.version,
        "inputs": [one for one in inputs if one["value"] is not None],
        "points": stretch
        and {
            "start_offset_s": stretch[0],
            "end_offset_s": stretch[1],
            "count": round(stretch[1] - stretch[0]),
        },
        "clock": clock,
        "flags": list(flags),
    }


def _input(name: str, value: Any, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "resource": None, "id": None}
