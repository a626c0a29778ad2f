"""Makes plans: one for each philosophy, simulated to race day, each the fullest that breaks nothing.

The race's demands come first (`week_demands`), the loads around them grow from what is really run (`volume`); the model
judges, and its limits are kept. No clock, no random numbers, no time limits: the same input gives the same plan byte
for byte.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from training.planning.builder import Draft, build_before_taper, with_least_bad_taper, with_taper
from training.planning.frame import Frame
from training.planning.inputs import PlanInput
from training.planning.menu import Menu, Planned
from training.planning.periodization import Week, usual_taper_weeks, weeks_of
from training.planning.philosophies import PHILOSOPHIES, PYRAMIDAL, Philosophy
from training.planning.plan_demands import demands_of
from training.planning.slots import Slots
from training.planning.timeline import Timeline
from training.planning.volume import Target, growing, volume_of
from training.planning.week_targets import light_target

TEMPLATE_GROWTH = 1.10
GROWTHS = (
    (1.13, 0.75),
    (1.15, 0.4),
    (1.15, 0.0),
)  # of load weeks at most; the share of them after which the most is reached
LITTLE_LESS = 0.94
SCALES = (0.88, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)  # of the loads, until a taper keeps the rules
LATE_WEEKS = 4
LATE_SCALES = (0.85, 0.7, 0.5, 0.35, 0.2)
EARLY_SHARES, FULL_LAST_WEEKS = (0.6, 0.4, 0.2, 0.0), (4, 3)  # of the load before the plan
NO_LIMIT = 1e9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished draft with its philosophy; `keeps_rules` is False where the input leaves no way to."""

    strategy: Philosophy
    draft: Draft
    keeps_rules: bool = True


Kept = dict[int, tuple[Planned, ...]]


def candidates(plan_input: PlanInput, kept: Kept | None = None) -> list[Candidate]:
    """A plan for each philosophy, the recommended one first.

    Where the input itself breaks a rule (a race too near the goal, no time to hold the fitness brought) there is one
    candidate that comes nearest; `keeps_rules` is False, and the invariants say what is off.
    """
    best = recommended(plan_input, kept)
    if not best.keeps_rules or plan_input.is_beginner or kept:
        return [best]
    others = [_of_philosophy(plan_input, kept or {}, one) for one in PHILOSOPHIES if one is not best.strategy]
    return [best, *(one for one in others if one is not None and one.keeps_rules)]


def recommended(plan_input: PlanInput, kept: Kept | None = None) -> Candidate:
    """The pyramidal plan, or what comes nearest to the rules."""
    found = _of_philosophy(plan_input, kept or {}, PYRAMIDAL)
    return found or _nearest(plan_input, kept or {})


def _of_philosophy(plan_input: PlanInput, kept: Kept, philosophy: Philosophy) -> Candidate | None:
    """The plan with the best race morning of those as full as they should be; else the fullest that keeps the rules."""
    frames = list(_frames(plan_input, kept, philosophy))
    for frame in frames[:2]:
        full = (with_taper(frame, build_before_taper(frame, target)) for target in _full_targets(frame))
        found = [draft for draft in full if draft is not None]
        if found:
            return Candidate(philosophy, max(found, key=lambda draft: draft.value))
    # The mildest way first, with each length of the taper, before anything harsher.
    gentle = _gentle_frames(plan_input, kept, philosophy)
    for frame, target in chain(_mildest_first(frames), *(_mildest_first([frame]) for frame in gentle)):
        draft = with_taper(frame, build_before_taper(frame, target))
        if draft is not None:
            return Candidate(philosophy, draft)
    return None


def _mildest_first(frames: Sequence[Frame]) -> Iterator[tuple[Frame, Target]]:
    """Each lesser target with each frame, before the next lesser one."""
    for targets in zip(*map(_lesser_targets, frames), strict=True):
        yield from zip(frames, targets, strict=True)


def _full_targets(frame: Frame) -> Iterator[Target]:
    """The loads as they should be: growing evenly, growing soon and then holding, and a little less."""
    for growth, reached_after in GROWTHS:
        yield growing(frame.weeks, frame.volume, 1.0, growth, reached_after)
    yield growing(frame.weeks, frame.volume, LITTLE_LESS)


def _lesser_targets(frame: Frame) -> Iterator[Target]:
    for scale in LATE_SCALES:
        yield _eased(frame, scale)
    for scale in SCALES:
        yield growing(frame.weeks, frame.volume, scale)
    yield from _full_at_the_end(frame)


