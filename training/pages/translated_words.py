"""Words that rooms without Django make, known to translators here: of steps, efforts and what a workout is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from training.planning.step_lines import efforts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.planning.step_lines import Effort, StepGroup, StepLine

__all__ = ["WORDS", "translated", "translated_efforts"]

_STEPS = (
    _("Warm-up"),
    _("Cool-down"),
    _("getting faster"),
    _("Getting faster"),
    _("until lap is pressed"),
    _("until the heart rate is below {bpm}"),
    _("until the heart rate is above {bpm}"),
    _("{time} at {share} of Critical Speed"),
)
_EFFORTS = (
    _("Walk"),
    _("Recovery"),
    _("Easy"),
    _("Steady"),
    _("Marathon pace"),
    _("Goal pace"),
    _("Threshold"),
    _("Critical Speed"),
    _("Fast"),
    _("Very fast"),
    _("Sprint"),
    _("Uphill"),
    _("As you like"),
    _("Effort {level} of 10"),
)
_EFFORTS_INSIDE = (
    _("walk"),
    _("recovery"),
    _("easy"),
    _("steady"),
    _("marathon pace"),
    _("goal pace"),
    _("threshold"),
    _("critical Speed"),
    _("fast"),
    _("very fast"),
    _("sprint"),
    _("uphill"),
    _("as you like"),
    _("effort {level} of 10"),
)
_FEELS = (
    _("a brisk walk"),
    _("slower than easy, the legs only turn over"),
    _("you can speak in whole sentences"),
    _("faster than easy, still comfortable"),
    _("what you could hold for a marathon today"),
    _("the pace of your goal"),
    _("comfortably hard, about what you could race for an hour"),
    _("hard and even, about what you could race for half an hour"),
    _("about the pace of a 3 km race"),
    _("about the pace of a 1,500 m race"),
    _("fast and relaxed, never straining"),
    _("as hard as a 3 km race, whatever the pace"),
)
_PURPOSES = (
    _("aerobic base and recovery"),
    _("durability and fat use"),
    _("the lactate threshold"),
    _("Critical Speed"),
    _("VO2max"),
    _("speed and running economy"),
    _("goal pace"),
    _("first running, with walks between"),
    _("a test of Critical Speed"),
)
WORDS = frozenset((*_STEPS, *_EFFORTS, *_EFFORTS_INSIDE, *_FEELS, *_PURPOSES))


def translated(words: str) -> str:
    """The words in the reader's language; those of nobody's table, such as what a coach typed, as they are."""
    return gettext(words) if words in WORDS else words


def translated_efforts(lines: Iterable[StepLine | StepGroup]) -> list[Effort]:
    """The efforts that stand in some lines, slowest first, in the reader's language."""
    return [
        replace(effort, name=translated(effort.name), feel=translated(effort.feel))
        for effort in efforts_of(lines)
    ]
