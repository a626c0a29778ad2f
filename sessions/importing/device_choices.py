"""Which of two devices counts where both recorded a run: asked once for each pair, stored, and changeable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runners.models import RunnerDecision
from runners.selectors import decisions_of
from sessions.models import SessionFIT, SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runners.models import Runner

__all__ = ["DevicePair", "counted_device", "device_name", "device_pairs", "pair_of"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DevicePair:
    """Two devices by their names that recorded the same runs, which of them counts (None: not asked yet), and the files held."""

    devices: Pair
    counts: str | None
    held_fits: tuple[str, ...] = ()

    @property
    def held_count(self) -> int:
        """How many recordings of the pair are held."""
        return len(self.held_fits)

    @property
    def other(self) -> str | None:
        """The one that is held."""
        return next((one for one in self.devices if one != self.counts), None) if self.counts else None


def device_name(device: Mapping[str, Any] | None) -> str:
    """The name of a device: manufacturer, product and serial number. Empty where the file names none."""
    words = [(device or {}).get(part) for part in ("manufacturer", "product", "serial_number")]
    named = [str(word).replace("_", " ") for word in words[:2] if word]
    return " ".join([*named, *([f"no. {words[2]}"] if words[2] else [])]) if named else ""


def pair_of(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> Pair | None:
    """The names of two devices in order; None where one is unknown or both are the same."""
    first, second = sorted((device_name(one), device_name(other)))
    return (first, second) if first and first != second else None


def counted_device(runner: Runner, pair: Pair | None) -> str | None:
    """Which of the two the athlete chose; None before."""
    return _chosen(runner).get(pair) if pair else None


def device_pairs(runner: Runner, sessions: Iterable[str] | None = None) -> list[DevicePair]:
    """Every pair that recorded a run together or was decided, in order of the names; or those of some sessions' held files."""
    held = SessionFIT.objects.filter(runner=runner, role=SessionFIT.Role.HELD).exclude(device=None)
    if sessions is not None:
        held = held.filter(held_for__in=list(sessions))
    files = list(held.order_by("received_at", "pk").only("pk", "device", "held_for"))
    counted = SessionStatistics.objects.filter(pk__in=[fit.held_for for fit in files])
    devices = dict(counted.values_list("pk", "device")) if files else {}
    chosen = _chosen(runner)
    fits: dict[Pair, list[str]] = {} if sessions is not None else {pair: [] for pair in chosen}
    for fit in files:
        pair = pair_of(fit.device, devices.get(str(fit.held_for)))
        if pair:
            fits.setdefault(pair, []).append(fit.pk)
    return [DevicePair(pair, chosen.get(pair), tuple(fits[pair])) for pair in sorted(fits)]


def _chosen(runner: Runner) -> dict[Pair, str]:
    """The newest choice of each pair."""
    decisions = decisions_of(runner, RunnerDecision.Kind.COUNTED_DEVICE)
    newest = sorted(decisions, key=lambda decision: (decision.decided_at, decision.pk))
    return {(one.value["devices"][0], one.value["devices"][1]): one.value["counts"] for one in newest}
