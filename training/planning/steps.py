"""The steps of a workout for one athlete: the tree with its letters turned into speeds, as the plan stores them.

A step is a dict: kind "step", intensity, duration {type time|distance|open, value, until}, target {type pace|hr|
hr_zone|none, ...}, planned_if (fraction of CS), planned_s; beside these `label` (the target as it was written),
`cue` and `ramp` where there are any. A repeat is a dict: kind "repeat", count, steps.
"""

from collections.abc import Iterator
from typing import Any

from training.planning.notation import Amount, Part, Repeat, Step, Target, Tree
from training.planning.shorthand import parse
from training.planning.shorthand_text import target_text
from training.planning.zones import (
    EASY_BELOW,
    EFFORT_FRACTION,
    HEART_RATE_FRACTION,
    HEART_RATE_ZONE_OF_LETTER,
    UPHILL,
    UPHILL_FRACTION,
    WALK,
    WALK_FRACTION,
    Paces,
    heart_rate_to_fraction,
    heart_rate_zone,
    race_fraction,
    race_time_s,
)

Document = dict[str, Any]

LAP_ESTIMATE_S = 300.0  # "until lap is pressed": five minutes, ours
UNTIL_HEART_RATE_ESTIMATE_S = 120.0  # ours
FREE_FRACTION = 0.75  # of CS: "free" is an easy run unless the workout is a test
SINGLE_PERCENT_HALF_WIDTH = 1  # "80%" is 79..81 %
SINGLE_BPM_HALF_WIDTH = 3
SINGLE_PACE_BAND = 0.01
SHORT_REP_S, SHORT_REP_M = 180.0, 800.0  # by effort where no Critical Speed is known
KM_M, MILE_M = 1000.0, 1609.344


def resolve(tree: Tree, paces: Paces, *, all_out: bool = False) -> list[Document]:
    """The steps of a tree for an athlete. `all_out`: free steps are run as fast as their length allows."""
    steps = [_resolve_part(part, paces, all_out=all_out) for part in tree]
    _name_intensities(steps)
    return steps


def tree_of(steps: list[Document]) -> Tree:
    """The tree that steps came from; foreign steps (no label) become paces, heart rates or "free"."""
    return tuple(_part_of(step) for step in steps)


def unrolled(steps: list[Document]) -> Iterator[Document]:
    """Every single step in the order it is run."""
    for step in steps:
        if step["kind"] == "repeat":
            for _ in range(step["count"]):
                yield from unrolled(step["steps"])
        else:
            yield step


def fractions(step: Document, paces: Paces) -> tuple[float, float]:
    """Mid target and fast edge of a single step as fractions of CS."""
    target = step["target"]
    if target["type"] == "pace":
        middle = (target["low_mps"] + target["high_mps"]) / 2 / paces.cs_mps
        return middle, target["high_mps"] / paces.cs_mps
    return step["planned_if"], step["planned_if"]


def watch_steps_count(steps: list[Document]) -> int:
    """How many FIT workout steps these are: a repeat is one more than its children."""
    return sum(1 + watch_steps_count(step["steps"]) if step["kind"] == "repeat" else 1 for step in steps)


def _resolve_part(part: Part, paces: Paces, *, all_out: bool) -> Document:
    if isinstance(part, Repeat):
        children = [_resolve_part(child, paces, all_out=all_out) for child in part.parts]
        return {"kind": "repeat", "count": part.count, "steps": children}
    return _resolve_step(part, paces, all_out=all_out)


def _resolve_step(step: Step, paces: Paces, *, all_out: bool) -> Document:
    target, fraction = _target(step.target, paces)
    if paces.heart_rate_only and target["type"] == "hr_zone" and _goes_by_effort(step):
        target = {"type": "none"}
    if step.target.kind == "free" and all_out:
        fraction = _all_out_fraction(step.amount, paces)
    document: Document = {
        "kind": "step",
        "intensity": "active",
        "duration": _duration(step.amount),
        "target": target,
        "planned_if": fraction,
        "planned_s": _planned_s(step.amount, fraction * paces.cs_mps),
        "label": target_text(step.target),
    }
    if step.cue:
        document["cue"] = step.cue
    if step.ramp:
        document["ramp"] = True
    return document


def _goes_by_effort(step: Step) -> bool:
    """Whether a heart rate would come too late: fast letters over less than three minutes or 800 m."""
    if step.target.letter not in ("T", "C", "V", "F", "G"):
        return False
    amount = step.amount
    return (amount.kind == "time" and amount.value < SHORT_REP_S) or (
        amount.kind == "distance" and amount.value < SHORT_REP_M
    )


def _duration(amount: Amount) -> Document:
    if amount.kind in ("time", "distance"):
        return {"type": amount.kind, "value": amount.value}
    if amount.kind == "lap":
        return {"type": "open"}
    return {"type": "open", "until": {amount.kind: round(amount.value)}}


def _planned_s(amount: Amount, speed_mps: float) -> float:
    if amount.kind == "time":
        return amount.value
    if amount.kind == "distance":
        return amount.value / speed_mps
    return LAP_ESTIMATE_S if amount.kind == "lap" else UNTIL_HEART_RATE_ESTIMATE_S


def _all_out_fraction(amount: Amount, paces: Paces) -> float:
    if amount.kind == "distance":
        time_s = race_time_s(amount.value, paces.cs_mps, paces.d_prime_m)
        return amount.value / time_s / paces.cs_mps
    return race_fraction(_planned_s(amount, paces.cs_mps), paces.cs_mps, paces.d_prime_m)


