"""The only place that creates and changes runners: for coaches, admin, sign-up, API, commands and the demo.

Zones, defaults and decisions have modules of their own beside it; the four functions of the specification are here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError

from runners.models import Runner, Squad
from runners.physiology.local_days import local_day
from runners.selectors import decisions_of
from runners.services.analysis_requests import request_analysis
from runners.services.heart_rate_zones import refresh_zones
from runners.services.profile_problems import number_or_none, refuse_impossible
from runners.services.runner_decisions import Kind, decide
from runners.services.runner_defaults import ensure_runner_has_defaults, fill_in
from runners.services.squads import first_squad_of, join_squad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.accounts.models import User

__all__ = [
    "create_minimal_runner_for_user",
    "create_runner_with_defaults",
    "ensure_runner_has_defaults",
    "join_squad_of",
    "update_runner_with_defaults",
]


# What is typed with a day from which it counts, rather than simply overwritten.
_DATED = {
    "max_heart_rate_bpm": Kind.MAX_HEART_RATE,
    "resting_heart_rate_bpm": Kind.RESTING_HEART_RATE,
    "threshold_heart_rate_bpm": Kind.THRESHOLD_HEART_RATE,
}
_PLAIN = {
    "name",
    "birth_date",
    "sex",
    "weight_kg",
    "height_cm",
    "time_zone",
    "tags",
    "zone_upper_percent",
    "schedule",
    "availability",
    "experience",
    "usual_weekly_load_rtss",
    "weekly_load_low_rtss",
    "weekly_load_high_rtss",
}
_MOVES_LOADS = {"birth_date", "sex", "zone_upper_percent", "usual_weekly_load_rtss"}
_BEGINNING = date(1970, 1, 1)


def create_runner_with_defaults(
    *, name: str, user: User | None = None, coach: User | None = None, **profile: Any
) -> Runner:
    """Create a runner with the full template of defaults, then the profile that is known.

    `profile` takes the fields of Runner that people type; physiological ones count from the beginning.
    Raises RunnerProblem.
    """
    typed = {field: value for field, value in profile.items() if value is not None}
    refuse_impossible(typed)
    runner = Runner(name=name, user=user, coach=coach)
    for field in typed.keys() & _PLAIN:
        setattr(runner, field, typed[field])
    fill_in(runner)
    runner.save()
    for field in typed.keys() & _DATED.keys():
        decide(runner, _DATED[field], {"bpm": float(typed[field])}, _BEGINNING, None)
    refresh_zones(runner)
    if coach is not None:
        join_squad_of(coach, runner)
    return runner


def create_minimal_runner_for_user(user: User) -> Runner:
    """The runner of a person who signs up: name and time zone are theirs, the rest are defaults.

    Called twice it returns the runner there is.
    """
    existing = Runner.objects.filter(user=user).first()
    if existing is not None:
        return existing
    try:
        return create_runner_with_defaults(name=user.display_name, user=user, time_zone=user.time_zone)
    except IntegrityError:  # two sign-ups at once
        return Runner.objects.get(user=user)


def update_runner_with_defaults(
    runner: Runner,
    changes: Mapping[str, Any],
    *,
    decided_by: User | None = None,
    effective_day: date | None = None,
) -> Runner:
    """Change what people may type; what is emptied gets its default back.

    Physiological values count from `effective_day` (default: the athlete's today), and what follows from
    them is computed again from that day on. Raises RunnerProblem.
    """
    refuse_impossible(changes)
    changed = {field for field in changes.keys() & _PLAIN if getattr(runner, field) != changes[field]}
    for field in changed:
        setattr(runner, field, _emptied(field) if changes[field] is None else changes[field])
    fill_in(runner)
    runner.save()
    # Where the athlete lives from now on: what is in force is asked by that clock.
    from_day = effective_day or local_day(datetime.now(UTC), runner.time_zone)
    dated = [field for field in changes.keys() & _DATED.keys() if _differs(runner, field, changes[field])]
    for field in dated:
        decide(runner, _DATED[field], {"bpm": number_or_none(changes[field])}, from_day, decided_by)
    refresh_zones(runner)
    if changed & _MOVES_LOADS or dated:
        start = _BEGINNING if changed & _MOVES_LOADS else from_day
        request_analysis(runner.pk, start, user_id=decided_by.pk if decided_by else None)
    return runner


def join_squad_of(coach: User, runner: Runner) -> Squad:
    """Put a runner into the coach's first squad, made when there is none."""
    squad = first_squad_of(coach)
    join_squad(squad, runner)
    return squad


def _differs(runner: Runner, field: str, value: Any) -> bool:
    latest = decisions_of(runner, _DATED[field])
    return number_or_none(value) != (latest[-1].value.get("bpm") if latest else None)


def _emptied(field: str) -> Any:
    """What an emptied field holds before the defaults are filled in."""
    return getattr(Runner(), field)
