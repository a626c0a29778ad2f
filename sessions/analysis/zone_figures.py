"""Time in zones as figures with provenance: one for each zone, and one for the time outside all zones."""

from collections.abc import Iterator

from runners.physiology.heart_rate_calculator import HeartRateBounds, HeartRateZoneMethod
from runners.physiology.zones import HeartRateZoneSeconds, PaceZoneSeconds, pace_zones
from sessions.analysis.context import AthleteContext
from sessions.analysis.provenance import Figure, Input, figure, missing_figure
from sessions.analysis.words import WORDS

__all__ = ["heart_rate_zone_figures", "pace_zone_figures"]


def heart_rate_zone_figures(seconds: HeartRateZoneSeconds | None, context: AthleteContext) -> list[Figure]:
    """Seconds below, in and above the zones and without a heart rate; together they are the timer's time."""
    bounds = context.zones
    if seconds is None or bounds is None:
        missing = WORDS.say("need_heart_rate") if bounds is not None else WORDS.say("need_max_heart_rate")
        return [missing_figure("time_in_heart_rate_zones_s", "s", "heart_rate_zones", missing)]
    return [
        figure(name, value, "s", "heart_rate_zones", inputs=inputs, clock="timer", flags=_flags(context))
        for name, value, inputs in _heart_rate_rows(seconds, bounds)
    ]


def _heart_rate_rows(
    seconds: HeartRateZoneSeconds, bounds: HeartRateBounds
) -> Iterator[tuple[str, float, tuple[Input, ...]]]:
    floor, uppers = bounds.floor_x100 / 100, bounds.uppers_bpm
    lowers = (floor, *uppers[:-1])
    yield "heart_rate_below_zones_s", seconds.below_s, (Input("Below", floor, "bpm"),)
    for number, (value, lower, upper) in enumerate(zip(seconds.zones_s, lowers, uppers, strict=True), 1):
        first = "From" if number == 1 else "Above"
        bound = (Input(first, lower, "bpm"), Input("Up to", upper, "bpm"))
        yield f"heart_rate_zone_{number}_s", value, bound
    yield "heart_rate_above_zones_s", seconds.above_s, (Input("Above", uppers[-1], "bpm"),)
    yield "no_heart_rate_s", seconds.no_heart_rate_s, ()


def _flags(context: AthleteContext) -> tuple[str, ...]:
    bounds = context.zones
    is_typed = bounds is not None and bounds.method is HeartRateZoneMethod.TYPED
    return () if is_typed or context.hr_max_source == "measured" else ("max_heart_rate_estimated",)


def pace_zone_figures(seconds: PaceZoneSeconds | None, context: AthleteContext) -> list[Figure]:
    """Seconds in each pace zone and without a speed; together they are the timer's time."""
    if seconds is None or not context.cs_mps:
        missing = WORDS.say("need_speed") if context.cs_mps else WORDS.say("need_critical_speed")
        return [missing_figure("time_in_pace_zones_s", "s", "pace_zones", missing)]
    cs = Input("Critical Speed", context.cs_mps, "m/s", "critical-speed", context.cs_reference)
    rows: list[tuple[str, float, tuple[Input, ...]]] = [
        (f"pace_zone_{zone.number}_s", value, (*_edges(zone.lower_mps, zone.upper_mps), cs))
        for zone, value in zip(pace_zones(context.cs_mps), seconds.zones_s, strict=True)
    ]
    rows.append(("no_speed_s", seconds.no_speed_s, ()))
    return [
        figure(name, value, "s", "pace_zones", inputs=inputs, clock="timer", flags=context.cs_flags)
        for name, value, inputs in rows
    ]


def _edges(lower_mps: float | None, upper_mps: float | None) -> tuple[Input, ...]:
    edges = (("Slowest", lower_mps), ("Fastest", upper_mps))
    return tuple(Input(name, value, "m/s") for name, value in edges if value is not None)
