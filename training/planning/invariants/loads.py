"""Invariants of load: the single run, shares, ramp, ratios, growth, light weeks, form (07-14, 23, 24, 32, 35)."""

import math
from collections.abc import Iterator

from training.planning.invariants.reading import Reading, Violation, WeekRead
from training.planning.words import WORDS

RAMP = {"novice": 3.0, "intermediate": 4.0, "advanced": 5.0, "elite": 6.0}
LONGEST_SHARE = (1.0, 0.65, 0.50, 0.40, 0.35)
LONGEST_SHARE_FROM_HALF = (1.0, 0.70, 0.60, 0.55, 0.45)  # as published plans for these races have it
KINDS_FROM_HALF = ("half", "marathon", "ultra")
MEAN_RATIO, MEAN_RATIO_LOW_CTL, LOW_CTL = 1.305, 1.455, 40.0
FIRST_STEPS_RTSS = 60.0  # no growth rule forbids this: couch to 5 km begins at 54
ALWAYS_ALLOWED_S = 40 * 60


def single_runs(plan: Reading) -> Iterator[Violation]:
    """07: no run beyond 1.10 x the longest of the 30 days before it, 5 km at least."""
    runs = [(offset, metres) for offset, metres, _ in plan.past_runs()]
    for day in plan.days:
        longest = max((m for offset, m in runs if day.index - 30 <= offset < day.index), default=0.0)
        limit = max(5000.0, 1.10 * longest)
        for workout in day.workouts:
            if workout.role != "race" and workout.expected_m > limit + 10:
                yield Violation(
                    "I07",
                    day.day.isoformat(),
                    WORDS.say("broken_single_run", run_m=workout.expected_m, limit_m=limit),
                )
            runs.append((day.index, workout.expected_m))


def longest_share(plan: Reading) -> Iterator[Violation]:
    """08: the longest run's share of a full week's time."""
    shares = LONGEST_SHARE_FROM_HALF if plan.kind in KINDS_FROM_HALF else LONGEST_SHARE
    for week in plan.weeks:
        seconds = sorted(workout.expected_s for workout in week.workouts)
        if not seconds or week.has_race or not week.is_full:
            continue
        limit = shares[min(len(seconds), len(shares)) - 1] * math.fsum(seconds)
        if seconds[-1] > max(ALWAYS_ALLOWED_S, 1.005 * limit):
            yield Violation(
                "I08", week.start, WORDS.say("broken_minutes", run_min=seconds[-1] / 60, limit_min=limit / 60)
            )


def ramp_and_ratio(plan: Reading) -> Iterator[Violation]:
    """09, 10, 11: CTL's rise in seven days; ATL over CTL, on the day and over seven days."""
    ctl = [plan.athlete.ctl0] * 7 + list(plan.ctl)
    ratios = [plan.ratio_before] * 6 + list(plan.ratios)
    for day in plan.days:
        if plan.in_shadow_of_race(day.index):
            continue
        where = day.day.isoformat()
        rise = ctl[day.index + 7] - ctl[day.index]
        if rise > RAMP[plan.experience] + 0.1:
            yield Violation("I09", where, WORDS.say("broken_ramp", rise=rise))
        if plan.ratios[day.index] > 1.505:
            yield Violation("I10", where, WORDS.say("broken_ratio", ratio=plan.ratios[day.index]))
        mean = math.fsum(ratios[day.index : day.index + 7]) / 7
        if mean > (MEAN_RATIO_LOW_CTL if plan.ctl[day.index] < LOW_CTL else MEAN_RATIO):
            yield Violation("I11", where, WORDS.say("broken_mean_ratio", ratio=mean))


def weekly_growth(plan: Reading) -> Iterator[Violation]:
    """12: a full week's load against the largest of the four before; weeks with a race are exempt."""
    before = _weeks_before(plan)
    for week in plan.weeks:
        load, most = week.total("expected_rtss"), max(before[-4:])
        if week.is_full and not week.has_race and load > max(1.15 * most, most + 25, FIRST_STEPS_RTSS) + 1:
            yield Violation(
                "I12", week.start, WORDS.say("broken_week_load", load_rtss=load, before_rtss=most)
            )
        before.append(load)


