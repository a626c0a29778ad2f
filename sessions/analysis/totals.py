"""The totals to show: the device's own where it wrote them, with ours beside; a difference above 3 % is flagged."""

from dataclasses import replace

from sessions.analysis.arrays import finite_or_none
from sessions.analysis.provenance import Figure, Input, figure

__all__ = ["DIFFERENCE_FLAGGED", "DIFFERS", "shown"]

DIFFERENCE_FLAGGED = 0.03
DIFFERS = "differs_from_records"


def shown(
    ours: Figure, device_value: float | None, *, lowest: float = 0.0, comparable: bool = True
) -> Figure:
    """The figure to show: the device's value with ours beside it, or ours where it wrote none.

    Below `lowest` the device's value is an error. Where the two mean different things (not `comparable`) their
    difference says nothing.
    """
    device = finite_or_none(device_value)
    if device is None or device < lowest:
        return ours if ours.value is None else replace(ours, computed=ours.value)
    return figure(
        ours.name,
        device,
        ours.unit,
        "device_total",
        inputs=(Input("From our records", ours.value, ours.unit), *ours.inputs),
        points=ours.points,
        clock=ours.clock,
        coverage=ours.coverage,
        computed=ours.value,
        flags=(*ours.flags, *(_difference(device, ours.value) if comparable else ())),
    )


def _difference(device: float, ours: float | None) -> tuple[str, ...]:
    if ours is None or abs(device - ours) <= DIFFERENCE_FLAGGED * max(abs(device), abs(ours)):
        return ()
    return (DIFFERS,)
