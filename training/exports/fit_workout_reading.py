"""A FIT workout file, as watches and other programs write them, read into shorthand."""

from typing import Any

import fitparse_sdk as fit
from training.exports.fit_workout import (
    BPM_OFFSET,
    DISTANCE,
    HEART_RATE_TARGET,
    HR_ABOVE,
    HR_BELOW,
    REPEAT,
    SPEED_TARGET,
    TIME,
    WorkoutExportError,
)
from training.planning.notation import Amount, Part, Repeat, Step, Target, Tree
from training.planning.shorthand_text import text_of
from training.planning.step_targets import KM_M

__all__ = ["read_fit"]

Row = dict[str, Any]  # of a workout step message, by field


def read_fit(data: bytes) -> tuple[str, str]:
    """Name and shorthand of a FIT workout file. Raises FitError for bytes that are no FIT, WorkoutExportError for no workout."""
    activity = fit.decode(data)
    rows = sorted(
        (dict(message.raw) for message in activity.messages("workout_step")),
        key=lambda row: row["message_index"],
    )
    if not rows:
        raise WorkoutExportError("The file holds no workout.")
    name = next((message.get("wkt_name") for message in activity.messages("workout")), None)
    return str(name or "Imported workout"), text_of(_tree_of(rows))


def _tree_of(rows: list[Row]) -> Tree:
    """Parts of the rows; a repeat takes the parts from its first child's index on."""
    parts: list[tuple[int, Part]] = []
    for row in rows:
        index = int(row["message_index"]) & 0x0FFF
        if row.get("duration_type") == REPEAT:
            first = int(row["duration_value"])
            children = tuple(part for start, part in parts if start >= first)
            parts = [(start, part) for start, part in parts if start < first]
            parts.append((first, Repeat(int(row["target_value"]), children)))
        else:
            parts.append((index, _step_of(row)))
    return tuple(part for _, part in parts)


def _step_of(row: Row) -> Step:
    return Step(_amount_of(row), _target_of(row), _plain_cue(str(row.get("wkt_step_name") or "")))


def _plain_cue(text: str) -> str:
    """A cue without the characters that mean something in shorthand."""
    return " ".join("".join(" " if character in ":;,()" else character for character in text).split())


def _amount_of(row: Row) -> Amount:
    kind, value = row.get("duration_type"), row.get("duration_value") or 0
    if kind == TIME and value:
        return Amount("time", value / 1000)
    if kind == DISTANCE and value:
        return Amount("distance", value / 100)
    if kind in (HR_BELOW, HR_ABOVE) and value > BPM_OFFSET:
        return Amount("hr_below" if kind == HR_BELOW else "hr_above", float(value - BPM_OFFSET))
    return Amount("lap")


def _target_of(row: Row) -> Target:
    kind, zone = row.get("target_type"), row.get("target_value") or 0
    low, high = sorted((row.get("custom_target_value_low") or 0, row.get("custom_target_value_high") or 0))
    if kind == SPEED_TARGET and low:
        return Target("pace_km", low=round(KM_M * 1000 / high), high=round(KM_M * 1000 / low))
    if kind == HEART_RATE_TARGET and zone in range(1, 6):
        return Target("hr_zone", low=zone, high=zone)
    if kind == HEART_RATE_TARGET and low > BPM_OFFSET:
        return Target("bpm", low=low - BPM_OFFSET, high=high - BPM_OFFSET)
    return Target("free")
