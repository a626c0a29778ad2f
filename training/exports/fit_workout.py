"""A workout as a FIT file for a watch.

In FIT a repeat follows its children: duration_type 6, duration_value the first child's index, target_value the rounds.
Heart rates are bpm + 100 (below 100 they would be % of the maximum).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import fitparse_sdk as fit
from training.planning.step_records import Duration, Repeat, Step, Steps, Target

Row = dict[str, Any]  # of a workout step message, by field

MOST_STEPS = 50
NAME_LENGTH, NOTE_LENGTH = 40, 100  # bytes that watches show
RAMP_STEPS = 4
BPM_OFFSET = 100
DEVELOPMENT, PRODUCT, RUNNING, WORKOUT_FILE = 255, 1, 1, 5
TIME, DISTANCE, HR_BELOW, HR_ABOVE, OPEN, REPEAT = 0, 1, 2, 3, 5, 6
SPEED_TARGET, HEART_RATE_TARGET, NO_TARGET = 0, 1, 2
INTENSITIES = {"active": 0, "rest": 1, "warmup": 2, "cooldown": 3, "recovery": 4}
UNTIL = {"hr_below": HR_BELOW, "hr_above": HR_ABOVE}


class WorkoutExportError(ValueError):
    """The workout has no form on a watch; the message says why."""


def fit_bytes(name: str, steps: Steps, workout_id: str, created: datetime) -> bytes:
    """The FIT workout file of steps. Raises WorkoutExportError for more than 50 steps.

    The serial number follows from the workout's id, so that a watch takes a new version for the same workout.
    """
    rows = list(_messages(steps))
    if len(rows) > MOST_STEPS:
        raise WorkoutExportError(f"{name} has {len(rows)} steps on a watch; {MOST_STEPS} are possible.")
    file_id = {
        "type": WORKOUT_FILE,
        "manufacturer": DEVELOPMENT,
        "product": PRODUCT,
        "serial_number": _serial_number(workout_id),
        "time_created": created.astimezone(UTC),
    }
    workout = {"sport": RUNNING, "num_valid_steps": len(rows), "wkt_name": _cut(name, NAME_LENGTH)}
    steps_messages = (("workout_step", {"message_index": index, **row}) for index, row in enumerate(rows))
    return fit.encode([("file_id", file_id), ("workout", workout), *steps_messages])


def _messages(steps: Steps) -> Iterator[Row]:
    """Rows in file order; inner repeats are unrolled, since few watches nest them."""
    index = 0
    for step in steps:
        if isinstance(step, Step):
            rows = list(_rows(step))
        else:
            rows = [row for child in step.steps for row in _unrolled(child)]
            rows.append(
                {
                    "duration_type": REPEAT,
                    "duration_value": index,
                    "target_type": NO_TARGET,
                    "target_value": step.count,
                }
            )
        yield from rows
        index += len(rows)


def _unrolled(step: Step | Repeat) -> Iterator[Row]:
    if isinstance(step, Step):
        yield from _rows(step)
        return
    for _ in range(step.count):
        for child in step.steps:
            yield from _unrolled(child)


def _rows(step: Step) -> Iterator[Row]:
    if not step.ramp:
        yield _row(step)
        return
    slow_mps, fast_mps = step.target.pace_mps
    width = (fast_mps - slow_mps) / RAMP_STEPS
    part = Duration(step.duration.type, (step.duration.value or 0.0) / RAMP_STEPS)
    for piece in range(RAMP_STEPS):
        low = slow_mps + piece * width
        yield _row(replace(step, duration=part, target=Target("pace", low_mps=low, high_mps=low + width)))


def _row(step: Step) -> Row:
    row = {
        "intensity": INTENSITIES[step.intensity or "active"],
        **_duration(step.duration),
        **_target(step.target),
    }
    if step.cue:
        row["wkt_step_name"] = _cut(step.cue, NAME_LENGTH)
    notes = _note(step)
    if notes:
        row["notes"] = _cut(notes, NOTE_LENGTH)
    return row


def _duration(duration: Duration) -> Row:
    value = duration.value or 0.0
    if duration.type == "time":
        return {"duration_type": TIME, "duration_value": round(value * 1000)}
    if duration.type == "distance":
        return {"duration_type": DISTANCE, "duration_value": round(value * 100)}
    for kind, bpm in (duration.until or {}).items():
        return {"duration_type": UNTIL[kind], "duration_value": bpm + BPM_OFFSET}
    return {"duration_type": OPEN}


def _target(target: Target) -> Row:
    if target.type == "pace":
        low, high = (round(speed * 1000) for speed in target.pace_mps)
        return {
            "target_type": SPEED_TARGET,
            "target_value": 0,
            "custom_target_value_low": low,
            "custom_target_value_high": high,
        }
    if target.type == "hr":
        low_bpm, high_bpm = target.heart_rate_bpm
        return {
            "target_type": HEART_RATE_TARGET,
            "target_value": 0,
            "custom_target_value_low": low_bpm + BPM_OFFSET,
            "custom_target_value_high": high_bpm + BPM_OFFSET,
        }
    if target.type == "hr_zone":
        return {"target_type": HEART_RATE_TARGET, "target_value": target.zone}
    return {"target_type": NO_TARGET}


def _note(step: Step) -> str:
    """What a watch cannot show by itself: the letter a target was written as."""
    return {"W": "Uphill, as hard as VO2max work on the flat", "X": "Fast and relaxed"}.get(
        step.label or "", ""
    )


def _cut(text: str, length: int) -> str:
    """At most so many bytes of UTF-8, never half a character."""
    return text.encode()[:length].decode(errors="ignore")


def _serial_number(workout_id: str) -> int:
    return int.from_bytes(hashlib.sha256(workout_id.encode()).digest()[:4], "big") or 1
