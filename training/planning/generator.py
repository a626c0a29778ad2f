"""Makes plans: several strategies, each simulated to race day, and the best three that break nothing.

Strategies differ in how week loads are chosen (a linear programme for race day, the same but gentler, filling every
week to its limits, 10 % a week) and each tries tapers of three steepnesses. The best of them is tuned further and is
the plan optimised for race day. No clock, no random numbers, no time limits: the same input gives the same plan byte
for byte.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from training.planning.builder import (
    Draft,
    Frame,
    Target,
    build_before_taper,
    light_target,
    with_least_bad_taper,
    with_taper,
)
from training.planning.inputs import PlanInput
from training.planning.menu import Menu, Planned
from training.planning.periodization import Week, usual_taper_weeks, weeks_of
from training.planning.race_form import form_limits
from training.planning.slots import Slots
from training.planning.timeline import Timeline
from training.planning.week_loads import Growth, week_targets

STEEPNESSES = (1.9, 1.6, 1.3)
TEMPLATE_GROWTH = 1.10
TEMPLATE_STEEPNESS = 1.6
CANDIDATES = 3
LP_TAPER_SHARE = 0.47
EASINGS = (1.0, 0.85, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1)  # of the last weeks' loads, until a taper fits
EASED_WEEKS = 4
TUNED_WEEKS = 2
TUNINGS = (1.04, 0.96, 0.9)
FALLBACK_STRATEGIES = 2  # the first two that there are
FORM_MARGINS = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0)  # what filled days may add to the form of week loads
EARLY_SHARES, FULL_LAST_WEEKS = (0.6, 0.4, 0.2, 0.0), (4, 3)  # of the load before the plan
NO_LIMIT = 1e9
GENTLE_GROWTH = Growth(factor=1.06, rtss=12.0, ramp_share=0.75)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to choose week loads: its code and how it is said."""

    code: str
    text: str


