"""Every runner has every default: filled in where nothing is, and shown before there is a runner."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.conf import settings

from runners import defaults
from runners.models import Runner
from runners.services.heart_rate_zones import follow_threshold, refresh_zones, zone_rows
from runners.services.profile_problems import refuse_impossible
from runners.stored.physiology_of_day import physiology_on

if TYPE_CHECKING:
    from datetime import date

    from runlab_site.accounts.models import User

__all__ = [
    "DEFAULTS_VERSION",
    "add_missing_defaults",
    "default_profile",
    "ensure_runner_has_defaults",
    "fill_in",
]

DEFAULTS_VERSION = "1"


def ensure_runner_has_defaults(runner: Runner) -> bool:
    """Backfill what an older runner lacks. Returns whether anything was missing."""
    before = _template_of(runner)
    fill_in(runner)
    if _template_of(runner) == before and runner.heart_rate_zones:
        return follow_threshold(runner)
    runner.save()
    refresh_zones(runner)
    return True


def add_missing_defaults(sender: object, user: User, **_signal: Any) -> None:
    """At sign-in an older runner gets the defaults it lacks."""
    del sender
    runner = getattr(user, "runner", None)
    if runner is not None:
        ensure_runner_has_defaults(runner)


def default_profile(birth_date: date | None, day: date) -> dict[str, Any]:
    """What a new runner with this birth date would get on `day`: shown live while it is typed.

    Nothing is stored. Raises RunnerProblem.
    """
    refuse_impossible({"birth_date": birth_date})
    runner = Runner(name="", birth_date=birth_date)
    fill_in(runner)
    figures = physiology_on(runner, day, [])
    return {
        "age_years": figures.age_years,
        "age_is_default": figures.age_is_default,
        "max_heart_rate": asdict(figures.max_heart_rate),
        "resting_heart_rate_bpm": figures.resting_heart_rate_bpm,
        "heart_rate_zones": zone_rows(figures),
        "personal_bests": runner.personal_bests,
        "weekly_load_rtss": [runner.weekly_load_low_rtss, runner.weekly_load_high_rtss],
        "schedule": runner.schedule,
    }


def fill_in(runner: Runner) -> None:
    """Every default where nothing is."""
    model = defaults.IMPULSE_RESPONSE
    runner.zone_upper_percent = runner.zone_upper_percent or list(settings.CONFIG.zone_percentages)
    runner.personal_bests = runner.personal_bests or [
        asdict(best) | {"source": "default", "excluded": False, "session": None}
        for best in defaults.personal_bests()
    ]
    runner.banister = runner.banister or {
        "p0": model.p0,
        "k1": model.k1,
        "k2": model.k2,
        "tau1_days": model.tau1_days,
        "tau2_days": model.tau2_days,
        "is_default": True,
    }
    if runner.weekly_load_low_rtss is None or runner.weekly_load_high_rtss is None:
        loads = defaults.weekly_load_range(0.0)
        runner.weekly_load_low_rtss, runner.weekly_load_high_rtss = loads.low_rtss, loads.high_rtss
    runner.schedule = runner.schedule or {
        "blocks_count": defaults.BLOCKS,
        "weeks_per_block_count": defaults.WEEKS_PER_BLOCK,
        "taper_weeks_count": defaults.TAPER_WEEKS,
        "is_default": True,
    }
    runner.defaults_version = DEFAULTS_VERSION


def _template_of(runner: Runner) -> tuple[Any, ...]:
    return (
        runner.zone_upper_percent,
        runner.personal_bests,
        runner.banister,
        runner.weekly_load_low_rtss,
        runner.weekly_load_high_rtss,
        runner.schedule,
        runner.defaults_version,
    )
