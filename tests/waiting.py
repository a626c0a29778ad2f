"""Waiting for what another process or thread does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def eventually(
    condition: Callable[[], object],
    timeout_s: float = 60,
    *,
    every_s: float = 0.05,
    explain: Callable[[], str] = lambda: "waited in vain",
) -> float:
    """Wait until the condition holds; returns the seconds it took. `explain` words the failure."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < timeout_s, explain()
        time.sleep(every_s)
    return time.monotonic() - began
