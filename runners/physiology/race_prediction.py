"""What a race would take: four methods, each within its range, side by side, and one range drawn from them.

No method is asked outside the range it was made for. The range comes first, the single time second.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, stdev

from runners.physiology.checks import positive
from runners.physiology.critical_speed import CriticalSpeed, time_at_critical_speed
from runners.physiology.errors import NotEnoughDataError
from runners.physiology.power_law import (
    RIEGEL_EXPONENT,
    RIEGEL_LONGEST_S,
    RIEGEL_SHORTEST_S,
    fit_power_law,
    riegel,
)
from runners.physiology.sentences import Sentence
from runners.physiology.texts import distance_text
from runners.physiology.vdot import VDOT_LONGEST_S, VDOT_SHORTEST_S, vdot, vdot_time
from runners.physiology.words import WORDS

__all__ = [
    "METHOD_NAMES",
    "RACE_FORMULA",
    "MethodForecast",
    "Race",
    "RaceForecast",
    "cameron",
    "own_riegel_exponent",
    "predict",
]

RACE_FORMULA = "race_prediction@1"

# Cameron's equivalent-performance formula in its metric form (the form for miles has other constants).
CAMERON_CONSTANT, CAMERON_SLOPE_PER_M = 13.49681, -0.000030363
CAMERON_FACTOR, CAMERON_POWER = 835.7114, 0.7905
CAMERON_SHORTEST_M, CAMERON_LONGEST_M = 800.0, 42195.0

CS_SHORTEST_S, CS_LONGEST_S = 120.0, 1200.0

METHOD_NAMES = {name: WORDS.say(f"method_{name}") for name in ("vdot", "riegel", "cameron", "critical_speed")}

# Which races are used (ours, back-tested in benchmarks/physiology): the newest three of 90 days, else the newest one of a year,
# flagged. Older ones beside a new one only add an old form.
RACES_USED, RACE_WINDOW_DAYS, OLD_RACE_DAYS = 3, 90, 365
OWN_EXPONENT_RACES, OWN_EXPONENT_LOWEST, OWN_EXPONENT_HIGHEST = 3, 1.03, 1.15

# Standard deviation of ln T (ours): never below this, growing with each doubling of the distance extrapolated over.
SD_SAME_DISTANCE, SD_PER_DOUBLING = 0.015, 0.012
# Riegel's marathon is 10 min or more too fast for half of runners (Vickers & Vertosick 2016).
MARATHON_FROM_M, SHORT_RACE_M = 42000.0, 10050.0
MARATHON_SLOWDOWN, MARATHON_SD_FACTOR = 1.04, 2.0
NORMAL_90, NORMAL_97_5 = 1.2815515655446004, 1.959963984540054  # ends of the 80 % and the 95 % range


@dataclass(frozen=True, slots=True)
class Race:
    """A race, time trial or test run all-out. vdot_change: what a kept impulse-response fit adds from then to now."""

    distance_m: float
    time_s: float
    day: date
    session_id: str | None = None
    vdot_change: float = 0.0


@dataclass(frozen=True, slots=True)
class MethodForecast:
    """One method's time (s), or None and the reason why it cannot be used."""

    method: str
    time_s: float | None
    note: str


@dataclass(frozen=True, slots=True)
class RaceForecast:
    """A race's likely time (s) with its 80 % and 95 % range, the methods behind it, and why this one is recommended."""

    distance_m: float
    time_s: float
    range_80_s: tuple[float, float]
    range_95_s: tuple[float, float]
    sd_log: float
    methods: tuple[MethodForecast, ...]
    recommended: str
    why: str
    races: tuple[Race, ...]
    flags: tuple[str, ...]
    formula: str = RACE_FORMULA


def cameron(distance_m: float, time_s: float, target_m: float) -> float:
    """Time (s) over target_m from one race, by Cameron's formula (800 m to the marathon)."""
    distance, target = positive("Distance", distance_m), positive("Target distance", target_m)
    return (
        positive("Time", time_s) * (target / distance) * _cameron_factor(distance) / _cameron_factor(target)
    )


