"""A workout's profile as SVG: one bar a step, as wide as it lasts and as high as it is hard.

Colours are CSS classes (`wp-z1` to `wp-z5`, `wp-free`), so that themes and printing stay in the style sheet; there is
no inline style. Two sizes: small for calendars, large for the workout's page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from training.planning.step_records import Step, Steps
from training.planning.steps import unrolled

ZONE_EDGES = (0.70, 0.823, 0.92, 1.0)  # of CS: recovery, easy, steady, threshold, above CS
LOWEST, HIGHEST = 0.45, 1.35
GAP_PX = 1.0
LEAST_WIDTH_PX = 1.0
STEP_TITLE = "{time} at {share} of Critical Speed"


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in px; whether the bars carry titles."""

    width: int
    height: int
    has_titles: bool


SMALL = Size(96, 28, has_titles=False)
LARGE = Size(640, 160, has_titles=True)


def profile_svg(name: str, steps: Steps, size: Size = SMALL, say: Callable[[str], str] = str) -> str:
    """The picture of a workout's steps, with its name for those who do not see it.

    say: English words -> the same in the reader's language.
    """
    singles = list(unrolled(steps))
    total_s = sum(step.planned_s for step in singles) or 1.0
    title = escape(name, quote=True)
    bars = "".join(_bars(singles, total_s, size, say(STEP_TITLE)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wp" viewBox="0 0 {size.width} {size.height}" '
        f'width="{size.width}" height="{size.height}" role="img" aria-label="{title}"><title>{title}</title>{bars}</svg>'
    )


def _bars(singles: list[Step], total_s: float, size: Size, words: str) -> list[str]:
    gap = GAP_PX if len(singles) * (GAP_PX + LEAST_WIDTH_PX) < size.width else 0.0
    scale = (size.width - gap * (len(singles) - 1)) / total_s
    bars, left = [], 0.0
    for step in singles:
        width = step.planned_s * scale
        bars.append(_bar(step, left, width, size, _title(step, words) if size.has_titles else ""))
        left += width + gap
    return bars


def _bar(step: Step, left: float, width: float, size: Size, title: str) -> str:
    if step.ramp:
        low, high = _edges(step)
        return (
            f'<polygon class="{_zone_class(step)}" points="{left:.2f},{size.height} {left:.2f},{_top(low, size):.2f} '
            f'{left + width:.2f},{_top(high, size):.2f} {left + width:.2f},{size.height}">{title}</polygon>'
        )
    top = _top(step.planned_if, size)
    return (
        f'<rect class="{_zone_class(step)}" x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" '
        f'height="{size.height - top:.2f}">{title}</rect>'
    )


def _edges(step: Step) -> tuple[float, float]:
    """The ramp's ends as fractions of CS, from its middle."""
    low_mps, high_mps = step.target.pace_mps
    middle = (low_mps + high_mps) / 2
    return step.planned_if * low_mps / middle, step.planned_if * high_mps / middle


def _top(fraction: float, size: Size) -> float:
    share = (min(max(fraction, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return size.height * (1 - (0.12 + 0.88 * share))


def _zone_class(step: Step) -> str:
    if step.label == "free":
        return "wp-free"
    return f"wp-z{1 + sum(step.planned_if >= edge for edge in ZONE_EDGES)}"


def _title(step: Step, words: str) -> str:
    minutes, seconds = divmod(round(step.planned_s), 60)
    cue = f"{step.cue}: " if step.cue else ""
    said = words.format(time=f"{minutes}:{seconds:02d}", share=f"{100 * step.planned_if:.0f} %")
    return f"<title>{escape(cue + said)}</title>"
