"""A workout as a FIT file for a watch, and such a file back into shorthand.

In FIT a repeat follows its children: duration_type 6, duration_value the first child's index, target_value the rounds.
Heart rates are bpm + 100 (below 100 they would be % of the maximum).
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import fitparse_sdk as fit
from training.planning.shorthand_text import target_text, text_of
from training.planning.steps import tree_of

Document = dict[str, Any]

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


def fit_bytes(name: str, steps: list[Document], workout_id: str, created: datetime) -> bytes:
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
    return str(name or "Imported workout"), text_of(tree_of(_steps_of(rows)))


def _messages(steps: list[Document]) -> Iterator[Document]:
    """Rows in file order; inner repeats are unrolled, since few watches nest them."""
    index = 0
    for step in steps:
        if step["kind"] != "repeat":
            rows = list(_rows(step))
        else:
            rows = [row for child in step["steps"] for row in _unrolled(child)]
            rows.append(
                {
                    "duration_type": REPEAT,
                    "duration_value": index,
                    "target_type": NO_TARGET,
                    "target_value": step["count"],
                }
            )
        yield from rows
        index += len(rows)


def _unrolled(step: Document) -> Iterator[Document]:
    if step["kind"] != "repeat":
        yield from _rows(step)
        return
    for _ in range(step["count"]):
        for child in step["steps"]:
            yield from _unrolled(child)


def _rows(step: Document) -> Iterator[Document]:
    if not step.get("ramp"):
        yield _row(step)
        return
    target, duration = step["target"], step["duration"]
    width = (target["high_mps"] - target["low_mps"]) / RAMP_STEPS
    for piece in range(RAMP_STEPS):
        low = target["low_mps"] + piece * width
        part = {"type": duration["type"], "value": duration["value"] / RAMP_STEPS}
        yield _row(
            step | {"duration": part, "target": {"type": "pace", "low_mps": low, "high_mps": low + width}}
        )


def _row(step: Document) -> Document:
    row = {
        "intensity": INTENSITIES[step["intensity"]],
        **_duration(step["duration"]),
        **_target(step["target"]),
    }
    if step.get("cue"):
        row["wkt_step_name"] = _cut(step["cue"], NAME_LENGTH)
    notes = _note(step)
    if notes:
        row["notes"] = _cut(notes, NOTE_LENGTH)
    return row


def _duration(duration: Document) -> Document:
    if duration["type"] == "time":
        return {"duration_type": TIME, "duration_value": round(duration["value"] * 1000)}
    if duration["type"] == "distance":
        return {"duration_type": DISTANCE, "duration_value": round(duration["value"] * 100)}
    for kind, bpm in duration.get("until", {}).items():
        return {"duration_type": UNTIL[kind], "duration_value": bpm + BPM_OFFSET}
    return {"duration_type": OPEN}


def _target(target: Document) -> Document:
    if target["type"] == "pace":
        low, high = round(target["low_mps"] * 1000), round(target["high_mps"] * 1000)
        return {
            "target_type": SPEED_TARGET,
            "target_value": 0,
            "custom_target_value_low": low,
            "custom_target_value_high": high,
        }
    if target["type"] == "hr":
        return {
            "target_type": HEART_RATE_TARGET,
            "target_value": 0,
            "custom_target_value_low": target["low_bpm"] + BPM_OFFSET,
            "custom_target_value_high": target["high_bpm"] + BPM_OFFSET,
        }
    if target["type"] == "hr_zone":
        return {"target_type": HEART_RATE_TARGET, "target_value": target["zone"]}
    return {"target_type": NO_TARGET}


def _note(step: Document) -> str:
    """What a watch cannot show by itself: the letter a target was written as."""
    (part,) = tree_of([step])
    label = target_text(part.target) if hasattr(part, "target") else ""
    return {"W": "Uphill, as hard as VO2max work on the flat", "X": "Fast and relaxed"}.get(label, "")


def _cut(text: str, length: int) -> str:
    """At most so many bytes of UTF-8, never half a character."""
    return text.encode()[:length].decode(errors="ignore")


def _serial_number(workout_id: str) -> int:
    return int.from_bytes(hashlib.sha256(workout_id.encode()).digest()[:4], "big") or 1


def _steps_of(rows: list[Document]) -> list[Document]:
    """Steps of the rows; a repeat takes the steps from its first child's index on."""
    steps: list[tuple[int, Document]] = []
    for row in rows:
        index = int(row["message_index"]) & 0x0FFF
        if row.get("duration_type") == REPEAT:
            first = int(row["duration_value"])
            children = [step for start, step in steps if start >= first]
            steps = [(start, step) for start, step in steps if start < first]
            steps.append((first, {"kind": "repeat", "count": int(row["target_value"]), "steps": children}))
        else:
            steps.append((index, _step_of(row)))
    return [step for _, step in steps]


def _step_of(row: Document) -> Document:
    names = {number: name for name, number in INTENSITIES.items()}
    step: Document = {
        "kind": "step",
        "intensity": names.get(row.get("intensity", 0), "active"),
        "duration": _duration_of(row),
        "target": _target_of(row),
    }
    if row.get("wkt_step_name"):
        step["cue"] = _plain_cue(str(row["wkt_step_name"]))
    return step


def _plain_cue(text: str) -> str:
    """A cue without the characters that mean something in shorthand."""
    return " ".join("".join(" " if character in ":;,()" else character for character in text).split())


def _duration_of(row: Document) -> Document:
    kind, value = row.get("duration_type"), row.get("duration_value") or 0
    if kind == TIME and value:
        return {"type": "time", "value": value / 1000}
    if kind == DISTANCE and value:
        return {"type": "distance", "value": value / 100}
    if kind in (HR_BELOW, HR_ABOVE) and value > BPM_OFFSET:
        return {"type": "open", "until": {"hr_below" if kind == HR_BELOW else "hr_above": value - BPM_OFFSET}}
    return {"type": "open"}


def _target_of(row: Document) -> Document:
    kind, zone = row.get("target_type"), row.get("target_value") or 0
    low, high = row.get("custom_target_value_low") or 0, row.get("custom_target_value_high") or 0
    if kind == SPEED_TARGET and low and high:
        return {"type": "pace", "low_mps": min(low, high) / 1000, "high_mps": max(low, high) / 1000}
    if kind == HEART_RATE_TARGET and zone in range(1, 6):
        return {"type": "hr_zone", "zone": zone}
    if kind == HEART_RATE_TARGET and low > BPM_OFFSET and high > BPM_OFFSET:
        return {"type": "hr", "low_bpm": min(low, high) - BPM_OFFSET, "high_bpm": max(low, high) - BPM_OFFSET}
    return {"type": "none"}