def _weeks_before(plan: Reading) -> list[float]:
    """Loads of the four weeks before the start, oldest first."""
    loads = [0.0, 0.0, 0.0, 0.0]
    for offset, _, load in plan.past_runs():
        if -28 <= offset <= -1:
            loads[3 - (-offset - 1) // 7] += load
    return loads if any(loads) else [7 * plan.athlete.ctl0] * 4


def light_weeks(plan: Reading) -> Iterator[Violation]:
    """13, 14: load weeks in a row, and how light a light week is."""
    in_a_row = 0
    previous: WeekRead | None = None
    for week in plan.weeks:
        in_a_row = in_a_row + 1 if week.kind == "load" and not plan.is_disturbed(week) else 0
        if in_a_row > min(3, plan.plan.loading or 3):
            yield Violation("I13", week.start, WORDS.say("broken_load_weeks", weeks_count=in_a_row))
        if week.kind == "recovery" and previous is not None:
            yield from _is_light(plan, previous, week)
        previous = week


def _is_light(plan: Reading, previous: WeekRead, week: WeekRead) -> Iterator[Violation]:
    if not previous.is_full or plan.is_disturbed(week) or plan.is_disturbed(previous):
        return
    load, before = week.total("expected_rtss"), previous.total("expected_rtss")
    if load > 0.80 * before + 1:
        yield Violation("I14", week.start, WORDS.say("broken_week_load", load_rtss=load, before_rtss=before))


def race_morning(plan: Reading) -> Iterator[Violation]:
    """23: form on race morning."""
    if len(plan.days) < 28:
        return
    form, most = plan.tsb[-1], max(30.0, 0.5 * plan.ctl[-1])
    if not -0.05 <= form <= most:
        yield Violation("I23", plan.goal_day.isoformat(), WORDS.say("broken_form", tsb=form, most=most))


def stored_projection(plan: Reading) -> Iterator[Violation]:
    """24: the stored ctl, atl, tsb are those of the recursion."""
    for day in plan.days:
        computed = {"ctl": plan.ctl[day.index], "atl": plan.atl[day.index], "tsb": plan.tsb[day.index]}
        for name, value in computed.items():
            stored = getattr(day.stored, name)
            if stored is not None and abs(stored - value) > 0.5 + 0.02 * abs(value):
                yield Violation(
                    "I24",
                    day.day.isoformat(),
                    WORDS.say("broken_stored_value", field=name, stored=stored, computed=value),
                )


def week_sums(plan: Reading) -> Iterator[Violation]:
    """32: what a week says it holds is what its workouts hold."""
    for week in plan.weeks:
        load, seconds = week.total("expected_rtss"), week.total("expected_s")
        yield from _is_sum(week, "planned_rtss", week.stored.planned_rtss, load)
        yield from _is_sum(week, "planned_s", week.stored.planned_s, seconds)


def _is_sum(week: WeekRead, name: str, stored: float | None, total: float) -> Iterator[Violation]:
    if stored is None or abs(stored - total) > 1:
        figures = (
            WORDS.say("broken_no_sum", field=name, computed=total)
            if stored is None
            else WORDS.say("broken_stored_value", field=name, stored=stored, computed=total)
        )
        yield Violation("I32", week.start, figures)


def finite_numbers(plan: Reading) -> Iterator[Violation]:
    """35: every number is finite."""
    for path, value in plan.numbers:
        if not math.isfinite(value):
            yield Violation("I35", path, WORDS.say("broken_number", number=str(value)))


def positive_numbers(plan: Reading) -> Iterator[Violation]:
    """35: no number is negative, but for tsb."""
    for path, value in plan.numbers:
        if value < 0 and not path.endswith(".tsb"):
            yield Violation("I35", path, WORDS.say("broken_number", number=str(value)))


CHECKS = (
    single_runs,
    longest_share,
    ramp_and_ratio,
    weekly_growth,
    light_weeks,
    race_morning,
    stored_projection,
    week_sums,
    positive_numbers,
)