def own_riegel_exponent(races: Sequence[Race]) -> float | None:
    """The athlete's own exponent from three or more distances raced, held within 1.03 to 1.15; None with fewer."""
    bests: dict[float, float] = {}
    for race in races:
        bests[race.distance_m] = min(race.time_s, bests.get(race.distance_m, math.inf))
    if len(bests) < OWN_EXPONENT_RACES:
        return None
    exponent = fit_power_law(list(bests), list(bests.values())).exponent
    return min(max(exponent, OWN_EXPONENT_LOWEST), OWN_EXPONENT_HIGHEST)


def predict(
    distance_m: float, races: Sequence[Race], on_day: date, critical_speed: CriticalSpeed | None = None
) -> RaceForecast:
    """Forecast a race over distance_m from what was known on that day.

    The middle of ln T over the valid methods; its SD is the larger of their spread and 0.015 + 0.012 a doubling.
    Raises NotEnoughDataError when no method can be used, InvalidInputError for impossible races.
    """
    target = positive("Distance", distance_m)
    used, race_flags = _newest(races, on_day)
    methods = _methods(target, used, _own_exponent(races, on_day), critical_speed)
    spoken = [method for method in methods if method.time_s is not None]
    if not spoken:
        raise NotEnoughDataError(
            f"a forecast over {distance_text(target)}", *_what_is_missing(target, used, methods)
        )
    logs = [math.log(method.time_s) for method in spoken if method.time_s is not None]
    spread = stdev(logs) if len(logs) > 1 else 0.0
    sd = max(spread, SD_SAME_DISTANCE + SD_PER_DOUBLING * _doublings(target, used))
    centre = math.exp(median(logs))
    if far := _is_marathon_from_short_races(target, used):
        centre, sd = centre * MARATHON_SLOWDOWN, sd * MARATHON_SD_FACTOR
    return RaceForecast(
        distance_m=target,
        time_s=centre,
        range_80_s=_range(centre, sd, NORMAL_90),
        range_95_s=_range(centre, sd, NORMAL_97_5),
        sd_log=sd,
        methods=methods,
        recommended="middle" if len(spoken) > 1 else spoken[0].method,
        why=_why(target, spoken, used),
        races=used,
        flags=race_flags + (("marathon_from_short_races",) if far else ()),
    )


def _cameron_factor(distance_m: float) -> float:
    return (
        CAMERON_CONSTANT
        + CAMERON_SLOPE_PER_M * distance_m
        + CAMERON_FACTOR / math.pow(distance_m, CAMERON_POWER)
    )


def _newest(races: Sequence[Race], on_day: date) -> tuple[tuple[Race, ...], tuple[str, ...]]:
    known = sorted(
        (race for race in races if race.day <= on_day),
        key=lambda race: (-race.day.toordinal(), race.distance_m, race.time_s, race.session_id or ""),
    )
    recent = tuple(race for race in known if (on_day - race.day).days <= RACE_WINDOW_DAYS)[:RACES_USED]
    if recent:
        return recent, ()
    older = tuple(race for race in known if (on_day - race.day).days <= OLD_RACE_DAYS)[:1]
    return older, ("race_older_than_90_days",) if older else ()


def _own_exponent(races: Sequence[Race], on_day: date) -> float | None:
    return own_riegel_exponent([race for race in races if 0 <= (on_day - race.day).days <= OLD_RACE_DAYS])


def _methods(
    target_m: float, races: tuple[Race, ...], own_exponent: float | None, critical_speed: CriticalSpeed | None
) -> tuple[MethodForecast, ...]:
    exponent = RIEGEL_EXPONENT if own_exponent is None else own_exponent
    whose = "valid_for_riegel" if own_exponent is None else "valid_for_own_exponent"
    return (
        _middle("vdot", races, lambda race: _by_vdot(race, target_m), WORDS.say("valid_for_vdot")),
        _middle(
            "riegel",
            races,
            lambda race: _by_riegel(race, target_m, exponent),
            WORDS.say(whose, exponent=exponent),
        ),
        _middle("cameron", races, lambda race: _by_cameron(race, target_m), WORDS.say("valid_for_cameron")),
        _by_critical_speed(target_m, critical_speed),
    )


