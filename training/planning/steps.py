"""The steps of a workout for one athlete: the tree with its letters turned into speeds, as the plan stores them.

Beside what a plan needs, a step keeps `label` (the target as it was written), `cue` and `ramp` where there are any.
"""

from collections.abc import Iterator
from dataclasses import replace

from training.planning.notation import Amount, Part, Repeat, Step, Target, Tree
from training.planning.shorthand import parse
from training.planning.shorthand_text import target_text
from training.planning.step_records import Duration, Steps
from training.planning.step_records import Repeat as PlannedRepeat
from training.planning.step_records import Step as PlannedStep
from training.planning.step_records import Target as StepTarget
from training.planning.step_targets import KM_M, NO_TARGET, target_for
from training.planning.zones import EASY_BELOW, Paces, race_fraction, race_time_s

LAP_ESTIMATE_S = 300.0  # "until lap is pressed": five minutes, ours
UNTIL_HEART_RATE_ESTIMATE_S = 120.0  # ours
SHORT_REP_S, SHORT_REP_M = 180.0, 800.0  # by effort where no Critical Speed is known


def resolve(tree: Tree, paces: Paces, *, all_out: bool = False) -> Steps:
    """The steps of a tree for an athlete. `all_out`: free steps are run as fast as their length allows."""
    return _with_intensities(tuple(_resolve_part(part, paces, all_out=all_out) for part in tree))


def tree_of(steps: Steps) -> Tree:
    """The tree that steps came from; foreign steps (no label) become paces, heart rates or "free"."""
    return tuple(_part_of(step) for step in steps)


def unrolled(steps: Steps) -> Iterator[PlannedStep]:
    """Every single step in the order it is run."""
    for step in steps:
        if isinstance(step, PlannedRepeat):
            for _ in range(step.count):
                yield from unrolled(step.steps)
        else:
            yield step


def fractions(step: PlannedStep, paces: Paces) -> tuple[float, float]:
    """Mid target and fast edge of a single step as fractions of CS."""
    if step.target.type == "pace":
        low_mps, high_mps = step.target.pace_mps
        return (low_mps + high_mps) / 2 / paces.cs_mps, high_mps / paces.cs_mps
    return step.planned_if, step.planned_if


def watch_steps_count(steps: Steps) -> int:
    """How many FIT workout steps these are: a repeat is one more than its children."""
    return sum(1 + watch_steps_count(step.steps) if isinstance(step, PlannedRepeat) else 1 for step in steps)


def _resolve_part(part: Part, paces: Paces, *, all_out: bool) -> PlannedStep | PlannedRepeat:
    if isinstance(part, Repeat):
        children = (_resolve_part(child, paces, all_out=all_out) for child in part.parts)
        return PlannedRepeat("repeat", part.count, tuple(children))
    return _resolve_step(part, paces, all_out=all_out)


def _resolve_step(step: Step, paces: Paces, *, all_out: bool) -> PlannedStep:
    target, fraction = target_for(step.target, paces)
    if paces.heart_rate_only and target.type == "hr_zone" and _goes_by_effort(step):
        target = NO_TARGET
    if step.target.kind == "free" and all_out:
        fraction = _all_out_fraction(step.amount, paces)
    return PlannedStep(
        kind="step",
        intensity="active",
        duration=_duration(step.amount),
        target=target,
        planned_if=fraction,
        planned_s=_planned_s(step.amount, fraction * paces.cs_mps),
        label=target_text(step.target),
        cue=step.cue or None,
        ramp=step.ramp or None,
    )


def _goes_by_effort(step: Step) -> bool:
    """Whether a heart rate would come too late: fast letters over less than three minutes or 800 m."""
    if step.target.letter not in ("T", "C", "V", "F", "G"):
        return False
    amount = step.amount
    return (amount.kind == "time" and amount.value < SHORT_REP_S) or (
        amount.kind == "distance" and amount.value < SHORT_REP_M
    )


def _duration(amount: Amount) -> Duration:
    if amount.kind == "time" or amount.kind == "distance":  # noqa: PLR1714 - as mypy narrows it
        return Duration(amount.kind, amount.value)
    if amount.kind == "lap":
        return Duration("open")
    return Duration("open", until={amount.kind: round(amount.value)})


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


def _with_intensities(steps: Steps) -> Steps:
    """Warm-up and cool-down are the easy ends of a workout of several parts; easy steps in repeats are recovery."""
    return tuple(_with_intensity(step, position, len(steps)) for position, step in enumerate(steps))


def _with_intensity(
    step: PlannedStep | PlannedRepeat, position: int, count: int
) -> PlannedStep | PlannedRepeat:
    if isinstance(step, PlannedRepeat):
        return replace(step, steps=_with_recoveries(step.steps))
    if count > 1 and step.planned_if < EASY_BELOW:
        return replace(step, intensity=_end_name(position, count))
    return step


def _end_name(position: int, count: int) -> str:
    if position == 0:
        return "warmup"
    return "cooldown" if position == count - 1 else "recovery"


def _with_recoveries(steps: Steps) -> Steps:
    fastest = max(_fraction_inside(step) for step in steps)
    return tuple(_with_recovery(step, fastest) for step in steps)


def _with_recovery(step: PlannedStep | PlannedRepeat, fastest: float) -> PlannedStep | PlannedRepeat:
    if isinstance(step, PlannedRepeat):
        return replace(step, steps=_with_recoveries(step.steps))
    if step.planned_if < EASY_BELOW and step.planned_if < fastest:
        return replace(step, intensity="recovery")
    return step


def _fraction_inside(step: PlannedStep | PlannedRepeat) -> float:
    if isinstance(step, PlannedRepeat):
        return max(_fraction_inside(child) for child in step.steps)
    return step.planned_if


def _part_of(step: PlannedStep | PlannedRepeat) -> Part:
    if isinstance(step, PlannedRepeat):
        return Repeat(step.count, tuple(_part_of(child) for child in step.steps))
    target = _label_target(step.label) if step.label else foreign_target(step.target)
    return Step(amount_of(step.duration), target, step.cue or "", ramp=bool(step.ramp))


def _label_target(label: str) -> Target:
    (part,) = parse(f"1s {label}")
    if isinstance(part, Repeat):
        raise TypeError(f"the label {label!r} is not a target")
    return part.target


def amount_of(duration: Duration) -> Amount:
    """How long a step is, as shorthand says it."""
    if duration.type != "open":
        return Amount(duration.type, float(duration.value or 0.0))
    if not duration.until:
        return Amount("lap")
    ((kind, bpm),) = duration.until.items()
    return Amount("hr_below" if kind == "hr_below" else "hr_above", float(bpm))


def foreign_target(target: StepTarget) -> Target:
    """The target of a step without a label, as shorthand says it."""
    if target.type == "pace":
        low_mps, high_mps = target.pace_mps
        return Target("pace_km", low=round(KM_M / high_mps), high=round(KM_M / low_mps))
    if target.type == "hr":
        low_bpm, high_bpm = target.heart_rate_bpm
        return Target("bpm", low=round(low_bpm), high=round(high_bpm))
    if target.type == "hr_zone" and target.zone is not None:
        return Target("hr_zone", low=target.zone, high=target.zone)
    return Target("free")
