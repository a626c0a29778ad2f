"""Our Critical Speed fit and W' balance beside sweatpy's (PyPI: sweat), in one process, with ratios.

Run in an environment with the packages of requirements.txt beside this file: PYTHONPATH=. python
benchmarks/physiology/bench_peers.py. Without sweatpy it says so and measures nothing.
"""

import time
from statistics import median

import numpy as np

from runners.physiology.critical_speed import fit
from sessions.analysis.w_prime_balance import balance, balance_integral

CS_MPS, W_PRIME_M = 4.0, 200.0
HOUR_S = 3600
TAU_S = 400.0
DISTANCES_M, TIMES_S = (1000.0, 1609.344, 3000.0, 5000.0), (180.0, 330.0, 630.0, 1110.0)


def cpu_ms(work, repeats):
    spent = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - begun))
    return median(spent)


def hour_of_intervals():
    """3 min at 4.6 m/s, 2 min at 3 m/s, for an hour at 1 Hz."""
    return np.where(np.arange(HOUR_S) % 300 < 180, 4.6, 3.0)


def compared(name, ours, theirs, repeats=(50, 5)):
    mine, peer = cpu_ms(ours, repeats[0]), cpu_ms(theirs, repeats[1])
    print(f"{name:<58} ours {mine:9.3f} ms   sweatpy {peer:9.3f} ms   {peer / mine:7.1f} times")


def main() -> None:
    try:
        import pandas as pd
        from sweat.pdm import regressors, w_prime_balance
    except ImportError as missing:
        print(
            f"sweatpy is not here ({missing}): install benchmarks/physiology/requirements.txt in an environment."
        )
        return
    speeds, seconds = hour_of_intervals(), np.ones(HOUR_S)
    series = pd.Series(speeds)
    compared(
        "W' balance of an hour, differential form",
        lambda: balance(speeds, seconds, CS_MPS, W_PRIME_M),
        lambda: w_prime_balance.w_prime_balance_froncioni_skiba_clarke(series, CS_MPS, W_PRIME_M),
    )
    compared(
        "W' balance of an hour, integral form in one pass",
        lambda: balance_integral(speeds, seconds, CS_MPS, W_PRIME_M, TAU_S),
        lambda: w_prime_balance.w_prime_balance_waterworth(series, CS_MPS, W_PRIME_M, tau_value=TAU_S),
    )
    times = np.array(TIMES_S)
    speeds_of_trials = np.array(DISTANCES_M) / times

    def by_curve():
        regressors.PowerDurationRegressor(model="2 param").fit(times.reshape(-1, 1), speeds_of_trials)

    compared(
        "Critical Speed of four efforts (ours with errors and bands)",
        lambda: fit(DISTANCES_M, TIMES_S),
        by_curve,
    )
    exact = balance(speeds, seconds, CS_MPS, W_PRIME_M).remaining_m
    euler = w_prime_balance.w_prime_balance_froncioni_skiba_clarke(series, CS_MPS, W_PRIME_M).to_numpy()
    print(
        f"Euler's steps of 1 s are off the exact solution by up to {abs(euler - exact).max():.2f} m of {W_PRIME_M:.0f}."
    )


if __name__ == "__main__":
    main()
