"""The warnings that people read about a plan: the single run, the ramp, the week's growth, and days that do not fit.

The ratio of fatigue to fitness is a silent guard rail of the generator and is never said.
"""

from typing import Any

from training.planning.invariants import violations
from training.planning.records import GivenPlan
from training.planning.words import WORDS

__all__ = ["warnings_of"]

SAID_RULES = ("I03", "I04", "I05", "I06", "I07", "I09", "I12", "I20", "I25")


def warnings_of(plan: GivenPlan) -> list[dict[str, Any]]:
    """{code, where, text} of each rule that a nested plan breaks, at its first place, with the figures."""
    first = {violation.code: violation for violation in reversed(violations(plan))}
    return [
        {
            "code": code,
            "where": first[code].where,
            "text": WORDS.say(
                "rule_warning",
                rule=WORDS.say(f"warning_{code}"),
                where=first[code].where,
                figures=first[code].text,
            ),
        }
        for code in sorted(first)
        if code in SAID_RULES
    ]