FORM = Strategy("form", "week loads optimised for race day")
LIMITS = Strategy("limits", "every load week as full as the rules let it")
GENTLE = Strategy("gentle", "gentler growth")
TEMPLATE = Strategy("template", "10 % more a week")
STEADY = Strategy("steady", "the same load week after week")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished draft with its strategy and taper steepness (None: a shape of its own)."""

    strategy: Strategy
    steepness: float | None
    draft: Draft


Kept = dict[int, tuple[Planned, ...]]


def candidates(plan_input: PlanInput, kept: Kept | None = None) -> list[Candidate]:
    """The best plans, best first, at most three, each of another strategy.

    Where the input itself breaks a rule (a race too near the goal, no time to hold the fitness brought) there is one
    candidate that comes nearest; the invariants say what is off.
    """
    frames = list(_frames(plan_input, kept or {}))
    for frame in frames:
        found = _candidates_of(frame)
        if found:
            return found
    return _held_in_form(plan_input, kept or {}) or [_nearest([frames[0], frames[-1]])]


def _held_in_form(plan_input: PlanInput, kept: Kept) -> list[Candidate]:
    """For athletes whom the rest before the race would leave fresher than the limit, as where its last days are closed.

    Those days are the taper: the weeks before stay full to the last open one, and earlier ones carry less until form
    is in range.
    """
    frame = frame_of(plan_input, weeks_of(plan_input, 1), kept)
    for target in chain(_limited_in_form(frame), _full_at_the_end(frame)):
        draft = with_taper(frame, build_before_taper(frame, target), None)
        if draft is not None:
            return [Candidate(FORM, None, draft)]
    return []


def _limited_in_form(frame: Frame) -> Iterator[Target]:
    """Week loads optimised with a limit of form on race morning, ever stricter: what days are filled with adds to it."""
    before = max(frame.timeline().week_loads)
    for limit in (limit for pair in zip(*map(form_limits, FORM_MARGINS), strict=True) for limit in pair):
        loads = week_targets(frame.input, frame.weeks, frame.slots, before, Growth(), LP_TAPER_SHARE, limit)
        if loads is not None:
            yield _given(loads)


def _full_at_the_end(frame: Frame) -> Iterator[Target]:
    """The last weeks as full as the rules let them, those before ever emptier: form is fitness less fatigue."""
    before = max(frame.timeline().week_loads)
    for share in EARLY_SHARES:
        for weeks_count in FULL_LAST_WEEKS:
            yield _ending_full(frame, share * before, weeks_count)


def _ending_full(frame: Frame, early_rtss: float, weeks_count: int) -> Target:
    first_full = sum(week.kind != "taper" for week in frame.weeks) - weeks_count
    full = _to_the_limits(frame)
    return lambda week, timeline: full(week, timeline) if week.index >= first_full else early_rtss


def naive_templates(plan_input: PlanInput) -> dict[str, Draft | None]:
    """What plans without a model look like, under the same limits: 10 % a week, and the same week again and again.

    None where such a plan has no taper that keeps the rules. For comparison; plans are made by `candidates`.
    """
    frame = frame_of(plan_input, weeks_of(plan_input, usual_taper_weeks(plan_input)), {})
    before = max(frame.timeline().week_loads)
    targets = {"ten_percent": _template(frame, before), "fixed_weeks": _fixed_weeks(frame, before)}
    found = {}
    for name, target in targets.items():
        progress = build_before_taper(frame, target)
        found[name] = with_taper(frame, progress, TEMPLATE_STEEPNESS) or with_taper(frame, progress, None)
    return found


def _nearest(frames: Sequence[Frame]) -> Candidate:
    tried = [
        (off, number, Candidate(strategy, None, draft))
        for frame in frames
        for number, (strategy, target) in enumerate(list(_strategies(frame))[:FALLBACK_STRATEGIES])
        for off, draft in [with_least_bad_taper(frame, build_before_taper(frame, target))]
    ]
    return min(tried, key=lambda entry: entry[:2])[2]


def _frames(plan_input: PlanInput, kept: Kept) -> Iterator[Frame]:
    """The usual frame, then those that ask for less: another length of the taper, no load weeks to taper from."""
    usual = usual_taper_weeks(plan_input)
    for taper_weeks in dict.fromkeys((usual, 1, 2, 3)):
        yield frame_of(plan_input, weeks_of(plan_input, taper_weeks), kept)
    beginners = tuple(
        replace(week, kind="intro") if week.kind == "load" else week for week in weeks_of(plan_input, usual)
    )
    yield frame_of(plan_input, beginners, kept)


def frame_of(plan_input: PlanInput, weeks: tuple[Week, ...], kept: Kept) -> Frame:
    """Weeks, races and the uses of days, before any workout is chosen."""
    menu = Menu(plan_input.paces)
    goal = plan_input.days_count - 1
    races = {(race.day - plan_input.start).days: race.distance_m for race in plan_input.races}
    fixed = dict(kept)
    fixed |= {
        day: (menu.race(distance, is_goal=False),) for day, distance in races.items() if not kept.get(day)
    }
    fixed[goal] = kept.get(goal) or (menu.race(plan_input.distance_m, is_goal=True),)
    return Frame(
        plan_input, weeks, Slots(plan_input, weeks, fixed), menu, fixed, tuple(sorted([*races, goal]))
    )


def _candidates_of(frame: Frame) -> list[Candidate]:
    """Every strategy with its tapers; if none fits, less and less load in the last weeks until one does.

    What is optimised for race day is the best of all that was tried: the linear programme knows whole weeks only, and
    a simpler way to choose the loads may do better once days are filled.
    """
    strategies = list(_strategies(frame))
    found = [
        Candidate(strategy, steepness, draft)
        for strategy, target in strategies
        for steepness, draft in _tapered(frame, target)
    ]
    fitting = {candidate.strategy for candidate in found}
    found += _eased_candidates(
        frame, [pair for pair in strategies[:FALLBACK_STRATEGIES] if pair[0] not in fitting]
    )
    if not found:
        return []
    best = max(found, key=lambda candidate: candidate.draft.value)
    target = next(target for strategy, target in strategies if strategy == best.strategy)
    tuned = max([best, *_tuned(frame, target)], key=lambda candidate: candidate.draft.value)
    return _best([replace(tuned, strategy=FORM), *(c for c in found if c.strategy != FORM)])


def _tuned(frame: Frame, target: Target) -> Iterator[Candidate]:
    """The last weeks before the taper a little fuller or emptier: nothing else of a plan moves race day as much."""
    last = [week.index for week in frame.weeks if week.kind != "taper"][-TUNED_WEEKS:]
    if not last:
        return
    start = build_before_taper(frame, target, until_week=last[0])
    for factor in TUNINGS:
        progress = build_before_taper(frame, _eased(target, factor, last), start)
        for steepness in STEEPNESSES:
            draft = with_taper(frame, progress, steepness)
            if draft is not None:
                yield Candidate(FORM, steepness, draft)


def _eased_candidates(frame: Frame, strategies: Sequence[tuple[Strategy, Target]]) -> list[Candidate]:
    """Tapers of any shape after ever less load in the last weeks; the first ease that has one decides."""
    last = [week.index for week in frame.weeks if week.kind != "taper"][-EASED_WEEKS:]
    until = last[0] if last else None
    starts = [build_before_taper(frame, target, until_week=until) for _, target in strategies]
    for easing in EASINGS:
        found = []
        for (strategy, target), start in zip(strategies, starts, strict=True):
            progress = build_before_taper(frame, _eased(target, easing, last), start)
            draft = with_taper(frame, progress, None)
            found += [Candidate(strategy, None, draft)] if draft is not None else []
        if found:
            return found
    return []


def _eased(target: Target, easing: float, weeks: Sequence[int]) -> Target:
    """The target with less load in some weeks."""

    def eased(week: Week, timeline: Timeline) -> float:
        wanted = min(target(week, timeline), timeline.week_limit(week))
        return wanted * (easing if week.index in weeks else 1.0)

    return eased


def _tapered(frame: Frame, target: Target) -> list[tuple[float | None, Draft]]:
    """Drafts with the tapers of the three steepnesses; where the template's keeps no rules, with one of any shape, too."""
    progress = build_before_taper(frame, target)
    drafts: dict[float | None, Draft] = {}
    for steepness in (*STEEPNESSES, None):
        if steepness is None and TEMPLATE_STEEPNESS in drafts:
            continue
        draft = with_taper(frame, progress, steepness)
        if draft is not None:
            drafts[steepness] = draft
    return list(drafts.items())


