"""The warnings that people read about a plan: the single run, the ramp, the week's growth, and days that do not fit.

The ratio of fatigue to fitness is a silent guard rail of the generator and is never said.
"""

from training.planning.invariants import violations
from training.planning.records import GivenPlan

__all__ = ["warnings_of"]

WORDS = {
    "I03": "A day that is not possible has running",
    "I04": "A day is longer than the time there is",
    "I05": "Seven days have no rest",
    "I06": "Two hard days stand side by side",
    "I07": "A single run is far longer than those of the 30 days before",
    "I09": "Fitness rises faster than the ramp allows",
    "I12": "A week grows more than it should",
    "I20": "A workout is more than W' carries",
    "I25": "There is hard running in the two days before the goal",
}


def warnings_of(plan: GivenPlan) -> list[dict[str, str]]:
    """{code, where, text} of each rule that a nested plan breaks, at its first place, with the figures."""
    first = {violation.code: violation for violation in reversed(violations(plan))}
    return [
        {
            "code": code,
            "where": first[code].where,
            "text": f"{WORDS[code]} ({first[code].where}: {first[code].text}).",
        }
        for code in sorted(first)
        if code in WORDS
    ]
