"""Form on race morning (TSB): the range that the rules allow, and the one that is wished for."""

from training.planning.timeline import Timeline

TSB_LIMIT, TSB_SHARE_OF_CTL = 30.0, 0.5  # whichever is more, of the CTL of race evening
TSB_RULE_FROM_DAYS = 28
TSB_MARGIN = 0.05
WISHED_SHARES = {"5k": (0.05, 0.25), "10k": (0.05, 0.25)}  # of CTL
WISHED_SHARES_FROM_HALF = (0.10, 0.35)


def form_excess(filled: Timeline) -> float:
    """How far race-morning TSB of a full timeline lies outside its range; 0 inside and for short plans."""
    if filled.input.days_count < TSB_RULE_FROM_DAYS:
        return 0.0
    form, most = filled.race_morning_tsb, max(TSB_LIMIT, TSB_SHARE_OF_CTL * filled.ctl) - TSB_MARGIN
    return max(0.0, TSB_MARGIN - form, form - most)


def distance_from_wished_form(filled: Timeline) -> float:
    """How far form on race morning lies outside what is wished for, as a share of CTL."""
    low, high = WISHED_SHARES.get(filled.input.kind, WISHED_SHARES_FROM_HALF)
    share = filled.race_morning_tsb / max(filled.ctl, 20.0)
    return max(0.0, low - share, share - high)
