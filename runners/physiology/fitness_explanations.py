"""Why a day's fitness, fatigue, form, ramp, monotony and strain are what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.physiology.explanation_parts import Explanation, Given
from runners.physiology.runner_formulas import RUNNER_FORMULAS
from runners.physiology.texts import day_text
from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, RAMP_DAYS, smoothing_factor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.physiology.fitness_records import FitnessDay

__all__ = ["explain_fitness_day"]


def explain_fitness_day(
    row: FitnessDay, past: Sequence[FitnessDay], *, seed: float = 0.0
) -> tuple[Explanation, ...]:
    """CTL, ATL, TSB, ramp, monotony and strain of a day, from its row and those before it (a week of them is enough).

    seed: what CTL and ATL began at; used where the history begins within the past seven days.
    """
    yesterday = past[-1] if past else None
    ctl, atl = (yesterday.ctl, yesterday.atl) if yesterday else (seed, seed)
    week_ago = past[-RAMP_DAYS].ctl if len(past) >= RAMP_DAYS else seed
    return (
        _average("ctl", row.ctl, ctl, row, CTL_DAYS),
        _average("atl", row.atl, atl, row, ATL_DAYS),
        Explanation(
            RUNNER_FORMULAS["tsb"],
            row.tsb,
            f"Form {row.tsb:+.0f} this morning.",
            (Given("Fitness yesterday", ctl, "rTSS a day"), Given("Fatigue yesterday", atl, "rTSS a day")),
            (),
            f"{ctl:.1f} - {atl:.1f} = {row.tsb:.1f}",
            None,
            (row.state,),
        ),
        _ramp(row, week_ago),
        *_week(row, [*past[-6:], row]),
        _estimated(row),
    )


def _average(figure: str, after: float, before: float, row: FitnessDay, days: float) -> Explanation:
    weight = smoothing_factor(days)
    name = "Fitness" if figure == "ctl" else "Fatigue"
    return Explanation(
        RUNNER_FORMULAS[figure],
        after,
        f"{name} {after:.0f} this evening, {before:.0f} yesterday, with a load of {row.load:.0f} today.",
        (
            Given(f"{name} yesterday", before, "rTSS a day"),
            Given("Load that day", row.load, "rTSS", "days", row.day.isoformat()),
        ),
        (),
        f"{before:.1f} + ({row.load:.1f} - {before:.1f}) * {weight:.4f} = {after:.1f}",
        _guesswork(row),
        (row.state,),
    )


def _guesswork(row: FitnessDay) -> str | None:
    estimated = f"{row.estimated_share:.0%} of 28 days' load is estimated" if row.estimated_share else ""
    unknown = f"sessions without a load: {row.unknown_sessions_28d}" if row.unknown_sessions_28d else ""
    return "; ".join(part for part in (estimated, unknown) if part) or None


def _ramp(row: FitnessDay, week_ago: float) -> Explanation:
    if row.ramp is None:
        return Explanation(
            RUNNER_FORMULAS["ramp"], None, "Needs seven days of history.", (), (), "", None, (row.state,)
        )
    return Explanation(
        RUNNER_FORMULAS["ramp"],
        row.ramp,
        f"Fitness {row.ramp:+.1f} in a week.",
        (Given("Fitness today", row.ctl, "rTSS a day"), Given("Fitness a week ago", week_ago, "rTSS a day")),
        (),
        f"{row.ctl:.1f} - {week_ago:.1f} = {row.ramp:.1f}",
        None,
        (row.state,),
    )


def _estimated(row: FitnessDay) -> Explanation:
    """A month without load has no share of it."""
    share = row.estimated_share
    value = None if share is None else 100 * share
    said = "No load in 28 days." if value is None else f"{value:.0f} % of 28 days' load is estimated."
    unknown = (Given("Sessions without a load in 28 days", float(row.unknown_sessions_28d)),)
    expression = "" if value is None else "estimated load / load of 28 days"
    return Explanation(RUNNER_FORMULAS["estimated_share"], value, said, unknown, (), expression, None)


def _week(row: FitnessDay, week: Sequence[FitnessDay]) -> tuple[Explanation, Explanation]:
    loads = tuple(Given(day_text(day.day), day.load, "rTSS", "days", day.day.isoformat()) for day in week)
    if row.monotony is None or row.strain is None:
        said = "Needs seven days of history."
        return (
            Explanation(RUNNER_FORMULAS["monotony"], None, said, loads, (), "", None),
            Explanation(RUNNER_FORMULAS["strain"], None, said, loads, (), "", None),
        )
    total = sum(day.load for day in week)
    return (
        Explanation(
            RUNNER_FORMULAS["monotony"],
            row.monotony,
            f"Monotony {row.monotony:.1f} over the last seven days.",
            loads,
            (),
            f"mean {total / len(week):.1f} / standard deviation = {row.monotony:.2f}, at most 10",
            None,
        ),
        Explanation(
            RUNNER_FORMULAS["strain"],
            row.strain,
            f"Strain {row.strain:.0f} over the last seven days.",
            loads,
            (),
            f"{total:.0f} * {row.monotony:.2f} = {row.strain:.0f}",
            None,
        ),
    )
