"""What a watch wrote of a whole session and of its laps, in our units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessions.analysis.limits import ON_FOOT
from sessions.analysis.running_form import counts_both_feet
from sessions.analysis.streams import DeviceTotals, RecordedLap
from sessions.formats.fit_fields import above_zero, number, word

if TYPE_CHECKING:
    import fitparse_sdk as fit

__all__ = ["CadenceUnit", "device_totals", "recorded_lap"]


@dataclass(frozen=True, slots=True)
class CadenceUnit:
    """What a cadence counts: turns, strides of one foot, or steps of both. both_feet: by the records, None without."""

    sport: str
    both_feet: bool | None

    def steps(self, message: fit.Message, which: str) -> float | None:
        """The message's cadence in steps a minute on foot, in turns otherwise."""
        turns = above_zero(message, f"{which}_cadence")
        if turns is None:
            return None
        turns += number(message, f"{which}_fractional_cadence") or 0.0
        if self.sport not in ON_FOOT:
            return turns
        speed = above_zero(message, "enhanced_avg_speed", "avg_speed")
        both = counts_both_feet([turns], [], speed) if self.both_feet is None else self.both_feet
        return turns if both else 2 * turns


def device_totals(message: fit.Message, cadence: CadenceUnit) -> DeviceTotals:
    """The totals of a session message."""
    return DeviceTotals(
        distance_m=number(message, "total_distance"),
        timer_time_s=above_zero(message, "total_timer_time"),
        elapsed_time_s=above_zero(message, "total_elapsed_time"),
        moving_time_s=above_zero(message, "total_moving_time"),
        ascent_m=number(message, "total_ascent"),
        descent_m=number(message, "total_descent"),
        avg_heart_rate_bpm=above_zero(message, "avg_heart_rate"),
        max_heart_rate_bpm=above_zero(message, "max_heart_rate"),
        avg_speed_mps=above_zero(message, "enhanced_avg_speed", "avg_speed"),
        max_speed_mps=above_zero(message, "enhanced_max_speed", "max_speed"),
        avg_cadence_spm=cadence.steps(message, "avg"),
        max_cadence_spm=cadence.steps(message, "max"),
        avg_power_w=above_zero(message, "avg_power"),
        max_power_w=above_zero(message, "max_power"),
        avg_temperature_c=number(message, "avg_temperature"),
    )


def recorded_lap(
    lap: fit.Message, start_s: float, elapsed_time_s: float, cadence: CadenceUnit
) -> RecordedLap:
    """A lap message that begins at start_s (Unix seconds) and lasts elapsed_time_s."""
    return RecordedLap(
        start_s=start_s,
        elapsed_time_s=elapsed_time_s,
        timer_time_s=number(lap, "total_timer_time"),
        distance_m=number(lap, "total_distance"),
        avg_heart_rate_bpm=above_zero(lap, "avg_heart_rate"),
        max_heart_rate_bpm=above_zero(lap, "max_heart_rate"),
        avg_speed_mps=above_zero(lap, "enhanced_avg_speed", "avg_speed"),
        avg_cadence_spm=cadence.steps(lap, "avg"),
        avg_power_w=above_zero(lap, "avg_power"),
        ascent_m=number(lap, "total_ascent"),
        descent_m=number(lap, "total_descent"),
        trigger=word(lap.get("lap_trigger")),
        intensity=word(lap.get("intensity")),
    )
