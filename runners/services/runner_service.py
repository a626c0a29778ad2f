"""The only place that creates and changes runners: for coaches, admin, sign-up, API, commands and the demo."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError

from runners import defaults
from runners.models import Runner, RunnerDecision, Squad, SquadMember
from runners.physiology.heart_rate_calculator import (
    heart_rate_problems,
    heart_rate_zones,
    zone_bounds_problems,
)
from runners.physiology.local_days import local_day
from runners.selectors import decisions_of
from runners.services.analysis_requests import request_analysis
from runners.stored.physiology_of_day import physiology_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runlab_site.accounts.models import User

__all__ = [
    "ObservedRate",
    "RunnerProblem",
    "add_missing_defaults",
    "create_minimal_runner_for_user",
    "create_runner_with_defaults",
    "default_profile",
    "ensure_runner_has_defaults",
    "join_squad_of",
    "refresh_zones",
    "set_heart_rate_zones",
    "update_observed_max",
    "update_runner_with_defaults",
]

DEFAULTS_VERSION = "1"
Kind = RunnerDecision.Kind

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


class RunnerProblem(ValueError):  # noqa: N818 - it is shown to a person, field by field
    """A profile that cannot be; `errors` maps each field to a sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class ObservedRate:
    """The highest 5 s median of the heart rate (bpm) in a session of that day."""

    bpm: float
    day: date
    session_id: str


def create_runner_with_defaults(
    *, name: str, user: User | None = None, coach: User | None = None, **profile: Any
) -> Runner:
    """Create a runner with the full template of defaults, then the profile that is known.

    `profile` takes the fields of Runner that people type; physiological ones count from the beginning.
    Raises RunnerProblem.
    """
    typed = {field: value for field, value in profile.items() if value is not None}
    _refuse_impossible(typed)
    runner = Runner(name=name, user=user, coach=coach)
    for field in typed.keys() & _PLAIN:
        setattr(runner, field, typed[field])
    _fill_in(runner)
    runner.save()
    for field in typed.keys() & _DATED.keys():
        _decide(runner, _DATED[field], {"bpm": float(typed[field])}, _BEGINNING, None)
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
    _refuse_impossible(changes)
    changed = {field for field in changes.keys() & _PLAIN if getattr(runner, field) != changes[field]}
    for field in changed:
        setattr(runner, field, _emptied(field) if changes[field] is None else changes[field])
    _fill_in(runner)
    runner.save()
    # Where the athlete lives from now on: what is in force is asked by that clock.
    from_day = effective_day or local_day(datetime.now(UTC), runner.time_zone)
    dated = [field for field in changes.keys() & _DATED.keys() if _differs(runner, field, changes[field])]
    for field in dated:
        _decide(runner, _DATED[field], {"bpm": _float(changes[field])}, from_day, decided_by)
    refresh_zones(runner)
    if changed & _MOVES_LOADS or dated:
        start = _BEGINNING if changed & _MOVES_LOADS else from_day
        request_analysis(runner.pk, start, user_id=decided_by.pk if decided_by else None)
    return runner


def ensure_runner_has_defaults(runner: Runner) -> bool:
    """Backfill what an older runner lacks. Returns whether anything was missing."""
    before = _template_of(runner)
    _fill_in(runner)
    if _template_of(runner) == before and runner.heart_rate_zones:
        return False
    runner.save()
    refresh_zones(runner)
    return True


def add_missing_defaults(sender: object, user: User, **_signal: Any) -> None:
    """At sign-in an older runner gets the defaults it lacks."""
    del sender
    runner = getattr(user, "runner", None)
    if runner is not None:
        ensure_runner_has_defaults(runner)


def set_heart_rate_zones(
    runner: Runner,
    uppers_bpm: Sequence[float] | None,
    *,
    floor_bpm: float | None = None,
    decided_by: User | None = None,
    effective_day: date | None = None,
) -> Runner:
    """Type the five upper bounds (bpm) from a day on; None goes back to computed zones. Raises RunnerProblem."""
    from_day = effective_day or local_day(datetime.now(UTC), runner.time_zone)
    value: dict[str, Any] = {}
    if uppers_bpm is not None:
        floor = floor_bpm if floor_bpm is not None else uppers_bpm[0] - 20
        problems = zone_bounds_problems(uppers_bpm, floor)
        if problems:
            raise RunnerProblem({"heart_rate": " ".join(problems)})
        value = {"uppers_bpm": [float(bound) for bound in uppers_bpm], "floor_bpm": float(floor)}
    _decide(runner, Kind.HEART_RATE_ZONES, value, from_day, decided_by)
    refresh_zones(runner)
    request_analysis(runner.pk, from_day, user_id=decided_by.pk if decided_by else None)
    return runner


