"""Workout files by Garmin's published recipe: steps in seconds, metres and runners' units, to messages for `encode`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import FitEncodeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

__all__ = ["Repeat", "Step", "workout"]

HEART_RATE_OFFSET_BPM = 100
POWER_OFFSET_W = 1000
"""Below these offsets the fields mean percent (FIT profile, workout_hr and workout_power)."""
Entry = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a workout.

    Attributes:
        intensity: "active", "rest", "warmup", "cooldown", "recovery" or "interval".
        duration_s, distance_m: when the step ends; with neither of them, when the lap button is pressed.
        speed_mps, heart_rate_bpm, power_w: the range to stay in, (low, high); at most one of them.
    """

    intensity: str = "active"
    name: str = ""
    duration_s: float | None = None
    distance_m: float | None = None
    speed_mps: tuple[float, float] | None = None
    heart_rate_bpm: tuple[int, int] | None = None
    power_w: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps that are done several times over; may stand inside one another."""

    steps: Sequence[Step | Repeat]
    times: int


def workout(
    name: str,
    steps: Sequence[Step | Repeat],
    *,
    time_created: datetime,
    serial_number: int,
    sport: str = "running",
    manufacturer: str = "development",
    product: int = 0,
) -> list[Entry]:
    """The messages of a workout file: file_id, workout, and a workout_step each.

    Raises:
        FitEncodeError: a step has more than one duration or target, or there is no step.
    """
    step_messages: list[dict[str, Any]] = []
    _add_steps(steps, step_messages)
    if not step_messages:
        raise FitEncodeError("A workout has at least one step")
    file_id = {
        "type": "workout",
        "manufacturer": manufacturer,
        "product": product,
        "time_created": time_created,
        "serial_number": serial_number,
    }
    return [
        ("file_id", file_id),
        ("workout", {"wkt_name": name, "sport": sport, "num_valid_steps": len(step_messages)}),
        *(("workout_step", message) for message in step_messages),
    ]


def _add_steps(steps: Sequence[Step | Repeat], messages: list[dict[str, Any]]) -> None:
    for step in steps:
        first = len(messages)
        if isinstance(step, Repeat):
            _add_steps(step.steps, messages)
            message = {
                "intensity": "active",
                "duration_type": "repeat_until_steps_cmplt",
                "duration_value": first,
                "target_type": "open",
                "target_value": step.times,
            }
        else:
            message = dict(_step_fields(step))
        messages.append({"message_index": len(messages), **message})


def _step_fields(step: Step) -> Iterator[tuple[str, Any]]:
    if step.name:
        yield "wkt_step_name", step.name
    yield "intensity", step.intensity
    yield from _duration(step).items()
    yield from _target(step).items()


def _duration(step: Step) -> dict[str, Any]:
    if step.duration_s is not None and step.distance_m is not None:
        raise FitEncodeError("A step ends after a time or a distance, not both")
    if step.duration_s is not None:
        return {"duration_type": "time", "duration_value": round(step.duration_s * 1000)}
    if step.distance_m is not None:
        return {"duration_type": "distance", "duration_value": round(step.distance_m * 100)}
    return {"duration_type": "open", "duration_value": 0}


def _target(step: Step) -> dict[str, Any]:
    ranges = [
        ("speed", step.speed_mps, 1000, 0),
        ("heart_rate", step.heart_rate_bpm, 1, HEART_RATE_OFFSET_BPM),
        ("power", step.power_w, 1, POWER_OFFSET_W),
    ]
    given = [one for one in ranges if one[1] is not None]
    if len(given) > 1:
        raise FitEncodeError("A step has at most one target")
    if not given:
        return {"target_type": "open", "target_value": 0}
    kind, limits, factor, offset = given[0]
    low, high = limits or (0, 0)
    return {
        "target_type": kind,
        "target_value": 0,
        "custom_target_value_low": round(low * factor) + offset,
        "custom_target_value_high": round(high * factor) + offset,
    }
