"""A plan from what the generator chose: nested (the truth, schema runlab.plan/1) and flat (derived, one row a workout).

`flat` is a pure function of the nested plan, so that the two can be compared and the flat one made again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from runners.physiology.sentences import stored_sentences
from training.planning import records
from training.planning.expectation import Expected
from training.planning.explain import Story
from training.planning.generator import Candidate
from training.planning.input_document import input_document, input_hash
from training.planning.inputs import PlanInput
from training.planning.menu import Planned
from training.planning.periodization import PHASE_NAMES, Week
from training.planning.projection import with_projection
from training.planning.reach import reach_remarks
from training.planning.records import Block, Day, GivenPlan, Note, Plan, Steps, Workout, as_plan
from training.planning.shorthand import parse
from training.planning.shorthand_text import text_of
from training.planning.steps import resolve, tree_of

__all__ = ["ALL_OUT_ROLES", "SCHEMA", "expected_fields", "flat", "nested", "new_workout", "plan_without_days"]

Row = dict[str, Any]  # of the flat plan

SCHEMA = "runlab.plan/1"
ALL_OUT_ROLES = ("test", "race")  # run as fast as their length allows
WORKOUT_FLAT_FIELDS = (
    "id",
    "workout_id",
    "name",
    "role",
    "expected_s",
    "expected_m",
    "expected_rtss",
    "state",
    "locked",
)


def nested(plan_input: PlanInput, candidate: Candidate, version: int = 1) -> Plan:
    """The nested plan of a candidate."""
    digest = input_hash(plan_input)
    plan = plan_without_days(
        plan_input,
        version=version,
        input_hash=digest,
        strategy={
            "code": candidate.strategy.code,
            "text": str(candidate.strategy.text),
            "gives_up": str(candidate.strategy.gives_up),
        },
        sentences=stored_sentences([candidate.strategy.text, candidate.strategy.gives_up]),
        remarks=[
            remark.document() for remark in (*plan_input.remarks, *reach_remarks(plan_input, candidate.draft))
        ],
    )
    return with_projection(replace(plan, blocks=_Builder(plan_input, candidate, digest).blocks()))


def plan_without_days(plan_input: PlanInput, **fields: Any) -> Plan:
    """A draft of version 1 with what its input says and the fields given, as documents; blocks are still to come."""
    head = {"schema": SCHEMA, "version": 1, "status": "draft", "blocks": []}
    return Plan.from_document(head | input_document(plan_input) | fields)


class _Builder:
    def __init__(self, plan_input: PlanInput, candidate: Candidate, digest: str) -> None:
        self.input = plan_input
        self.draft = candidate.draft
        self.story = Story(plan_input, candidate.draft.days)
        self.digest = digest

    def blocks(self) -> tuple[Block, ...]:
        by_block = groupby(self.draft.frame.weeks, key=lambda week: (week.block, week.phase))
        return tuple(
            Block(index, PHASE_NAMES[phase], tuple(map(self._week, weeks)))
            for (index, phase), weeks in by_block
        )

    def _week(self, week: Week) -> records.Week:
        days = tuple(self._day(day, week) for day in week.days)
        load = sum(workout.expected_rtss for day in days for workout in day.workouts)
        return records.Week(week.index, week.kind, days[0].date, days, target_rtss=load)

    def _day(self, index: int, week: Week) -> Day:
        date = self.input.day(index)
        seconds = 0.0 if date in self.input.blackouts else self.input.availability.seconds_of(date)
        chosen = enumerate(self.draft.days[index])
        return Day(date, seconds, tuple(self._workout(index, n, week, planned) for n, planned in chosen))

    def _workout(self, index: int, number: int, week: Week, planned: Planned) -> Workout:
        if planned.kept is not None:
            return planned.kept
        why = tuple(map(Note.of, self.story.reasons(index, week, planned)))
        steps = resolve(parse(planned.text), self.input.paces, all_out=planned.role in ALL_OUT_ROLES)
        return new_workout(self._id(index, number), planned, why, steps)

    def _id(self, index: int, number: int) -> str:
        """A workout's id follows from the input and its place, so that the same input gives the same plan."""
        text = f"{self.digest}/{self.input.day(index).isoformat()}/{number}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def new_workout(workout_id: str, planned: Planned, why: tuple[Note, ...], steps: Steps) -> Workout:
    """A planned workout as a draft holds it."""
    return Workout(
        id=workout_id,
        workout_id=planned.workout_id,
        name=planned.name,
        role=planned.role,
        state="draft",
        locked=False,
        **expected_fields(planned.expected, planned.role),
        why=why,
        steps=steps,
    )


def expected_fields(expected: Expected, role: str) -> dict[str, Any]:
    """The expected_* fields and the lowest D' balance, which tests and races do not have."""
    return {
        "expected_s": expected.s,
        "expected_m": expected.m,
        "expected_rtss": expected.rtss,
        "d_bal_min_m": None if role in ALL_OUT_ROLES else max(0.0, expected.d_bal_m),
    }


def flat(plan: GivenPlan) -> list[Row]:
    """The flat documents of a nested plan: one a workout, and one of role "rest" for a day without."""
    return list(_flat_rows(as_plan(plan)))


def _flat_rows(plan: Plan) -> Iterator[Row]:
    for block in plan.blocks:
        for week in block.weeks:
            for day in week.days:
                place = {
                    "plan_id": plan.plan_id,
                    "runner_id": plan.runner_id,
                    "version": plan.version,
                    "date": day.date.isoformat(),
                    "block": block.index,
                    "week": week.index,
                }
                rows = [_flat_workout(workout) for workout in day.workouts] or [_flat_rest(plan, day)]
                yield from (place | row for row in rows)


def _flat_workout(workout: Workout) -> Row:
    return {
        **{name: getattr(workout, name) for name in WORKOUT_FLAT_FIELDS},
        "shorthand": text_of(tree_of(workout.steps)),
        "session_id": workout.session_id,
        "compliance": workout.extra.get("compliance"),
    }


def _flat_rest(plan: Plan, day: Day) -> Row:
    return {
        "id": f"{plan.plan_id}/{day.date}/rest",
        "workout_id": None,
        "name": "Rest",
        "role": "rest",
        "expected_s": 0.0,
        "expected_m": 0.0,
        "expected_rtss": 0.0,
        "state": "draft",
        "locked": False,
        "shorthand": "",
        "session_id": None,
        "compliance": None,
    }
