"""Form on race morning (TSB) and its range: what a timeline has, and the nearest that loads still open can come to it.

Both averages are linear in the loads, and so is either branch of the limit; so the nearest is found exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, smoothing_factor
from training.planning.timeline import Timeline

TSB_LIMIT, TSB_SHARE_OF_CTL = 30.0, 0.5  # whichever is more, of the CTL of race evening
TSB_RULE_FROM_DAYS = 28
TSB_MARGIN = 0.05

_CTL_SHARE, _ATL_SHARE = smoothing_factor(CTL_DAYS), smoothing_factor(ATL_DAYS)


@dataclass(frozen=True, slots=True)
class FormLimit:
    """Race-morning TSB is at most `tsb` plus a share of race evening's CTL."""

    tsb: float
    ctl_share: float


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """A week still to be filled: the load fixed on each day, the most each may hold beside it, the most of the week."""

    fixed: Sequence[float]
    most: Sequence[float]
    limit: float


def form_limits(margin: float) -> tuple[FormLimit, FormLimit]:
    """The two limits of which one must hold, so much stricter; the one that lets more fitness stand first."""
    return FormLimit(-margin, TSB_SHARE_OF_CTL), FormLimit(TSB_LIMIT - margin, 0.0)


def form_excess(filled: Timeline) -> float:
    """How far race-morning TSB of a full timeline lies outside its range; 0 inside and for short plans."""
    if filled.input.days_count < TSB_RULE_FROM_DAYS:
        return 0.0
    form, most = filled.race_morning_tsb, max(TSB_LIMIT, TSB_SHARE_OF_CTL * filled.ctl) - TSB_MARGIN
    return max(0.0, TSB_MARGIN - form, form - most)


def least_excess(timeline: Timeline, weeks: Sequence[OpenWeek]) -> float:
    """How far above its range race-morning TSB stays whatever the open weeks hold; 0 or less: it can be in range.

    weeks: all that is left, the last ending on race day. Their days may hold anything from nothing to the most.
    """
    if timeline.input.days_count < TSB_RULE_FROM_DAYS:
        return 0.0
    return min(_least_above(timeline, weeks, limit) for limit in form_limits(TSB_MARGIN))


def _least_above(timeline: Timeline, weeks: Sequence[OpenWeek], limit: FormLimit) -> float:
    to_race = sum(len(week.fixed) for week in weeks)
    # A limit that is a share of CTL takes that share off what fitness adds to form.
    ctl_counts = 1 - limit.ctl_share * (1 - _CTL_SHARE)
    excess = (
        ctl_counts * timeline.ctl * (1 - _CTL_SHARE) ** (to_race - 1)
        - timeline.atl * (1 - _ATL_SHARE) ** (to_race - 1)
        - limit.ctl_share * _CTL_SHARE * weeks[-1].fixed[-1]
        - limit.tsb
    )
    before_race = to_race - 1
    for week in weeks:
        adds = []
        for fixed, most in zip(week.fixed, week.most, strict=True):
            before_race -= 1
            if before_race < 0:
                break
            add = ctl_counts * _CTL_SHARE * (1 - _CTL_SHARE) ** before_race
            add -= _ATL_SHARE * (1 - _ATL_SHARE) ** before_race
            excess += add * fixed
            adds.append((add, most))
        excess += _most_taken_off(adds, week.limit - sum(week.fixed))
    return excess


def _most_taken_off(adds: Sequence[tuple[float, float]], left: float) -> float:
    """The least sum of the days' effects with so much load to give, the days that take off most first."""
    change = 0.0
    for add, most in sorted(adds):
        if add >= 0 or left <= 0:
            break
        change += add * min(most, left)
        left -= min(most, left)
    return change
