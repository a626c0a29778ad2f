"""The steps of a workout as lines a runner follows: how long, how hard in words, and the pace that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.planning.records import Repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
RPE, FREE, AS_YOU_LIKE, EFFORT_OF_10 = "RPE", "free", "As you like", "Effort {level} of 10"
UNTIL_BELOW, UNTIL_ABOVE = "until the heart rate is below {bpm}", "until the heart rate is above {bpm}"
UNTIL_LAP = "until lap is pressed"


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


def step_lines(
    steps: Sequence[Step | Repeat], say: Callable[[str], str] = str
) -> tuple[StepLine | StepGroup, ...]:
    """The lines of a workout in the order they are run, repeats kept together.

    say: English words -> the same in the reader's language; a cue that somebody typed stays as it is.
    """
    return tuple(
        StepGroup(step.count, step_lines(step.steps, say)) if isinstance(step, Repeat) else _line(step, say)
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


def _line(step: Step, say: Callable[[str], str]) -> StepLine:
    label = step.label or ""
    effort = EFFORTS.get(label)
    return StepLine(
        metres=step.duration.value if step.duration.type == "distance" else None,
        seconds=step.duration.value if step.duration.type == "time" else None,
        until=until_words(step.duration, say),
        name=_name(step, label, say),
        effort=effort,
        target=step.target,
    )


def _name(step: Step, label: str, say: Callable[[str], str]) -> str:
    """What the step is called: its cue, else its place in the workout, else its effort."""
    if step.target.type == "none" and not label:
        label = FREE
    end = ENDS.get(step.intensity or "", "")
    place = step.cue or (say(end) if end else "")
    effort = effort_name(label, say, is_inside=bool(place))
    ramp = say("getting faster" if place or effort else "Getting faster") if step.ramp else ""
    text = ", ".join(word for word in (place, effort, ramp) if word)
    return text[:1].upper() + text[1:]


def effort_name(label: str, say: Callable[[str], str] = str, *, is_inside: bool = False) -> str:
    """A step's label in words: Easy for E, Effort 7 of 10 for RPE7; empty where the target says it all.

    is_inside: whether other words stand before it, so that it begins small.
    """
    words = _effort_words(label)
    if is_inside:
        words = words[:1].lower() + words[1:]
    return say(words).format(level=label.removeprefix(RPE)) if words else ""


def _effort_words(label: str) -> str:
    if label.startswith(RPE):
        return EFFORT_OF_10
    if label == FREE:
        return AS_YOU_LIKE
    return EFFORTS[label].name if label in EFFORTS else ""


def until_words(duration: Duration, say: Callable[[str], str] = str) -> str:
    """What ends an open step, in words; empty where time or distance does."""
    if duration.type != "open":
        return ""
    for kind, bpm in (duration.until or {}).items():
        return say(UNTIL_BELOW if kind == "hr_below" else UNTIL_ABOVE).format(bpm=bpm)
    return say(UNTIL_LAP)
