"""The steps of a workout as lines a runner follows: how long, how hard in words, and the pace that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.planning.records import Repeat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from training.planning.records import Duration, Step, Target

__all__ = [
    "EFFORTS",
    "Effort",
    "StepGroup",
    "StepLine",
    "effort_name",
    "efforts_of",
    "step_lines",
    "until_words",
]


@dataclass(frozen=True, slots=True)
class Effort:
    """A letter of the shorthand in words: its name, and how it feels."""

    letter: str
    name: str
    feel: str


EFFORTS = {
    effort.letter: effort
    for effort in (
        Effort("K", "Walk", "a brisk walk"),
        Effort("R", "Recovery", "slower than easy, the legs only turn over"),
        Effort("E", "Easy", "you can speak in whole sentences"),
        Effort("S", "Steady", "faster than easy, still comfortable"),
        Effort("M", "Marathon pace", "what you could hold for a marathon today"),
        Effort("G", "Goal pace", "the pace of your goal"),
        Effort("T", "Threshold", "comfortably hard, about what you could race for an hour"),
        Effort("C", "Critical Speed", "hard and even, about what you could race for half an hour"),
        Effort("V", "Fast", "about the pace of a 3 km race"),
        Effort("F", "Very fast", "about the pace of a 1,500 m race"),
        Effort("X", "Sprint", "fast and relaxed, never straining"),
        Effort("W", "Uphill", "as hard as a 3 km race, whatever the pace"),
    )
}
ENDS = {"warmup": "Warm-up", "cooldown": "Cool-down"}
RPE, FREE, AS_YOU_LIKE = "RPE", "free", "As you like"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: exactly one of `metres`, `seconds` and `until` says how long."""

    metres: float | None
    seconds: float | None
    until: str
    name: str
    effort: Effort | None
    target: Target


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Steps run `count` times in a row."""

    count: int
    lines: tuple[StepLine | StepGroup, ...]


def step_lines(steps: Sequence[Step | Repeat]) -> tuple[StepLine | StepGroup, ...]:
    """The lines of a workout in the order they are run, repeats kept together."""
    return tuple(
        StepGroup(step.count, step_lines(step.steps)) if isinstance(step, Repeat) else _line(step)
        for step in steps
    )


def efforts_of(lines: Iterable[StepLine | StepGroup]) -> list[Effort]:
    """The efforts that stand in some lines, slowest first, each once."""
    used = {line.effort.letter for line in _singles(lines) if line.effort}
    return [effort for effort in EFFORTS.values() if effort.letter in used]


def _singles(lines: Iterable[StepLine | StepGroup]) -> Iterator[StepLine]:
    for line in lines:
        if isinstance(line, StepGroup):
            yield from _singles(line.lines)
        else:
            yield line


def _line(step: Step) -> StepLine:
    label = step.label or ""
    effort = EFFORTS.get(label)
    return StepLine(
        metres=step.duration.value if step.duration.type == "distance" else None,
        seconds=step.duration.value if step.duration.type == "time" else None,
        until=until_words(step.duration),
        name=_name(step, label, is_ramp=bool(step.ramp)),
        effort=effort,
        target=step.target,
    )


def _name(step: Step, label: str, *, is_ramp: bool) -> str:
    """What the step is called: its cue, else its place in the workout, else its effort."""
    if step.target.type == "none" and not label:
        label = FREE
    place = step.cue or ENDS.get(step.intensity or "", "")
    words = [word for word in (place, effort_name(label), "getting faster" if is_ramp else "") if word]
    text = ", ".join(words[:1] + [word[0].lower() + word[1:] for word in words[1:]])
    return text[:1].upper() + text[1:]


def effort_name(label: str) -> str:
    """A step's label in words: Easy for E, Effort 7 of 10 for RPE7; empty where the target says it all."""
    if label.startswith(RPE):
        return f"Effort {label.removeprefix(RPE)} of 10"
    if label == FREE:
        return AS_YOU_LIKE
    return EFFORTS[label].name if label in EFFORTS else ""


def until_words(duration: Duration) -> str:
    """What ends an open step, in words; empty where time or distance does."""
    if duration.type != "open":
        return ""
    for kind, bpm in (duration.until or {}).items():
        return f"until the heart rate is {'below' if kind == 'hr_below' else 'above'} {bpm}"
    return "until lap is pressed"
