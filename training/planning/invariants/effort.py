"""Invariants of single workouts: intensity, D', load, steps, reasons, repetition (19-22, 29-31)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from training.planning.invariants.reading import Reading, Violation
from training.planning.step_records import Repeat, Step, Steps
from training.planning.steps import unrolled, watch_steps_count
from training.planning.words import WORDS
from training.planning.workout_records import Workout

FIRST_THRESHOLD = 0.823
LEAST_EASY, MOST_HIGH = 0.70, 0.12
MOST_WATCH_STEPS = 50


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch: seconds, and fraction of CS at mid target and at the fast edge."""

    seconds: float
    middle: float
    edge: float


def _pieces(plan: Reading, workout: Workout) -> list[_Piece]:
    cs = plan.athlete.cs_mps
    return [_piece(step, cs) for step in unrolled(workout.steps)]


def _piece(step: Step, cs: float) -> _Piece:
    target, duration = step.target, step.duration
    if target.type == "pace":
        low_mps, high_mps = target.pace_mps
        middle, edge = (low_mps + high_mps) / (2 * cs), high_mps / cs
    else:
        middle = edge = step.planned_if
    value = duration.value or 0.0
    if duration.type == "distance":
        return _Piece(value / (middle * cs), middle, edge)
    return _Piece(value or step.planned_s, middle, edge)


def block_intensity(plan: Reading) -> Iterator[Violation]:
    """19: of a block's time at least 70 % below the first threshold, at most 12 % above CS."""
    for block in plan.plan.blocks:
        pieces = [
            piece
            for week in block.weeks
            for day in week.days
            for workout in day.workouts
            if workout.role not in ("race", "test")
            for piece in _pieces(plan, workout)
        ]
        total = math.fsum(piece.seconds for piece in pieces)
        easy = math.fsum(piece.seconds for piece in pieces if piece.middle < FIRST_THRESHOLD)
        high = math.fsum(piece.seconds for piece in pieces if piece.middle > 1)
        if easy < LEAST_EASY * total or high > MOST_HIGH * total:
            yield Violation(
                "I19",
                block.type,
                WORDS.say("broken_intensity", easy_share=easy / total, high_share=high / total),
            )


def single_workouts(plan: Reading) -> Iterator[Violation]:
    """20, 21, 22, 29, 30: each workout by itself."""
    seen: set[str] = set()
    for day in plan.days:
        for workout in day.workouts:
            where = day.day.isoformat()
            if workout.id in seen:
                yield Violation("I30", where, WORDS.say("broken_twice", workout_id=workout.id))
            seen.add(workout.id)
            if not workout.why or any(not reason.code or not reason.text for reason in workout.why):
                yield Violation("I30", where, WORDS.say("broken_no_reason", workout_id=workout.workout_id))
            yield from _sums(plan, where, workout)
            yield from _balance(plan, where, workout)
            yield from _steps(plan, where, workout.steps, 0)


def _sums(plan: Reading, where: str, workout: Workout) -> Iterator[Violation]:
    cs, pieces = plan.athlete.cs_mps, _pieces(plan, workout)
    seconds = math.fsum(piece.seconds for piece in pieces)
    metres = math.fsum(piece.seconds * piece.middle * cs for piece in pieces)
    for field, expected, value in (
        ("expected_s", workout.expected_s, seconds),
        ("expected_m", workout.expected_m, metres),
    ):
        if abs(expected - value) > 2 + 0.01 * value:
            yield Violation(
                "I22",
                where,
                WORDS.say(
                    "broken_sum", workout_id=workout.workout_id, field=field, stored=expected, steps_sum=value
                ),
            )
    least = math.fsum(piece.seconds * piece.middle**2 for piece in pieces) / 36
    most = math.sqrt(seconds * math.fsum(piece.seconds * piece.middle**4 for piece in pieces)) / 36
    if not 0.97 * least - 0.5 <= workout.expected_rtss <= 1.03 * most + 0.5:
        yield Violation(
            "I21",
            where,
            WORDS.say("broken_rtss", rtss=workout.expected_rtss, least_rtss=least, most_rtss=most),
        )


