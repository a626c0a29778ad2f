"""CPU time of the fitness figures beside the limits of the project, and beside the plain ways to compute them.

Run: python -m benchmarks.physiology.bench_speed. Every line is the best of several runs in one process; ratios compare within it.
"""

import random
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from benchmarks.physiology.simulated_athletes import FIRST_DAY, simulated
from runners.physiology.banister import ImpulseResponse, impulse_states, performances
from runners.physiology.banister_fit import Performance, fit_impulse_response
from runners.physiology.critical_speed import fit
from runners.physiology.critical_speed_timeline import timeline
from runners.physiology.fitness_history import fitness_history
from runners.physiology.race_prediction import Race, predict
from runners.physiology.training_load import (
    CTL_DAYS,
    SessionLoad,
    day_loads,
    exponential_average,
    smoothing_factor,
)

YEARS_DAYS = 3653
FIRST = date(2016, 1, 1)
LAST = FIRST + timedelta(days=YEARS_DAYS - 1)


def best_ms(work, repeats=7):
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def sessions():
    chance = random.Random(1)
    days = [int(i * YEARS_DAYS / 2500) for i in range(2500)]
    start = datetime(2016, 1, 1, 8, tzinfo=UTC)
    return [
        SessionLoad(str(i), start + timedelta(days=day), FIRST + timedelta(days=day), chance.uniform(20, 150))
        for i, day in enumerate(days)
    ]


def closed_sum(loads, tau):
    """Banister as it is written: every day sums every day before it."""
    days = np.arange(loads.size)
    return np.array([float(loads[:day] @ np.exp(-(day - days[:day]) / tau)) for day in days])


def history_lines():
    known = sessions()
    by_day = day_loads(known)
    rows = list(fitness_history(by_day, FIRST, LAST))
    whole = best_ms(lambda: list(fitness_history(day_loads(known), FIRST, LAST)))
    yield "10 years of 2,500 sessions to rows, with the impulse response", whole, 20.0
    yield "  of it: sums of each day", best_ms(lambda: day_loads(known)), None
    yield "  of it: all columns", best_ms(lambda: fitness_history(by_day, FIRST, LAST)), None
    day = best_ms(lambda: list(fitness_history(by_day, LAST, LAST, before=rows[-28:-1])), 50)
    yield "today added to 10 years", day, 1.0


def peer_lines():
    loads = fitness_history(day_loads(sessions()), FIRST, LAST).loads
    share = smoothing_factor(CTL_DAYS)
    yield "CTL of 10 years, ours", best_ms(lambda: exponential_average(loads, CTL_DAYS)), None
    table = pd.Series(np.concatenate([[0.0], loads]))
    yield "  pandas ewm", best_ms(lambda: table.ewm(alpha=share, adjust=False).mean()), None
    yield "  SciPy lfilter", best_ms(lambda: lfilter([share], [1, share - 1], loads)), None
    yield "Impulse response of 10 years, ours", best_ms(lambda: impulse_states(loads, 45.0)), None
    yield "  the closed sum", best_ms(lambda: closed_sum(loads, 45.0), 2), None
    distances, times = [1000, 1609.344, 3000, 5000], [180, 330, 630, 1110]
    fit(distances, times)
    yield (
        "Critical Speed fit with errors and bands, ours (scikit-learn)",
        best_ms(lambda: fit(distances, times), 50),
        None,
    )
    yield (
        "  NumPy polyfit, slope and intercept only",
        best_ms(lambda: np.polyfit(times, distances, 1), 50),
        None,
    )


def fit_lines():
    chance = np.random.default_rng(1)
    loads = np.where(chance.random(YEARS_DAYS) < 0.7, chance.gamma(4, 20, YEARS_DAYS), 0.0)
    truth = performances(loads, ImpulseResponse(40, 0.005, 0.009, 42, 12))
    days = np.sort(chance.choice(np.arange(100, YEARS_DAYS), 40, replace=False))
    races = [
        Performance(FIRST + timedelta(days=int(d)), float(truth[d] + chance.normal(0, 0.5))) for d in days
    ]
    work = best_ms(lambda: fit_impulse_response(loads, FIRST, races, bootstraps=500), 3)
    yield "Impulse response fitted: 40 performances, 500 bootstraps, 10 years", work, 5000.0


def other_lines():
    athlete = simulated(1)
    last = FIRST_DAY + timedelta(days=729)
    yield (
        f"Critical Speed timeline of 2 years, {len(athlete.efforts)} efforts",
        best_ms(lambda: timeline(athlete.efforts, last), 3),
        None,
    )
    races = [Race(*race) for race in athlete.races]
    yield "Race forecast from three races", best_ms(lambda: predict(10000, races, last), 30), None


def main() -> None:
    for lines in (history_lines, fit_lines, other_lines, peer_lines):
        for name, spent_ms, limit_ms in lines():
            limit = (
                ""
                if limit_ms is None
                else f"   limit {limit_ms:g} ms: {'met' if spent_ms < limit_ms else 'MISSED'}"
            )
            print(f"{name:<75} {spent_ms:10.3f} ms{limit}")


if __name__ == "__main__":
    main()
