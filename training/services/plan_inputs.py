"""Gathers what a plan is made from: the wish of a person, and what is known of the runner on the day it starts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runners.calendar.selectors import entries_between, races_beginning
from runners.models import CalendarEntry
from runners.selectors import decisions_of, history_rows
from runners.services.runner_service import update_runner_with_defaults
from runners.stored.physiology_of_day import physiology_on
from sessions.models import SessionStatistics
from training.planning.habits import HABIT_DAYS, RunTime, habit_of
from training.planning.problems import PlanProblem
from training.planning.target_times import require_meant
from training.planning.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["fitness_before", "keep_availability", "known_availability", "plan_input_document"]

Document = dict[str, Any]

HISTORY_DAYS = 42
DEFAULT_BLOCKS, DEFAULT_WEEKS_A_BLOCK, DEFAULT_TAPER_WEEKS = 4, 4, 2
RUNNING = "running"
CLOSED_KINDS = (CalendarEntry.Kind.ILLNESS, CalendarEntry.Kind.INJURY, CalendarEntry.Kind.HOLIDAY)


def plan_input_document(runner: Runner, wish: Mapping[str, Any], plan_id: str) -> Document:
    """The generator's input. `wish` (JSON): start_day, goal_day or blocks_count, weeks_per_block_count and
    taper_weeks_count, goal_distance_m, goal_time_s, goal_name, availability, races, blackout_days, no_quality_days, experience,
    loading; what it leaves open comes from the runner and the runner's calendar. Raises PlanProblem.
    """
    start = date.fromisoformat(wish["start_day"])
    race_day = _race_day(wish, start)
    if wish.get("goal_time_s"):
        require_meant(wish["goal_time_s"], wish["goal_distance_m"])
    return {
        "plan_id": plan_id,
        "runner_id": str(runner.pk),
        "start_date": start.isoformat(),
        "goal": {
            "distance_m": wish["goal_distance_m"],
            "race_date": race_day.isoformat(),
            "target_s": wish.get("goal_time_s"),
            "name": wish.get("goal_name") or _race_name(runner, race_day),
        },
        "athlete": _athlete(runner, wish, start),
        "availability": known_availability(runner, start) | _asked_availability(runner, wish, start),
        "constraints": {
            "blackout_dates": _closed_days(runner, wish, start, race_day),
            "no_quality": sorted(wish.get("no_quality_days") or ()),
            "races": _races(runner, wish, start, race_day),
        },
        "loading": wish.get("loading"),
        "taper_weeks": wish.get("taper_weeks_count") or _taper_weeks_set(runner),
    }


def _race_day(wish: Mapping[str, Any], start: date) -> date:
    """The day asked for; without one the last day of the weeks asked for."""
    if wish.get("goal_day"):
        return date.fromisoformat(wish["goal_day"])
    blocks = wish.get("blocks_count") or DEFAULT_BLOCKS
    weeks = blocks * (wish.get("weeks_per_block_count") or DEFAULT_WEEKS_A_BLOCK)
    return start + timedelta(weeks=weeks + (wish.get("taper_weeks_count") or DEFAULT_TAPER_WEEKS), days=-1)


def _taper_weeks_set(runner: Runner) -> int | None:
    """What was set for the runner; None where that is only the default, so that the race's distance says it."""
    return None if runner.schedule.get("is_default") else runner.schedule.get("taper_weeks_count")


def _athlete(runner: Runner, wish: Mapping[str, Any], start: date) -> Document:
    state = history_rows(runner, until=start - timedelta(days=1)).last()
    physiology = physiology_on(runner, start, decisions_of(runner))
    athlete: Document = {
        "cs_mps": runner.critical_speed_mps,
        "d_prime_m": runner.w_prime_m,
        "experience": wish.get("experience") or runner.experience or None,
        "ctl0": state.ctl if state else 0.0,
        "atl0": state.atl if state else 0.0,
        "history": _runs_before(runner, start),
        "hr_max_bpm": physiology.max_heart_rate.bpm,
    }
    if not physiology.age_is_default:
        athlete["age"] = physiology.age_years
    if not runner.banister.get("is_default", True):
        athlete["impulse_response"] = {
            name: runner.banister[name] for name in ("p0", "k1", "k2", "tau1_days", "tau2_days")
        } | {"is_calibrated": True}
    return athlete


