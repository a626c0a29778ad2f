"""The plan as documents: nested (the truth, schema runlab.plan/1) and flat (derived, one row a planned workout).

`flat` is a pure function of the nested document, so that the two can be compared and the flat one made again.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from runners.physiology.sentences import stored_sentences
from training.planning.expectation import Expected
from training.planning.explain import Story
from training.planning.generator import Candidate
from training.planning.inputs import PlanInput
from training.planning.menu import Planned
from training.planning.periodization import PHASE_NAMES, Week
from training.planning.projection import fill_projection
from training.planning.reach import reach_remarks
from training.planning.shorthand import parse
from training.planning.shorthand_text import text_of
from training.planning.steps import resolve, tree_of

Document = dict[str, Any]

SCHEMA = "runlab.plan/1"
ENGINE_VERSION = "planning@4"
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


def input_document(plan_input: PlanInput) -> Document:
    """The input as the nested document names it: what `read_input` reads."""
    athlete, paces = plan_input.athlete, plan_input.paces
    document: Document = {
        "plan_id": plan_input.plan_id,
        "runner_id": plan_input.runner_id,
        "start_date": plan_input.start.isoformat(),
        "goal": {
            "kind": plan_input.kind,
            "distance_m": plan_input.distance_m,
            "race_date": plan_input.race_day.isoformat(),
            "target_s": plan_input.target_s,
        },
        "athlete": {
            "cs_mps": paces.cs_mps,
            "d_prime_m": paces.d_prime_m,
            "cs_assumed": paces.heart_rate_only,
            "experience": athlete.experience,
            "ctl0": athlete.ctl0,
            "atl0": athlete.atl0,
            "history": [
                {"date": run.day.isoformat(), "m": run.distance_m, "rtss": run.rtss}
                for run in athlete.history
            ],
        },
        "availability": {
            "max_s_by_weekday": list(plan_input.availability.max_s_by_weekday),
            "long_run_weekday": plan_input.availability.long_run_weekday,
            "max_sessions_per_day": plan_input.availability.max_sessions_per_day,
            **_exceptions(plan_input),
        },
        "constraints": {
            "blackout_dates": sorted(day.isoformat() for day in plan_input.blackouts),
            "no_quality": sorted(day.isoformat() for day in plan_input.no_quality),
            "races": [
                {"date": race.day.isoformat(), "distance_m": race.distance_m, "priority": race.priority}
                for race in plan_input.races
            ],
        },
        "loading": plan_input.loading,
        "taper_weeks": plan_input.taper_weeks,
    }
    document["athlete"] |= _optional(plan_input)
    return document


def _exceptions(plan_input: PlanInput) -> Document:
    """Dates with other seconds than their weekday's, where there are any."""
    found = {day.isoformat(): seconds for day, seconds in sorted(plan_input.availability.exceptions.items())}
    return {"exceptions": found} if found else {}


def _optional(plan_input: PlanInput) -> Document:
    """What an athlete may have beside the usual."""
    athlete = plan_input.athlete
    found: Document = {}
    if athlete.hr_max_bpm is not None:
        found["hr_max_bpm"] = athlete.hr_max_bpm
    if athlete.vdot is not None:
        found["vdot"] = athlete.vdot
    if athlete.age is not None:
        found["age"] = athlete.age
    if not athlete.masters_spacing:
        found["masters_spacing"] = False
    if athlete.is_injured:
        found["injured"] = True
    if athlete.model.is_calibrated:
        model = athlete.model
        found["impulse_response"] = {
            "p0": model.p0,
            "k1": model.k1,
            "k2": model.k2,
            "tau1_days": model.tau1_days,
            "tau2_days": model.tau2_days,
            "is_calibrated": True,
        }
    return found


