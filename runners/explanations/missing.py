"""What to say of a figure that is not there."""

from __future__ import annotations

__all__ = ["NO_TRIALS"]

NO_TRIALS = (
    "Critical Speed needs three hard efforts between 2 and 20 min, the longest at least 2.5 times the shortest: "
    "for example 3, 5 and 10 min."
)