def _eased(frame: Frame, scale: float) -> Target:
    """Less load in the last weeks, for those whom a taper would leave too tired or too fresh."""
    usual = growing(frame.weeks, frame.volume)
    last = [week.index for week in frame.weeks if week.kind != "taper"][-LATE_WEEKS:]

    def eased(week: Week, timeline: Timeline) -> float:
        wanted = min(usual(week, timeline), timeline.week_limit(week))
        return wanted * (scale if week.index in last else 1.0)

    return eased


def _full_at_the_end(frame: Frame) -> Iterator[Target]:
    """The last weeks as full as the rules let them, those before ever emptier: form is fitness less fatigue.

    For athletes whom the rest before the race would leave fresher than the limit, as where its last days are closed:
    those days are the taper.
    """
    before = max(frame.timeline().week_loads)
    for share in EARLY_SHARES:
        for weeks_count in FULL_LAST_WEEKS:
            yield _ending_full(frame, share * before, weeks_count)


def _ending_full(frame: Frame, early_rtss: float, weeks_count: int) -> Target:
    first_full = sum(week.kind != "taper" for week in frame.weeks) - weeks_count
    return lambda week, _: NO_LIMIT if week.index >= first_full else early_rtss


def naive_templates(plan_input: PlanInput) -> dict[str, Draft | None]:
    """What plans without a model look like, under the same limits: 10 % a week, and the same week again and again.

    None where such a plan has no taper that keeps the rules. For comparison; plans are made by `candidates`.
    """
    frame = frame_of(plan_input, weeks_of(plan_input, usual_taper_weeks(plan_input)), {}, PYRAMIDAL)
    before = max(frame.timeline().week_loads)
    targets: dict[str, Target] = {
        "ten_percent": _template(frame, before),
        "fixed_weeks": lambda _week, _: before,
    }
    return {name: with_taper(frame, build_before_taper(frame, target)) for name, target in targets.items()}


def _template(frame: Frame, before: float) -> Target:
    """Load weeks 10 % over the last load week."""

    def target(week: Week, timeline: Timeline) -> float:
        if week.kind == "recovery":
            return light_target(frame, week, timeline)
        return TEMPLATE_GROWTH * max([*timeline.week_loads[-2:], before if week.index == 0 else 0.0])

    return target


def _nearest(plan_input: PlanInput, kept: Kept) -> Candidate:
    frames = (
        next(_frames(plan_input, kept, PYRAMIDAL)),
        next(_gentle_frames(plan_input, kept, PYRAMIDAL)),
    )
    tried: list[tuple[float, int, Candidate]] = []
    for frame in frames:
        target = growing(frame.weeks, frame.volume)
        off, draft = with_least_bad_taper(frame, build_before_taper(frame, target))
        tried.append((off, len(tried), Candidate(PYRAMIDAL, draft, keeps_rules=False)))
    return min(tried, key=lambda entry: entry[:2])[2]


def _frames(plan_input: PlanInput, kept: Kept, philosophy: Philosophy) -> Iterator[Frame]:
    """The usual frame, then those with another length of the taper."""
    usual = usual_taper_weeks(plan_input)
    for weeks in dict.fromkeys(weeks_of(plan_input, taper_weeks) for taper_weeks in (usual, 2, 1, 3)):
        yield frame_of(plan_input, weeks, kept, philosophy)


def _gentle_frames(plan_input: PlanInput, kept: Kept, philosophy: Philosophy) -> Iterator[Frame]:
    """Without load weeks to taper from, so that the last weeks may be as empty as form asks for."""
    lengths = (usual_taper_weeks(plan_input), 2, 3)
    for weeks in dict.fromkeys(weeks_of(plan_input, taper_weeks) for taper_weeks in lengths):
        gentle = tuple(replace(week, kind="intro") if week.kind == "load" else week for week in weeks)
        yield frame_of(plan_input, gentle, kept, philosophy)


def frame_of(plan_input: PlanInput, weeks: tuple[Week, ...], kept: Kept, philosophy: Philosophy) -> Frame:
    """Weeks, races and the uses of days, and what is asked of them, before any workout is chosen."""
    menu = Menu(plan_input.paces)
    goal = plan_input.days_count - 1
    races = {(race.day - plan_input.start).days: race.distance_m for race in plan_input.races}
    fixed = dict(kept)
    fixed |= {
        day: (menu.race(distance, is_goal=False),) for day, distance in races.items() if day not in kept
    }
    fixed[goal] = kept.get(goal) or (menu.race(plan_input.distance_m, is_goal=True),)
    slots = Slots(plan_input, weeks, fixed)
    return Frame(
        plan_input,
        weeks,
        slots,
        menu,
        fixed,
        tuple(sorted([*races, goal])),
        demands_of(plan_input, weeks, slots, philosophy),
        volume_of(plan_input),
    )