def _balance(plan: Reading, where: str, workout: Workout) -> Iterator[Violation]:
    if workout.role in ("test", "race"):
        return
    d_prime, pieces = plan.athlete.d_prime_m, _pieces(plan, workout)
    middle = _lowest(plan, [(piece.seconds, piece.middle) for piece in pieces])
    by_distance = _lowest(plan, [(p.seconds * p.middle / p.edge, p.edge) for p in pieces])
    by_time = _lowest(plan, [(piece.seconds, piece.edge) for piece in pieces])
    if middle < 0.15 * d_prime or min(by_time, by_distance) < 0:
        lowest = min(by_time, by_distance)
        yield Violation(
            "I20",
            where,
            WORDS.say("broken_w_prime", workout_id=workout.workout_id, middle_m=middle, edge_m=lowest),
        )


def _lowest(plan: Reading, pieces: list[tuple[float, float]]) -> float:
    """The lowest D' balance (m), by the exact solution on each piece."""
    cs, d_prime = plan.athlete.cs_mps, plan.athlete.d_prime_m
    deficit = deepest = 0.0
    for seconds, fraction in pieces:
        above = (fraction - 1) * cs * seconds
        deficit = deficit + above if above > 0 else deficit * math.exp(above / d_prime)
        deepest = max(deepest, deficit)
    return d_prime - deepest


def _steps(plan: Reading, where: str, steps: Steps, depth: int) -> Iterator[Violation]:
    if depth == 0 and (not steps or watch_steps_count(steps) > MOST_WATCH_STEPS):
        yield Violation("I29", where, WORDS.say("broken_steps_count", steps_count=watch_steps_count(steps)))
    for step in steps:
        if not isinstance(step, Repeat):
            yield from _bounds(plan, where, step)
            continue
        if not 1 <= step.count <= 99 or not step.steps or depth == 2:
            yield Violation(
                "I29", where, WORDS.say("broken_repeat", repeats_count=step.count, depth=depth + 1)
            )
        yield from _steps(plan, where, step.steps, depth + 1)


def _bounds(plan: Reading, where: str, step: Step) -> Iterator[Violation]:
    value, target = step.duration.value or 0.0, step.target
    bounds = {"time": (5, 21_600), "distance": (50, 250_000)}.get(step.duration.type)
    if bounds and not bounds[0] <= value <= bounds[1]:
        yield Violation("I29", where, WORDS.say("broken_duration", kind=step.duration.type, value=value))
    cs = plan.athlete.cs_mps
    if target.type == "pace":
        low_mps, high_mps = target.pace_mps
        if not 0.4 * cs <= low_mps < high_mps <= 1.6 * cs:
            yield Violation("I29", where, WORDS.say("broken_pace", low_mps=low_mps, high_mps=high_mps))
    if target.type == "hr":
        low_bpm, high_bpm = target.heart_rate_bpm
        if not 60 <= low_bpm < high_bpm <= 230:
            yield Violation("I29", where, WORDS.say("broken_heart_rate", low_bpm=low_bpm, high_bpm=high_bpm))


def repetition(plan: Reading) -> Iterator[Violation]:
    """31: the same quality workout not twice within six days."""
    last: dict[str, int] = {}
    for day in plan.days:
        for workout in day.workouts:
            if workout.role != "quality":
                continue
            gap = day.index - last.get(workout.workout_id, -99)
            if gap < 6:
                yield Violation(
                    "I31",
                    day.day.isoformat(),
                    WORDS.say("broken_repetition", workout_id=workout.workout_id, days_count=gap),
                )
            last[workout.workout_id] = day.index


CHECKS = (block_intensity, single_workouts, repetition)