def _middle(
    method: str, races: tuple[Race, ...], predicted: Callable[[Race], float | None], note: str
) -> MethodForecast:
    """The middle, in logarithms, of what one method says of each race."""
    logs = [math.log(time) for race in races if (time := predicted(race)) is not None]
    return MethodForecast(method, math.exp(median(logs)) if logs else None, note)


def _by_vdot(race: Race, target_m: float) -> float | None:
    if not VDOT_SHORTEST_S <= race.time_s <= VDOT_LONGEST_S:
        return None
    time = vdot_time(vdot(race.distance_m, race.time_s) + race.vdot_change, target_m)
    return time if VDOT_SHORTEST_S <= time <= VDOT_LONGEST_S else None


def _by_riegel(race: Race, target_m: float, exponent: float) -> float | None:
    time = riegel(race.distance_m, race.time_s, target_m, exponent)
    both = (race.time_s, time)
    return time if min(both) >= RIEGEL_SHORTEST_S and max(both) <= RIEGEL_LONGEST_S else None


def _by_cameron(race: Race, target_m: float) -> float | None:
    both = (race.distance_m, target_m)
    valid = min(both) >= CAMERON_SHORTEST_M and max(both) <= CAMERON_LONGEST_M
    return cameron(race.distance_m, race.time_s, target_m) if valid else None


def _by_critical_speed(target_m: float, critical_speed: CriticalSpeed | None) -> MethodForecast:
    note = WORDS.say("valid_for_critical_speed")
    if critical_speed is None or critical_speed.w_prime_m is None:
        return MethodForecast("critical_speed", None, WORDS.say("no_fitted_critical_speed"))
    if target_m <= critical_speed.w_prime_m:
        return MethodForecast("critical_speed", None, note)
    time = time_at_critical_speed(target_m, critical_speed.cs_mps, critical_speed.w_prime_m)
    return MethodForecast("critical_speed", time if CS_SHORTEST_S <= time <= CS_LONGEST_S else None, note)


def _doublings(target_m: float, races: tuple[Race, ...]) -> float:
    """How many times the distance doubles or halves from the nearest race; 0 when only Critical Speed is used."""
    return min((abs(math.log2(target_m / race.distance_m)) for race in races), default=0.0)


def _is_marathon_from_short_races(target_m: float, races: tuple[Race, ...]) -> bool:
    return target_m >= MARATHON_FROM_M and all(race.distance_m <= SHORT_RACE_M for race in races)


def _range(centre_s: float, sd_log: float, normal: float) -> tuple[float, float]:
    return centre_s * math.exp(-normal * sd_log), centre_s * math.exp(normal * sd_log)


def _what_is_missing(
    target_m: float, races: tuple[Race, ...], methods: tuple[MethodForecast, ...]
) -> tuple[Sentence, Sentence]:
    """What is missing, and the whole sentence of it."""
    if not races:
        missing = WORDS.say("race_of_last_year")
    else:
        notes = [WORDS.say("method_note", method=one.method, note=one.note) for one in methods]
        missing = WORDS.say("no_method_reaches", notes=notes)
    return missing, WORDS.say("no_forecast", distance_m=target_m, missing=missing)


def _why(target_m: float, spoken: list[MethodForecast], races: tuple[Race, ...]) -> Sentence:
    names = [METHOD_NAMES[method.method] for method in spoken]
    source = [WORDS.say("race_run", distance_m=race.distance_m, time_s=race.time_s) for race in races]
    if len(spoken) > 1:
        return WORDS.say(
            "middle_of_methods",
            methods_count=len(spoken),
            distance_m=target_m,
            methods=names,
            races=source,
        )
    if not races:
        return WORDS.say("one_method_without_races", distance_m=target_m, methods=names)
    return WORDS.say("one_method", distance_m=target_m, methods=names, races=source)
