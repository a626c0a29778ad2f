"""A workout's steps as plain text, the pace beside each: for calendars, where there is no page to look at."""

from typing import TYPE_CHECKING

from runlab_site.web import figures
from training.planning.step_lines import StepGroup, StepLine, step_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.planning.records import Steps, Target

__all__ = ["steps_text"]


def steps_text(steps: "Steps", units: figures.Units = "km") -> str:
    """A line a step, repeats indented under their count, in the reader's units."""
    return "\n".join(_lines(step_lines(steps), units, ""))


def _lines(lines: "Iterable[StepLine | StepGroup]", units: figures.Units, indent: str) -> "Iterable[str]":
    for line in lines:
        if isinstance(line, StepGroup):
            yield f"{indent}{line.count} x"
            yield from _lines(line.lines, units, f"{indent}  ")
        else:
            words = (_length(line, units), line.name, _target(line.target, units))
            yield indent + ", ".join(word for word in words if word)


def _length(line: StepLine, units: figures.Units) -> str:
    if line.until:
        return line.until
    if line.metres is not None:
        return str(figures.step_distance(line.metres, units))
    return figures.step_time(line.seconds or 0.0)


def _target(target: "Target", units: figures.Units) -> str:
    if target.type == "pace" and target.high_mps and target.low_mps:
        return str(figures.between(figures.pace(target.high_mps, units), figures.pace(target.low_mps, units)))
    if target.type == "hr":
        return f"{target.low_bpm:.0f} - {target.high_bpm:.0f} bpm"
    return f"heart-rate zone {target.zone}" if target.type == "hr_zone" else ""