def _target(target: Target, paces: Paces) -> tuple[Document, float]:
    """The stored target and the fraction of CS it counts as."""
    by_effort = _effort_fraction(target)
    if by_effort is not None:
        return {"type": "none"}, by_effort
    if target.kind == "hr_zone":
        return {"type": "hr_zone", "zone": target.low}, HEART_RATE_FRACTION[target.low]
    if target.kind == "bpm":
        return _bpm(target, paces)
    if paces.heart_rate_only and target.kind in ("letter", "percent"):
        return _by_heart_rate(target)
    return _pace(*_speeds(target, paces), paces)


def _effort_fraction(target: Target) -> float | None:
    """The fraction of CS of what has no pace: free running, efforts, uphill, walking; None for all others."""
    if target.kind == "free":
        return FREE_FRACTION
    if target.kind == "rpe":
        return EFFORT_FRACTION[target.low]
    return {UPHILL: UPHILL_FRACTION, WALK: WALK_FRACTION}.get(target.letter)


def _bpm(target: Target, paces: Paces) -> tuple[Document, float]:
    low, high = target.low, target.high
    if low == high:
        low, high = low - SINGLE_BPM_HALF_WIDTH, high + SINGLE_BPM_HALF_WIDTH
    fraction = heart_rate_to_fraction((low + high) / 2, paces.hr_max_bpm)
    return {"type": "hr", "low_bpm": low, "high_bpm": high}, fraction


def _by_heart_rate(target: Target) -> tuple[Document, float]:
    """Without a CS: the zone of the heart that the letter or percentage stands for; sprints have none."""
    if target.letter == "X":
        return {"type": "none"}, UPHILL_FRACTION
    zone = (
        HEART_RATE_ZONE_OF_LETTER[target.letter]
        if target.kind == "letter"
        else heart_rate_zone((target.low + target.high) / 200)
    )
    return {"type": "hr_zone", "zone": zone}, HEART_RATE_FRACTION[zone]


def _speeds(target: Target, paces: Paces) -> tuple[float, float]:
    if target.kind == "letter":
        return paces.letter_speeds(target.letter)
    if target.kind == "percent":
        half = SINGLE_PERCENT_HALF_WIDTH if target.low == target.high else 0
        return (target.low - half) / 100 * paces.cs_mps, (target.high + half) / 100 * paces.cs_mps
    unit_m = KM_M if target.kind == "pace_km" else MILE_M
    band = SINGLE_PACE_BAND if target.low == target.high else 0.0
    return unit_m / target.high * (1 - band), unit_m / target.low * (1 + band)


def _pace(low_mps: float, high_mps: float, paces: Paces) -> tuple[Document, float]:
    middle = (low_mps + high_mps) / 2 / paces.cs_mps
    return {"type": "pace", "low_mps": low_mps, "high_mps": high_mps}, middle


def _name_intensities(steps: list[Document]) -> None:
    """Warm-up and cool-down are the easy ends of a workout of several parts; easy steps in repeats are recovery."""
    for position, step in enumerate(steps):
        if step["kind"] == "repeat":
            _name_recoveries(step["steps"])
        elif len(steps) > 1 and step["planned_if"] < EASY_BELOW:
            step["intensity"] = _end_name(position, len(steps))


def _end_name(position: int, count: int) -> str:
    if position == 0:
        return "warmup"
    return "cooldown" if position == count - 1 else "recovery"


def _name_recoveries(steps: list[Document]) -> None:
    fastest = max(_fraction_inside(step) for step in steps)
    for step in steps:
        if step["kind"] == "repeat":
            _name_recoveries(step["steps"])
        elif step["planned_if"] < EASY_BELOW and step["planned_if"] < fastest:
            step["intensity"] = "recovery"


def _fraction_inside(step: Document) -> float:
    if step["kind"] == "repeat":
        return max(_fraction_inside(child) for child in step["steps"])
    return float(step["planned_if"])


def _part_of(step: Document) -> Part:
    if step["kind"] == "repeat":
        return Repeat(step["count"], tuple(_part_of(child) for child in step["steps"]))
    target = _label_target(step["label"]) if step.get("label") else _foreign_target(step["target"])
    return Step(_amount_of(step["duration"]), target, step.get("cue", ""), ramp=bool(step.get("ramp")))


def _label_target(label: str) -> Target:
    (part,) = parse(f"1s {label}")
    if isinstance(part, Repeat):
        raise TypeError(f"the label {label!r} is not a target")
    return part.target


def _amount_of(duration: Document) -> Amount:
    if duration["type"] != "open":
        return Amount(duration["type"], float(duration["value"]))
    if "until" not in duration:
        return Amount("lap")
    ((kind, bpm),) = duration["until"].items()
    return Amount(kind, float(bpm))


def _foreign_target(target: Document) -> Target:
    if target["type"] == "pace":
        fast, slow = round(KM_M / target["high_mps"]), round(KM_M / target["low_mps"])
        return Target("pace_km", low=fast, high=slow)
    if target["type"] == "hr":
        return Target("bpm", low=target["low_bpm"], high=target["high_bpm"])
    if target["type"] == "hr_zone":
        return Target("hr_zone", low=target["zone"], high=target["zone"])
    return Target("free")
