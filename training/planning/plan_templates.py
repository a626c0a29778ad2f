"""A plan without athlete and dates, and such a plan made again for an athlete, a race day and a level.

A template counts its weeks back from the race. Made again, workouts get the athlete's paces; the level moves library
workouts by a quarter of their range and easy and long parts by a tenth of their length; a workout that falls on a closed
day moves within its week or goes; what is longer than the day allows is shortened; what W' does not carry is replaced by
the nearest that it does. The plan's remarks name each of these changes.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from runners.physiology.sentences import stored_sentences
from training.planning import records, sizing
from training.planning.document import ALL_OUT_ROLES, new_workout, plan_without_days
from training.planning.edits import scaled
from training.planning.expectation import expected_of_text
from training.planning.input_document import input_document
from training.planning.inputs import PlanInput
from training.planning.library import LEVELS, LIBRARY
from training.planning.menu import Menu, Planned
from training.planning.plan_warnings import warnings_of
from training.planning.projection import forecast, with_projection
from training.planning.records import Block, Day, Note, Plan, Workout
from training.planning.shorthand import parse
from training.planning.shorthand_text import text_of
from training.planning.steps import resolve, tree_of
from training.planning.template_records import (
    TEMPLATE_SCHEMA,
    Template,
    TemplateBlock,
    TemplateGoal,
    TemplateWeek,
    TemplateWorkout,
)
from training.planning.words import WORDS

__all__ = ["LEVEL_SHIFTS", "plan_from_template", "template_of"]


LEVEL_SHIFTS = (-2, -1, 0, 1, 2)
LEVEL_STEP = 0.25
LENGTH_STEP = 0.1
WEEK_DAYS = 7
HARD_ROLES = ("quality", "long", "test", "race")
SHORTEST_SCALE = 0.3
SHORTENINGS = 4  # each shortens what was left too long, since parts that are repeated keep their length
SHORTENING_MARGIN = 0.02


def template_of(plan: Plan) -> Template:
    """The weeks of a plan without dates, paces and side races; the goal race is the last day's."""
    return Template(
        schema=TEMPLATE_SCHEMA,
        goal=TemplateGoal(plan.goal.kind, plan.goal.distance_m),
        loading=plan.loading,
        weeks=tuple(_template_week(block, week) for block in plan.blocks for week in block.weeks),
    )


def _template_week(block: Block, week: records.Week) -> TemplateWeek:
    days = (tuple(_template_workout(one) for one in day.workouts if one.role != "race") for day in week.days)
    return TemplateWeek(
        block=TemplateBlock(block.index, block.type),
        kind=week.kind,
        planned_rtss=week.planned_rtss,
        planned_s=week.planned_s,
        days=tuple(days),
    )


def _template_workout(workout: Workout) -> TemplateWorkout:
    return TemplateWorkout(
        workout_id=workout.workout_id,
        name=workout.name,
        role=workout.role,
        shorthand=text_of(tree_of(workout.steps)),
        note=workout.note or "",
    )


def plan_from_template(template: Template, plan_input: PlanInput, name: str, level_shift: int = 0) -> Plan:
    """The draft of a template for an athlete, with forecast and remarks.

    `plan_input` says whose, from when, to which race; a template longer than that begins later, a shorter one leaves
    the first days free of workouts. `level_shift`: -2..2.
    """
    return _Maker(template, plan_input, name, level_shift).plan()


@dataclass(slots=True)
class _Week:
    """A week of the plan to be: dates, and the template's workouts on them."""

    source: TemplateWeek
    days: list[tuple[date, list[TemplateWorkout]]] = field(default_factory=list)


