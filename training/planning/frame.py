"""What all drafts of a plan's input share."""

from collections.abc import Mapping
from dataclasses import dataclass

from training.planning.inputs import PlanInput
from training.planning.menu import Menu, Planned
from training.planning.periodization import Week
from training.planning.plan_demands import Demands
from training.planning.slots import Slots
from training.planning.timeline import Timeline
from training.planning.volume import Volume


@dataclass(frozen=True, slots=True)
class Frame:
    """What all drafts of an input share; `demands` holds what the race and the philosophy ask for."""

    input: PlanInput
    weeks: tuple[Week, ...]
    slots: Slots
    menu: Menu
    fixed: Mapping[int, tuple[Planned, ...]]
    races: tuple[int, ...]
    demands: Demands
    volume: Volume

    def timeline(self) -> Timeline:
        """An empty one."""
        return Timeline(self.input, self.fixed, self.races)