def _best(found: list[Candidate]) -> list[Candidate]:
    """Best value first; then one of each strategy, so that the coach has something to choose between."""
    ranked = sorted(found, key=lambda c: -c.draft.value)
    chosen: list[Candidate] = []
    for candidate in ranked:
        if all(candidate.draft.days != other.draft.days for other in chosen) and all(
            candidate.strategy != other.strategy for other in chosen
        ):
            chosen.append(candidate)
    return chosen[:CANDIDATES]


def _strategies(frame: Frame) -> Iterator[tuple[Strategy, Target]]:
    before = max(frame.timeline().week_loads)
    for strategy, growth in ((FORM, Growth()), (LIMITS, None), (GENTLE, GENTLE_GROWTH)):
        if growth is None:
            yield strategy, _to_the_limits(frame)
            continue
        loads = week_targets(frame.input, frame.weeks, frame.slots, before, growth, LP_TAPER_SHARE)
        if loads is not None:
            yield strategy, _given(loads)
    yield TEMPLATE, _template(frame, before)
    yield STEADY, _fixed_weeks(frame, before)


def _given(loads: list[float]) -> Target:
    return lambda week, _: loads[week.index]


def _to_the_limits(frame: Frame) -> Target:
    def target(week: Week, timeline: Timeline) -> float:
        return light_target(frame, week, timeline) if week.kind == "recovery" else NO_LIMIT

    return target


def _fixed_weeks(frame: Frame, before: float) -> Target:
    """Every load week as the most of the four before the start, light weeks at 0.72."""
    return lambda week, timeline: light_target(frame, week, timeline) if week.kind == "recovery" else before


def _template(frame: Frame, before: float) -> Target:
    """Load weeks 10 % over the last load week, light weeks at 0.72."""

    def target(week: Week, timeline: Timeline) -> float:
        if week.kind == "recovery":
            return light_target(frame, week, timeline)
        loads = timeline.week_loads[-2:]
        return TEMPLATE_GROWTH * max([*loads, before if week.index == 0 else 0.0])

    return target