class _Maker:
    def __init__(self, template: Template, plan_input: PlanInput, name: str, level_shift: int) -> None:
        self.template = template
        self.input = plan_input
        self.name = name
        self.shift = level_shift
        self.menu = Menu(plan_input.paces)
        self.remarks: list[dict[str, Any]] = [remark.document() for remark in plan_input.remarks]

    def plan(self) -> Plan:
        """Weeks first, then the sums and the projection, then what must be said."""
        blocks = self._blocks()
        strategy = WORDS.say("strategy_template", template=self.name)
        draft = plan_without_days(
            self.input,
            input_hash=self._digest(),
            strategy={"code": "template", "text": str(strategy)},
            sentences=stored_sentences([strategy]),
            remarks=self.remarks,
            gives_up=[],
        )
        plan = with_projection(replace(draft, blocks=blocks))
        plan = plan.with_weeks(lambda week: replace(week, target_rtss=week.planned_rtss))
        broken = (
            Note.of(WORDS.say(f"rule_{found['code']}", what=found["text"])) for found in warnings_of(plan)
        )
        return replace(plan, forecast=forecast(plan).record, remarks=(*(plan.remarks or ()), *broken))

    def _digest(self) -> str:
        text = json.dumps(
            [self.template.to_document(), self.shift, input_document(self.input)], sort_keys=True
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def _blocks(self) -> tuple[Block, ...]:
        numbered = enumerate(list(self._weeks()))
        by_block = groupby(numbered, key=lambda one: (one[1].source.block.index, one[1].source.block.type))
        return tuple(
            Block(number, block_type, tuple(self._week(index, week) for index, week in weeks))
            for number, ((_, block_type), weeks) in enumerate(by_block)
        )

    def _weeks(self) -> Iterator[_Week]:
        """The template's days on their dates, counted back from the race; days before the template are free."""
        dated: dict[date, tuple[int, tuple[TemplateWorkout, ...]]] = {}
        day = self.input.race_day
        for number, source in reversed(list(enumerate(self.template.weeks))):
            for workouts in reversed(source.days):
                dated[day] = (number, workouts)
                day -= timedelta(days=1)
        weeks: list[_Week] = []
        for offset in range(self.input.days_count):
            day = self.input.day(offset)
            number, workouts = dated.get(day, (0, ()))
            source = self.template.weeks[number]
            opens = (self.input.race_day - day).days % WEEK_DAYS == WEEK_DAYS - 1
            if not weeks or opens:
                weeks.append(_Week(source))
            weeks[-1].days.append((day, list(workouts)))
        for week in weeks:
            self._clear_closed_days(week)
            yield week

    def _clear_closed_days(self, week: _Week) -> None:
        for place, (day, workouts) in enumerate(week.days):
            if workouts and self._seconds(day) == 0 and day != self.input.race_day:
                target = self._free_day(week, place, is_hard=_is_hard(workouts))
                names = [workout.name for workout in workouts]
                if target is None:
                    self._remark("dropped", workouts=names, day=day)
                else:
                    to_day, there = week.days[target]
                    there.extend(workouts)
                    self._remark("moved", workouts=names, day=day, to_day=to_day)
                workouts.clear()

    def _free_day(self, week: _Week, place: int, *, is_hard: bool) -> int | None:
        """The nearest open day of the week without a workout; for hard ones not beside another hard day."""

        def fits(other: int) -> bool:
            day, workouts = week.days[other]
            if workouts or self._seconds(day) == 0 or day >= self.input.race_day - timedelta(days=2):
                return False
            around = [n for n in (other - 1, other + 1) if 0 <= n < len(week.days) and n != place]
            return not (is_hard and any(_is_hard(week.days[n][1]) for n in around))

        free = [other for other in range(len(week.days)) if fits(other)]
        return min(free, key=lambda other: (abs(other - place), other), default=None)

    def _week(self, index: int, week: _Week) -> records.Week:
        days = tuple(self._day(day, workouts) for day, workouts in week.days)
        return records.Week(index, week.source.kind, week.days[0][0], days)

    def _day(self, day: date, workouts: Sequence[TemplateWorkout]) -> Day:
        race = self._race_on(day)
        made = (race,) if race else tuple(self._workout(day, n, one) for n, one in enumerate(workouts))
        return Day(day, self._seconds(day), made)

    def _race_on(self, day: date) -> Workout | None:
        if day == self.input.race_day:
            race = self.menu.race(self.input.distance_m, is_goal=True)
            return self._made(day, 0, race, _race_note("template_goal_race"))
        side = next((one for one in self.input.races if one.day == day), None)
        if side is None:
            return None
        race = self.menu.race(side.distance_m, is_goal=False)
        return self._made(day, 0, race, _race_note("template_side_race"))

    def _workout(self, day: date, number: int, source: TemplateWorkout) -> Workout:
        text = self._within_the_day(day, source, self._carried(day, source, self._at_level(source)))
        expected = expected_of_text(text, self.input.paces, all_out=source.role == "test")
        planned = Planned(source.workout_id, source.name, source.role, text, expected)
        why = Note.of(WORDS.say("template", template=self.name))
        return replace(self._made(day, number, planned, why), note=source.note or None)

    def _at_level(self, source: TemplateWorkout) -> str:
        text = source.shorthand
        workout = LIBRARY.get(source.workout_id)
        if self.shift == 0 or source.role == "test":
            return text
        if workout is not None and source.role == "quality":
            level = next((one for one in LEVELS if text_of(parse(workout.text(one))) == text), None)
            if level is not None:
                return text_of(parse(workout.text(min(1.0, max(0.0, level + LEVEL_STEP * self.shift)))))
        return text_of(scaled(parse(text), 1 + LENGTH_STEP * self.shift))

    def _carried(self, day: date, source: TemplateWorkout, text: str) -> str:
        if source.role == "test":
            return text
        system = source.workout_id[:1]
        nearest = sizing.nearest_carried(text, self.input.paces, 1.0, system=system)
        if nearest is None or nearest.text == text:
            return text
        self._remark("carried", shorthand=text, day=day, instead=nearest.text)
        return nearest.text

    def _within_the_day(self, day: date, source: TemplateWorkout, text: str) -> str:
        """Easy parts shorter, then fewer rounds, until it fits; a remark where nothing can be shorter."""
        limit = self._seconds(day)
        if source.role == "test" or self._expected_s(text) <= limit:
            return text
        shorter = self._shorter(text, limit)
        fitting = next((one for one in shorter if self._expected_s(one) <= limit), None)
        if fitting is None:
            self._remark("too_long", workout=source.name, day=day, limit_min=limit / 60)
        return fitting or text

    def _shorter(self, text: str, limit_s: float) -> Iterator[str]:
        for _ in range(SHORTENINGS):
            factor = max(SHORTEST_SCALE, limit_s / self._expected_s(text) - SHORTENING_MARGIN)
            text = text_of(scaled(parse(text), factor))
            yield text
        yield from map(text_of, sizing.fewer_rounds(text))

    def _expected_s(self, text: str) -> float:
        return expected_of_text(text, self.input.paces).s

    def _made(self, day: date, number: int, planned: Planned, why: Note) -> Workout:
        steps = resolve(parse(planned.text), self.input.paces, all_out=planned.role in ALL_OUT_ROLES)
        place = f"{self.input.plan_id}/{day.isoformat()}/{number}"
        return new_workout(hashlib.sha256(place.encode()).hexdigest()[:24], planned, (why,), steps)

    def _seconds(self, day: date) -> float:
        return 0.0 if day in self.input.blackouts else self.input.availability.seconds_of(day)

    def _remark(self, code: str, **values: Any) -> None:
        self.remarks.append(WORDS.say(f"template_{code}", **values).to_document())


def _race_note(code: str) -> Note:
    return Note.of(WORDS.say("race", what=WORDS.say(code)))


def _is_hard(workouts: Sequence[TemplateWorkout]) -> bool:
    return any(workout.role in HARD_ROLES for workout in workouts)
