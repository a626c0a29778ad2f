"""Back-test of the evidence for Critical Speed: how often a value comes in force that is more than 4 % off, and how often none does.

Run: python -m benchmarks.physiology.evidence [athletes who race and test] [athletes of each other kind] [first seed]. Its
table is the one in docs/science.md, of seeds from 10000 on. The bounds were set on seeds 500 to 659. Every value that came in force counts;
weeks count from day 120 on.
"""

import sys
from datetime import timedelta

import numpy as np

from benchmarks.physiology.simulated_athletes import FIRST_DAY, simulated
from benchmarks.physiology.simulated_training import KINDS, little_said
from runners.physiology.critical_speed import stale_from
from runners.physiology.critical_speed_changes import ChangeState
from runners.physiology.critical_speed_timeline import timeline

RACING, OTHERS, FIRST_SEED, DAYS = 200, 50, 10_000, 730
SETTLED = 120  # the simulated form rises from no training at all until then, as in backtest.py
OTHERS_DAYS = 540
OFF_PERCENT = 4.0


def measured(athletes, days):
    """Values that came in force with their error on that day, the errors of each week's value, and what was refused."""
    values, fresh, stale, estimates, refits, without, weeks = [], [], [], [], 0, 0, 0
    athletes_without = 0
    for athlete in athletes:
        log = timeline(athlete.efforts, FIRST_DAY + timedelta(days=days - 1))
        came = [one for one in log.changes if one.state is ChangeState.IN_FORCE]
        values += [_error(one.in_force, athlete, one.day) for one in came]
        refits += sum(one.state is not ChangeState.STALE for one in log.changes)
        athletes_without += not came
        for index in range(SETTLED, days, 7):
            day = FIRST_DAY + timedelta(days=index)
            weeks += 1
            known = log.on(day)
            if known is None or known.is_backfilled:
                without += 1
            elif known.critical_speed.source == "race":
                without += 1
                estimates.append(_error(known.critical_speed, athlete, day))
            else:
                is_stale = stale_from(known.critical_speed) <= day
                (stale if is_stale else fresh).append(_error(known.critical_speed, athlete, day))
    return values, fresh, stale, estimates, refits, without, weeks, athletes_without


def _error(value, athlete, day):
    return 100 * (value.cs_mps / athlete.cs_on(day) - 1)


def told(title, count, found):
    """One line of the table."""
    values, fresh, stale, estimates, refits, without, weeks, athletes_without = found
    print(
        f"{title}: {count} athletes; {refits} new outcomes, {len(values)} values came in force "
        f"(refused or unchanged {1 - len(values) / max(refits, 1):.0%}); off by over 4 %: {_off(values)}; median {_median(values)}; "
        f"athletes never with a value {athletes_without / count:.0%}, weeks without one {without / weeks:.0%}; "
        f"weeks fresh {len(fresh) / weeks:.0%} (over 4 %: {_off(fresh)}), stale {len(stale) / weeks:.0%} (over 4 %: {_off(stale)}), "
        f"estimated from a race {len(estimates) / weeks:.0%} (over 4 %: {_off(estimates)}, over 5 %: {_off(estimates, 5.0)})"
    )


def _off(errors, percent=OFF_PERCENT):
    return "none" if not errors else f"{np.mean(np.abs(errors) > percent):.2%}"


def _median(errors):
    return "none" if not errors else f"{np.median(np.abs(errors)):.2f} %"


def main() -> None:
    racing = int(sys.argv[1]) if len(sys.argv) > 1 else RACING
    others = int(sys.argv[2]) if len(sys.argv) > 2 else OTHERS
    first = int(sys.argv[3]) if len(sys.argv) > 3 else FIRST_SEED
    all_values = []
    found = measured((simulated(seed, DAYS) for seed in range(first, first + racing)), DAYS)
    told("race and test", racing, found)
    all_values += found[0]
    for kind in KINDS:
        some = (little_said(kind, seed, OTHERS_DAYS) for seed in range(first, first + others))
        found = measured(some, OTHERS_DAYS)
        told(kind, others, found)
        all_values += found[0]
    print(f"all: {len(all_values)} values in force, off by over 4 %: {_off(all_values)}")


if __name__ == "__main__":
    main()