def default_profile(birth_date: date | None, day: date) -> dict[str, Any]:
    """What a new runner with this birth date would get on `day`: shown live while it is typed.

    Nothing is stored. Raises RunnerProblem.
    """
    _refuse_impossible({"birth_date": birth_date})
    runner = Runner(name="", birth_date=birth_date)
    _fill_in(runner)
    figures = physiology_on(runner, day, [])
    return {
        "age_years": figures.age_years,
        "age_is_default": figures.age_is_default,
        "max_heart_rate": asdict(figures.max_heart_rate),
        "resting_heart_rate_bpm": figures.resting_heart_rate_bpm,
        "heart_rate_zones": _zone_rows(figures),
        "personal_bests": runner.personal_bests,
        "weekly_load_rtss": [runner.weekly_load_low_rtss, runner.weekly_load_high_rtss],
        "schedule": runner.schedule,
    }


def refresh_zones(runner: Runner) -> None:
    """Store the zones and heart rates in force today."""
    decisions = decisions_of(runner)
    figures = physiology_on(runner, local_day(datetime.now(UTC), runner.time_zone), decisions)
    runner.heart_rate_zones = _zone_rows(figures)
    measured = figures.max_heart_rate.source == "measured"
    runner.max_heart_rate_bpm = figures.max_heart_rate.bpm if measured else None
    runner.resting_heart_rate_bpm = None if figures.resting_is_default else figures.resting_heart_rate_bpm
    runner.threshold_heart_rate_bpm = figures.threshold_heart_rate_bpm
    runner.save(
        update_fields=[
            "heart_rate_zones",
            "max_heart_rate_bpm",
            "resting_heart_rate_bpm",
            "threshold_heart_rate_bpm",
            "updated_at",
        ]
    )


def update_observed_max(runner: Runner, observed: Iterable[ObservedRate]) -> None:
    """Keep the highest heart rate seen, to be shown beside the maximum in force; it never replaces that by itself."""
    highest = max(observed, key=lambda one: (one.bpm, -one.day.toordinal(), one.session_id), default=None)
    runner.observed_max_heart_rate = (
        None
        if highest is None
        else {"bpm": highest.bpm, "day": highest.day.isoformat(), "session": highest.session_id}
    )
    runner.save(update_fields=["observed_max_heart_rate", "updated_at"])


def join_squad_of(coach: User, runner: Runner) -> Squad:
    """Put a runner into the coach's first squad, made when there is none."""
    squad = Squad.objects.filter(coach=coach).order_by("created_at").first()
    if squad is None:
        squad = Squad.objects.create(coach=coach, name=f"{coach.display_name}'s squad")
    SquadMember.objects.get_or_create(squad=squad, runner=runner)
    if runner.coach_id is None:
        runner.coach = coach
        runner.save(update_fields=["coach", "updated_at"])
    return squad


def _fill_in(runner: Runner) -> None:
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


def _zone_rows(figures: Any) -> list[dict[str, Any]]:
    return [
        {
            "zone": zone.number,
            "name": zone.name,
            "from_bpm": round(zone.lower_bpm, 1),
            "to_bpm": round(zone.upper_bpm, 1),
            "source": figures.zones_source,
        }
        for zone in heart_rate_zones(figures.heart_rate_bounds)
    ]


def _refuse_impossible(typed: Mapping[str, Any]) -> None:
    errors: dict[str, str] = {}
    born = typed.get("birth_date")
    if born is not None and not date(1900, 1, 1) <= born <= datetime.now(UTC).date():
        errors["birth_date"] = "The birth date must be a day since 1900 that is not in the future."
    if "name" in typed and not str(typed["name"] or "").strip():
        errors["name"] = "A runner needs a name."
    problems = heart_rate_problems(
        _float(typed.get("resting_heart_rate_bpm")),
        _float(typed.get("max_heart_rate_bpm")),
        _float(typed.get("threshold_heart_rate_bpm")),
    )
    if problems:
        errors["max_heart_rate_bpm"] = " ".join(problems)
    percents = typed.get("zone_upper_percent")
    if percents:
        wrong = zone_bounds_problems(percents, defaults.ZONE_FLOOR_PERCENT)
        if wrong:
            errors["zone_upper_percent"] = " ".join(wrong)
    if errors:
        raise RunnerProblem(errors)


def _differs(runner: Runner, field: str, value: Any) -> bool:
    latest = decisions_of(runner, _DATED[field])
    return _float(value) != (latest[-1].value.get("bpm") if latest else None)


def _decide(
    runner: Runner, kind: str, value: Mapping[str, Any], effective_day: date, decided_by: User | None
) -> None:
    RunnerDecision.objects.create(
        runner=runner,
        kind=kind,
        value=dict(value),
        effective_day=effective_day,
        decided_by=decided_by.pk if decided_by else None,
    )


def _emptied(field: str) -> Any:
    """What an emptied field holds before the defaults are filled in."""
    return getattr(Runner(), field)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