def input_hash(plan_input: PlanInput) -> str:
    """SHA-256 of the input and the engine's version: equal hashes mean equal plans."""
    text = json.dumps([ENGINE_VERSION, input_document(plan_input)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def nested(plan_input: PlanInput, candidate: Candidate, version: int = 1) -> Document:
    """The nested document of a candidate."""
    digest = input_hash(plan_input)
    builder = _Builder(plan_input, candidate, digest)
    document = {
        "schema": SCHEMA,
        "version": version,
        "status": "draft",
        "input_hash": digest,
        **input_document(plan_input),
        "blocks": builder.blocks(),
        "strategy": {
            "code": candidate.strategy.code,
            "text": str(candidate.strategy.text),
            "gives_up": str(candidate.strategy.gives_up),
        },
        "sentences": stored_sentences([candidate.strategy.text, candidate.strategy.gives_up]),
        "remarks": [
            remark.document() for remark in (*plan_input.remarks, *reach_remarks(plan_input, candidate.draft))
        ],
    }
    fill_projection(document)
    return document


class _Builder:
    def __init__(self, plan_input: PlanInput, candidate: Candidate, digest: str) -> None:
        self.input = plan_input
        self.draft = candidate.draft
        self.story = Story(plan_input, candidate.draft.days)
        self.digest = digest

    def blocks(self) -> list[Document]:
        blocks: list[Document] = []
        for week in self.draft.frame.weeks:
            if not blocks or blocks[-1]["index"] != week.block:
                blocks.append({"index": week.block, "type": PHASE_NAMES[week.phase], "weeks": []})
            blocks[-1]["weeks"].append(self._week(week))
        return blocks

    def _week(self, week: Week) -> Document:
        days = [self._day(day, week) for day in week.days]
        rtss, seconds = (
            sum(workout[key] for day in days for workout in day["workouts"])
            for key in ("expected_rtss", "expected_s")
        )
        return {
            "index": week.index,
            "kind": week.kind,
            "start_date": days[0]["date"],
            "target_rtss": rtss,
            "planned_rtss": rtss,
            "planned_s": seconds,
            "days": days,
        }

    def _day(self, index: int, week: Week) -> Document:
        date = self.input.day(index)
        blocked = date in self.input.blackouts
        return {
            "date": date.isoformat(),
            "max_s": 0.0 if blocked else self.input.availability.seconds_of(date),
            "workouts": [
                self._workout(index, number, week, planned)
                for number, planned in enumerate(self.draft.days[index])
            ],
        }

    def _workout(self, index: int, number: int, week: Week, planned: Planned) -> Document:
        if planned.document is not None:
            return dict(planned.document)
        why = self.story.reasons(index, week, planned)
        return workout_document(
            self._id(index, number),
            planned,
            [reason.to_document() for reason in why],
            resolve(parse(planned.text), self.input.paces, all_out=planned.role in ("test", "race")),
        )

    def _id(self, index: int, number: int) -> str:
        """A workout's id follows from the input and its place, so that the same input gives the same plan."""
        text = f"{self.digest}/{self.input.day(index).isoformat()}/{number}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def workout_document(
    workout_id: str, planned: Planned, why: list[Document], steps: list[Document]
) -> Document:
    """A planned workout as the nested document stores it."""
    return {
        "id": workout_id,
        "workout_id": planned.workout_id,
        "name": planned.name,
        "role": planned.role,
        "state": "draft",
        "locked": False,
        **expected_fields(planned.expected, planned.role),
        "why": why,
        "steps": steps,
    }


def expected_fields(expected: Expected, role: str) -> Document:
    """The expected_* fields and the lowest D' balance, which tests and races do not have."""
    return {
        "expected_s": expected.s,
        "expected_m": expected.m,
        "expected_rtss": expected.rtss,
        "d_bal_min_m": None if role in ("test", "race") else max(0.0, expected.d_bal_m),
    }


def days_of(document: Document) -> Iterator[tuple[Document, Document, Document]]:
    """Each (block, week, day) of a nested plan in order."""
    for block in document["blocks"]:
        for week in block["weeks"]:
            for day in week["days"]:
                yield block, week, day


def find_workout(document: Document, workout_id: str) -> tuple[Document, Document] | None:
    """(day, workout) of a nested plan by the workout's id; None where it has none such."""
    return next(
        (
            (day, workout)
            for _, _, day in days_of(document)
            for workout in day["workouts"]
            if workout["id"] == workout_id
        ),
        None,
    )


def flat(document: Document) -> list[Document]:
    """The flat documents of a nested plan: one a workout, and one of role "rest" for a day without."""
    rows: list[Document] = []
    for block, week, day in days_of(document):
        place = {
            "plan_id": document["plan_id"],
            "runner_id": document["runner_id"],
            "version": document["version"],
            "date": day["date"],
            "block": block["index"],
            "week": week["index"],
        }
        rows += [place | _flat_workout(workout) for workout in day["workouts"]] or [
            place | _flat_rest(document, day)
        ]
    return rows


def _flat_workout(workout: Document) -> Document:
    return {
        **{key: workout[key] for key in WORKOUT_FLAT_FIELDS},
        "shorthand": text_of(tree_of(workout["steps"])),
        "session_id": workout.get("session_id"),
        "compliance": workout.get("compliance"),
    }


def _flat_rest(document: Document, day: Document) -> Document:
    return {
        "id": f"{document['plan_id']}/{day['date']}/rest",
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