def _runs_before(runner: Runner, start: date) -> list[Document]:
    """The runs of the 42 days before the start; what has no distance or load counts as none of it."""
    rows = SessionStatistics.objects.filter(
        runner=runner, sport=RUNNING, day__lt=start, day__gte=start - timedelta(days=HISTORY_DAYS)
    ).order_by("day", "pk")
    return [
        {"date": day.isoformat(), "m": metres or 0.0, "rtss": load or 0.0}
        for day, metres, load in rows.values_list("day", "distance_m", "rtss")
    ]


def known_availability(runner: Runner, start: date) -> Document:
    """When there is time to run: as kept with the runner, else as the runs of the eight weeks before tell it.

    Empty where neither says anything.
    """
    kept = {name: value for name, value in runner.availability.items() if value is not None}
    if kept.get("max_s_by_weekday"):
        return kept
    habit = habit_of(_run_times(runner, start), start)
    return (asdict(habit) if habit else {}) | kept


def keep_availability(runner: Runner, typed: Document, changed_by: User) -> None:
    """Keep what was typed with the runner; runs a day stay, dates with other minutes are those typed."""
    kept = {name: value for name, value in runner.availability.items() if name == "max_sessions_per_day"}
    if kept | typed != runner.availability:
        update_runner_with_defaults(runner, {"availability": kept | typed}, decided_by=changed_by)


def fitness_before(runner: Runner, start: date) -> float:
    """CTL of the last day before the start that is known; 0 without any."""
    state = history_rows(runner, until=start - timedelta(days=1)).last()
    return float(state.ctl) if state else 0.0


def _run_times(runner: Runner, start: date) -> list[RunTime]:
    rows = SessionStatistics.objects.filter(
        runner=runner, sport=RUNNING, day__lt=start, day__gte=start - timedelta(days=HABIT_DAYS)
    )
    return [RunTime(day, time_s or 0.0) for day, time_s in rows.values_list("day", "timer_time_s")]


def _asked_availability(runner: Runner, wish: Mapping[str, Any], start: date) -> Document:
    """What was asked for; dates with other minutes are added to those that are kept."""
    asked = {name: value for name, value in (wish.get("availability") or {}).items() if value is not None}
    dates = {**(runner.availability.get("exceptions") or {}), **(asked.get("exceptions") or {})}
    coming = {day: seconds for day, seconds in dates.items() if day >= start.isoformat()}
    return asked | ({"exceptions": coming} if coming else {})


def _race_name(runner: Runner, race_day: date) -> str:
    """Of the calendar's race on the day, where there is one."""
    entry = races_beginning(runner, race_day, race_day + timedelta(days=1)).first()
    return entry.title if entry else ""


def _closed_days(runner: Runner, wish: Mapping[str, Any], start: date, race_day: date) -> list[str]:
    """Days not to run on: those asked for, and illness, injury and holidays of the calendar."""
    days = set(wish.get("blackout_days") or ())
    for entry in entries_between(runner, start, race_day, CLOSED_KINDS):
        first = max(entry.day, start)
        last = min(entry.last_day, race_day)
        days |= {(first + timedelta(days=offset)).isoformat() for offset in range((last - first).days + 1)}
    return sorted(days)


def _races(runner: Runner, wish: Mapping[str, Any], start: date, race_day: date) -> list[Document]:
    """B and C races: those asked for, else those of the calendar."""
    asked = wish.get("races")
    if asked is not None:
        return [
            {"date": race["day"], "distance_m": race["distance_m"], "priority": race.get("priority") or "C"}
            for race in asked
        ]
    return [
        {
            "date": entry.day.isoformat(),
            "distance_m": _known_distance(entry),
            "priority": entry.priority or "C",
        }
        for entry in races_beginning(runner, start, race_day)
    ]


def _known_distance(entry: CalendarEntry) -> float:
    if entry.distance_m is None:
        raise PlanProblem(WORDS.say("race_without_distance", title=entry.title, race_day=entry.day))
    return entry.distance_m
